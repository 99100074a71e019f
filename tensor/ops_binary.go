package tensor

import "math"

// Add returns a + b, broadcast.
func Add[A, B Like](a A, b B) *Tensor { return Apply(opAdd, nil, To(a), To(b)) }

// Sub returns a - b, broadcast.
func Sub[A, B Like](a A, b B) *Tensor { return Apply(opSub, nil, To(a), To(b)) }

// Mul returns a · b, element by element and broadcast. The integer constant 0 is refused: in Go, 1/n of two integers is
// 0, and a scale lost that way would go unnoticed.
func Mul[A, B Like](a A, b B) *Tensor {
	refuseIntZero(a)
	refuseIntZero(b)
	return Apply(opMul, nil, To(a), To(b))
}

func refuseIntZero(x any) {
	if i, ok := x.(int); ok && i == 0 {
		fail("Mul", "a factor is the integer 0; if it was meant to be a fraction such as 1/n, divide floats: 1/float64(n); "+
			"if zero is meant, write 0.0")
	}
}

// Div returns a / b, element by element and broadcast.
func Div[A, B Like](a A, b B) *Tensor { return Apply(opDiv, nil, To(a), To(b)) }

// Pow returns aᵇ, element by element and broadcast.
func Pow[A, B Like](a A, b B) *Tensor { return Apply(opPow, nil, To(a), To(b)) }

// Maximum returns the larger of a and b, element by element and broadcast; NaN if either is. Where they are equal the
// derivative is shared equally.
func Maximum[A, B Like](a A, b B) *Tensor { return Apply(opMaximum, nil, To(a), To(b)) }

// Minimum returns the smaller of a and b, element by element and broadcast; NaN if either is. Where they are equal the
// derivative is shared equally.
func Minimum[A, B Like](a A, b B) *Tensor { return Apply(opMinimum, nil, To(a), To(b)) }

// Less returns 1 where a < b and 0 elsewhere.
func Less[A, B Like](a A, b B) *Tensor { return Apply(opLess, nil, To(a), To(b)) }

// LessEqual returns 1 where a ≤ b and 0 elsewhere.
func LessEqual[A, B Like](a A, b B) *Tensor { return Apply(opLessEqual, nil, To(a), To(b)) }

// Equal returns 1 where a = b and 0 elsewhere.
func Equal[A, B Like](a A, b B) *Tensor { return Apply(opEqual, nil, To(a), To(b)) }

// Add returns t + b, broadcast.
func (t *Tensor) Add(b *Tensor) *Tensor { return Apply(opAdd, nil, t, b) }

// Sub returns t - b, broadcast.
func (t *Tensor) Sub(b *Tensor) *Tensor { return Apply(opSub, nil, t, b) }

// Mul returns t · b, element by element and broadcast.
func (t *Tensor) Mul(b *Tensor) *Tensor { return Apply(opMul, nil, t, b) }

// Div returns t / b, element by element and broadcast.
func (t *Tensor) Div(b *Tensor) *Tensor { return Apply(opDiv, nil, t, b) }

var (
	opPow     = binary("Pow", positiveCases, math.Pow, powDerivative)
	opMaximum = binary("Maximum", broadcastCases, maximum, maximumDerivative)
	opMinimum = binary("Minimum", broadcastCases, minimum, minimumDerivative)

	opLess      = binary("Less", nil, func(a, b float64) float64 { return indicator(a < b) }, nil)
	opLessEqual = binary("LessEqual", nil, func(a, b float64) float64 { return indicator(a <= b) }, nil)
	opEqual     = binary("Equal", nil, func(a, b float64) float64 { return indicator(a == b) }, nil)
)

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// The built-in functions keep every NaN; math.Max loses one that meets +Inf.
func maximum(a, b float64) float64 { return max(a, b) }
func minimum(a, b float64) float64 { return min(a, b) }

func maximumDerivative(a, b, _ float64) (da, db float64) { return larger(a, b), larger(b, a) }
func minimumDerivative(a, b, _ float64) (da, db float64) { return larger(b, a), larger(a, b) }

// larger returns the derivative of max(a, b) with respect to a.
func larger(a, b float64) float64 {
	switch {
	case a > b:
		return 1
	case a == b:
		return 0.5
	default:
		return 0
	}
}

// powDerivative returns (b aᵇ⁻¹, aᵇ log a), with the limit 0 of the second at a = 0 < b.
func powDerivative(a, b, y float64) (da, db float64) {
	if b != 0 {
		da = b * math.Pow(a, b-1)
	}
	if y != 0 {
		db = y * math.Log(a)
	}
	return da, db
}

// binary returns an elementwise operation of two inputs by its scalar function and derivative; a nil derivative is zero
// everywhere.
func binary(name string, cases []Case, f func(a, b float64) float64, d func(a, b, y float64) (da, db float64)) *Op {
	op := Op{Name: name, Elementwise: true, Cases: cases,
		Forward: pieces(binaryForward[float64](f), binaryForward[float32](f))}
	if d != nil {
		op.VJP = piecesVJP(binaryVJP[float64](d), binaryVJP[float32](d))
	}
	return Register(op)
}

func binaryForward[T Float](f func(a, b float64) float64) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) {
		out, a, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
		for w := k.Walk(lo, hi); w.Next(); {
			i, j := w.In[0], w.In[1]
			for n := range out[w.Out : w.Out+w.N] {
				out[w.Out+n] = T(f(float64(a[i]), float64(b[j])))
				i += w.Step[0]
				j += w.Step[1]
			}
		}
	}
}

func binaryVJP[T Float](d func(a, b, y float64) (da, db float64)) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) {
		g, y, a, b := Grad[T](&k.Out), Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
		ga, gb := SinkOf[T](&k.In[0]), SinkOf[T](&k.In[1])
		for w := k.Walk(lo, hi); w.Next(); {
			i, j := w.In[0], w.In[1]
			for n := w.Out; n < w.Out+w.N; n++ {
				if g[n] != 0 { // a zero adjoint adds nothing, even where the derivative is infinite
					da, db := d(float64(a[i]), float64(b[j]), float64(y[n]))
					if ga.Wanted() {
						ga.Add(i, float64(g[n])*da)
					}
					if gb.Wanted() {
						gb.Add(j, float64(g[n])*db)
					}
				}
				i += w.Step[0]
				j += w.Step[1]
			}
		}
	}
}

// The inputs broadcast in every way a plan knows.
var (
	broadcastCases = casesOver(-2, 2)
	positiveCases  = casesOver(0.5, 2.5)
)

func casesOver(low, high float64) []Case {
	var cases []Case
	for _, s := range [][2]Shape{
		{{3, 4}, {3, 4}}, {{3, 4}, {}}, {{}, {3, 4}}, {{3, 4}, {4}}, {{4}, {3, 4}}, {{3, 1}, {1, 4}}, {{2, 1, 3}, {4, 1}}, {{}, {}},
	} {
		a, b := Input{Shape: s[0], Low: low, High: high}, Input{Shape: s[1], Low: low, High: high}
		cases = append(cases, Case{In: []Input{a, b}})
	}
	return cases
}
