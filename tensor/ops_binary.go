package tensor

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

// The derivatives of the larger and the smaller are shared where both are equal.
const (
	aboveOther = "((y < x) + (y <= x))/2"
	belowOther = "((x < y) + (x <= y))/2"
)

var (
	opDiv       = binary("Div", "x/y", positiveCases)
	opPow       = binary("Pow", "x^y", positiveCases)
	opMaximum   = binary("Maximum", "max(x, y)", broadcastCases, aboveOther, belowOther)
	opMinimum   = binary("Minimum", "min(x, y)", broadcastCases, belowOther, aboveOther)
	opLess      = binary("Less", "x < y", nil)
	opLessEqual = binary("LessEqual", "x <= y", nil)
	opEqual     = binary("Equal", "x == y", nil)
)

// binary registers an operation of two inputs x and y.
func binary(name, formula string, cases []Case, slopes ...string) *Op {
	_, op := newElementwise(name, formula, []string{"x", "y"}, slopes...)
	op.Cases = cases
	return Register(op)
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
