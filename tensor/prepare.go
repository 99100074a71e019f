package tensor

// prepareMost is the largest number of elements of a call that is prepared. Larger ones gain nothing from it.
const prepareMost = 256

// prepareArith returns an Op.Prepare for a sum, a difference or a product. The adjoint of input i gets the output's
// times slope.
func prepareArith(compute func(out, a, b []float64), slope func(k *Call, i int) []float64) func(*Call) (forward, vjp func()) {
	return func(k *Call) (forward, vjp func()) {
		n := k.plan.size
		if k.DType != Float64 || n == 0 || n > prepareMost || k.Out.Stored() != n {
			return nil, nil
		}
		for i := range k.In {
			if s := k.In[i].Stored(); s != n && s != 1 {
				return nil, nil
			}
		}
		out, a, b := Values[float64](&k.Out), Values[float64](&k.In[0]), Values[float64](&k.In[1])
		forward = func() { compute(out, a, b) }
		if k.Out.g.isNil() {
			return forward, nil
		}
		g, to0, to1 := Grad[float64](&k.Out), adjointOf(&k.In[0]), adjointOf(&k.In[1])
		slope0, slope1 := slope(k, 0), slope(k, 1)
		return forward, func() {
			to0.add(g, slope0)
			to1.add(g, slope1)
		}
	}
}

// adjoint is what a prepared VJP adds to.
type adjoint struct {
	to    []float64 // nil if it is not needed
	store bool
}

func adjointOf(o *Operand) adjoint { return adjoint{Grad[float64](o), o.fresh} }

// add adds or stores g times slope, which has as many elements or one. A zero adjoint adds nothing, whatever the slope
// is.
func (a adjoint) add(g, slope []float64) {
	if a.to == nil {
		return
	}
	if len(a.to) < len(g) {
		if len(slope) == 1 {
			a.to[0] += slope[0] * sum(g)
		} else {
			a.to[0] += dot(g, slope, 1)
		}
		return
	}
	to := a.to[:len(g)]
	if a.store {
		clear(to)
	}
	if len(slope) == 1 {
		c := slope[0]
		for i, v := range g {
			if v != 0 {
				to[i] += v * c
			}
		}
		return
	}
	slope = slope[:len(g)]
	for i, v := range g {
		if v != 0 {
			to[i] += v * slope[i]
		}
	}
}
