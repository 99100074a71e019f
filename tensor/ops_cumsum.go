package tensor

// CumSum returns the running sum along a dimension, which counts from the end if negative: element i is the sum of
// elements 0 to i. Float32 is added up in Float64.
func (t *Tensor) CumSum(dim int) *Tensor { return t.cumulate(dim, false) }

// CumSumBack returns the running sum from the end: element i is the sum of elements i to the last.
func (t *Tensor) CumSumBack(dim int) *Tensor { return t.cumulate(dim, true) }

func (t *Tensor) cumulate(dim int, back bool) *Tensor {
	d := t.dimension("CumSum", dim)
	return Apply(opCumSum, cumSumAttr{along(t.shape, d, d+1), t.shape, back}, t)
}

type cumSumAttr struct {
	axis
	shape Shape
	back  bool
}

var opCumSum = Register(Op{Name: "CumSum", Cases: cumSumCases,
	Shape:   func(k *Call) { k.Out.Shape = k.Attr.(cumSumAttr).shape },
	Forward: Kernel{cumSumForward[float64], cumSumForward[float32]},
	VJP:     Kernel{cumSumVJP[float64], cumSumVJP[float32]}})

func cumSumForward[T Float](k *Call) {
	a := k.Attr.(cumSumAttr)
	cumulate(a.axis, Values[T](&k.In[0]), a.back, func(line int, i int, sum float64) {
		lineOf(a.axis, Values[T](&k.Out), line).set(i, sum)
	})
}

// cumSumVJP adds the running sum of the adjoints from the other end.
func cumSumVJP[T Float](k *Call) {
	a := k.Attr.(cumSumAttr)
	cumulate(a.axis, Grad[T](&k.Out), !a.back, func(line int, i int, sum float64) {
		lineOf(a.axis, Grad[T](&k.In[0]), line).add(i, sum)
	})
}

// cumulate calls put with every running sum along an axis of whole.
func cumulate[T Float](a axis, whole []T, back bool, put func(line, i int, sum float64)) {
	for line := range a.outer * a.inner {
		from := lineOf(a, whole, line)
		sum := 0.0
		for n := range a.n {
			i := n
			if back {
				i = a.n - 1 - n
			}
			sum += from.at(i)
			put(line, i, sum)
		}
	}
}

var cumSumCases = func() []Case {
	var cases []Case
	for _, back := range []bool{false, true} {
		for d, s := range []Shape{{4}, {2, 3}, {3, 4, 2}} {
			at := len(s) - 1 - d%2
			cases = append(cases, Case{In: []Input{{Shape: s}}, Attr: cumSumAttr{along(s, max(at, 0), max(at, 0)+1), s, back}})
		}
	}
	return cases
}()
