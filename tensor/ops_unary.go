package tensor

import "github.com/credence-ppl/credence/internal/kernel"

// Neg returns -x.
func (t *Tensor) Neg() *Tensor { return Apply(opNeg, nil, t) }

// Exp returns eˣ.
func (t *Tensor) Exp() *Tensor { return Apply(opExp, nil, t) }

// Expm1 returns eˣ - 1, accurate near 0.
func (t *Tensor) Expm1() *Tensor { return Apply(opExpm1, nil, t) }

// Log returns the natural logarithm: -Inf at 0, NaN below.
func (t *Tensor) Log() *Tensor { return Apply(opLog, nil, t) }

// Log1p returns log(1 + x), accurate near 0.
func (t *Tensor) Log1p() *Tensor { return Apply(opLog1p, nil, t) }

// Sqrt returns the square root; NaN below 0.
func (t *Tensor) Sqrt() *Tensor { return Apply(opSqrt, nil, t) }

// Square returns x².
func (t *Tensor) Square() *Tensor { return Apply(opSquare, nil, t) }

// Abs returns |x|, with derivative 0 at 0.
func (t *Tensor) Abs() *Tensor { return Apply(opAbs, nil, t) }

// Sin returns the sine of x in radians.
func (t *Tensor) Sin() *Tensor { return Apply(opSin, nil, t) }

// Cos returns the cosine of x in radians.
func (t *Tensor) Cos() *Tensor { return Apply(opCos, nil, t) }

// Tanh returns the hyperbolic tangent.
func (t *Tensor) Tanh() *Tensor { return Apply(opTanh, nil, t) }

// Sigmoid returns 1 / (1 + e⁻ˣ).
func (t *Tensor) Sigmoid() *Tensor { return Apply(opSigmoid, nil, t) }

// LogSigmoid returns log(1 / (1 + e⁻ˣ)).
func (t *Tensor) LogSigmoid() *Tensor { return Apply(opLogSigmoid, nil, t) }

// Softplus returns log(1 + eˣ).
func (t *Tensor) Softplus() *Tensor { return Apply(opSoftplus, nil, t) }

// ReLU returns max(x, 0), with derivative 0 at 0.
func (t *Tensor) ReLU() *Tensor { return Apply(opReLU, nil, t) }

// Lgamma returns log |Γ(x)|. Its derivative is Digamma.
func (t *Tensor) Lgamma() *Tensor { return Apply(opLgamma, nil, t) }

// Digamma returns d/dx log Γ(x). Its derivative is the trigamma function.
func (t *Tensor) Digamma() *Tensor { return Apply(opDigamma, nil, t) }

// Each row is an operation with its formula, and the derivative given x and its value f, where the formula's own is
// slower or has fewer digits.
var (
	opNeg        = unary("Neg", "-x", realCases)
	opExp        = unary("Exp", "exp(x)", realCases)
	opExpm1      = unary("Expm1", "expm1(x)", realCases)
	opLog        = unary("Log", "log(x)", unitCases)
	opLog1p      = unary("Log1p", "log1p(x)", unitCases)
	opSqrt       = unary("Sqrt", "sqrt(x)", unitCases)
	opSquare     = unary("Square", "x^2", realCases)
	opAbs        = unary("Abs", "abs(x)", realCases)
	opSin        = unary("Sin", "sin(x)", realCases)
	opCos        = unary("Cos", "cos(x)", realCases)
	opTanh       = unary("Tanh", "tanh(x)", realCases, "2*(1 + abs(f))*sigmoid(-2*abs(x))")
	opSigmoid    = unary("Sigmoid", "sigmoid(x)", realCases)
	opLogSigmoid = unary("LogSigmoid", "-softplus(-x)", realCases)
	opSoftplus   = unary("Softplus", "softplus(x)", realCases)
	opReLU       = unary("ReLU", "where(x <= 0, 0, x)", realCases, "where(0 < x, 1, 0)")
	opLgamma     = unary("Lgamma", "lgamma(x)", unitCases)
	opDigamma    = unary("Digamma", "digamma(x)", unitCases)
)

// unary registers an operation of one input x.
func unary(name, formula string, cases []Case, slope ...string) *Op {
	e, op := newElementwise(name, formula, []string{"x"}, slope...)
	if name == "ReLU" { // is not a function of formulas
		e.in64 = kernels[float64]{kernel.ReLU[float64], carryReLU[float64]}
		e.in32 = kernels[float32]{kernel.ReLU[float32], carryReLU[float32]}
	}
	op.Cases = cases
	return Register(op)
}

// lane is how many elements a loop takes at a time where Float32 passes through Float64: converting between types
// in the same loop as a call makes each iteration wait for the one before it.
const lane = 256

// wide returns values in Float64: themselves, or converted to room.
func wide[T Float](room *[lane]float64, values []T) []float64 {
	if same, ok := any(values).([]float64); ok {
		return same
	}
	out := room[:len(values)]
	kernel.Widen(out, any(values).([]float32))
	return out
}

var (
	realCases = []Case{{In: []Input{{Shape: Shape{3, 7}}}}, {In: []Input{{}}}}
	unitCases = []Case{{In: []Input{{Shape: Shape{3, 7}, Low: 0.5, High: 2.5}}}}
)
