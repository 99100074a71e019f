package tensor

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
)

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

// Each row is an operation with its function, and its derivative given x and y = f(x).
var (
	opNeg    = unary("Neg", realCases, negative, func(_, _ float64) float64 { return -1 })
	opSquare = unary("Square", realCases, square, func(x, _ float64) float64 { return 2 * x })
	opAbs    = unary("Abs", realCases, math.Abs, func(x, _ float64) float64 { return larger(x, -x) - larger(-x, x) })
	opSqrt   = unary("Sqrt", unitCases, math.Sqrt, func(_, y float64) float64 { return 0.5 / y })
	opSin    = unary("Sin", realCases, math.Sin, func(x, _ float64) float64 { return math.Cos(x) })
	opCos    = unary("Cos", realCases, math.Cos, func(x, _ float64) float64 { return -math.Sin(x) })

	opLogSigmoid = unary("LogSigmoid", realCases, special.LogSigmoid, func(x, _ float64) float64 { return special.Sigmoid(-x) })
)

// Each row is an operation with its kernel, and the one that carries adjoints back given x or y = f(x).
var (
	opExp      = vector("Exp", realCases, kernel.Exp, kernel.Exp, byValue(kernel.Products, kernel.Products))
	opExpm1    = vector("Expm1", realCases, kernel.Expm1, kernel.Expm1, byArgument(kernel.Expm1Grad, kernel.Expm1Grad))
	opLog      = vector("Log", unitCases, kernel.Log, kernel.Log, byArgument(kernel.LogGrad, kernel.LogGrad))
	opLog1p    = vector("Log1p", unitCases, kernel.Log1p, kernel.Log1p, byArgument(kernel.Log1pGrad, kernel.Log1pGrad))
	opTanh     = vector("Tanh", realCases, kernel.Tanh, kernel.Tanh, byArgument(kernel.TanhGrad, kernel.TanhGrad))
	opSigmoid  = vector("Sigmoid", realCases, kernel.Sigmoid, kernel.Sigmoid, byArgument(kernel.SigmoidGrad, kernel.SigmoidGrad))
	opSoftplus = vector("Softplus", realCases, kernel.Softplus, kernel.Softplus, byArgument(kernel.SoftplusGrad, kernel.SoftplusGrad))
	opReLU     = vector("ReLU", realCases, kernel.ReLU, kernel.ReLU, byArgument(kernel.ReLUGrad, kernel.ReLUGrad))
)

func negative(x float64) float64 { return -x }
func square(x float64) float64   { return x * x }

// vector returns an elementwise operation of one input by its kernels.
func vector(name string, cases []Case, f64 func(out, x []float64), f32 func(out, x []float32), vjp Kernel) *Op {
	return Register(Op{Name: name, Elementwise: true, Waits: true, Stores: 1, InPlace: 1, Cases: cases,
		Forward: pieces(vectorForward(f64), vectorForward(f32)),
		VJP:     vjp})
}

func vectorForward[T Float](f func(out, x []T)) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) { f(Values[T](&k.Out)[lo:hi], Values[T](&k.In[0])[lo:hi]) }
}

// carrier adds the product of an adjoint with a derivative to gx, or stores it there. at is x or y.
type carrier[T Float] func(gx, g, at []T, accumulate bool)

// byArgument returns a VJP by kernels that take x, and byValue one by kernels that take y = f(x).
func byArgument(f64 carrier[float64], f32 carrier[float32]) Kernel {
	return piecesVJP(vectorVJP(f64, argument), vectorVJP(f32, argument))
}

func byValue(f64 carrier[float64], f32 carrier[float32]) Kernel {
	return piecesVJP(vectorVJP(f64, value), vectorVJP(f32, value))
}

func argument(k *Call) *Operand { return &k.In[0] }
func value(k *Call) *Operand    { return &k.Out }

func vectorVJP[T Float](f carrier[T], at func(*Call) *Operand) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) {
		f(Grad[T](&k.In[0])[lo:hi], Grad[T](&k.Out)[lo:hi], Values[T](at(k))[lo:hi], !k.In[0].Fresh())
	}
}

// unary returns an elementwise operation of one input by its scalar function and derivative.
func unary(name string, cases []Case, f func(x float64) float64, d func(x, y float64) float64) *Op {
	return Register(Op{Name: name, Elementwise: true, Waits: true, Cases: cases,
		Forward: pieces(unaryForward[float64](f), unaryForward[float32](f)),
		VJP:     bySlope(d)})
}

// bySlope returns a VJP by the derivative given x and y = f(x).
func bySlope(d func(x, y float64) float64) Kernel {
	return piecesVJP(unaryVJP[float64](d), unaryVJP[float32](d))
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

func unaryForward[T Float](f func(x float64) float64) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) {
		out, in := Values[T](&k.Out), Values[T](&k.In[0])
		var room, result [lane]float64
		for at := lo; at < hi; at += lane {
			n := min(lane, hi-at)
			for i, x := range wide(&room, in[at:at+n]) {
				result[i] = f(x)
			}
			convert(out[at:at+n], result[:n])
		}
	}
}

func unaryVJP[T Float](d func(x, y float64) float64) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) {
		g, y, x, gx := Grad[T](&k.Out), Values[T](&k.Out), Values[T](&k.In[0]), Grad[T](&k.In[0])
		var wideX, wideY [lane]float64
		for at := lo; at < hi; at += lane {
			n := min(lane, hi-at)
			x, y, g, gx := wide(&wideX, x[at:at+n]), wide(&wideY, y[at:at+n]), g[at:at+n], gx[at:at+n]
			for i, v := range g {
				if v != 0 { // a zero adjoint adds nothing, even where the derivative is infinite
					gx[i] += T(float64(v) * d(x[i], y[i]))
				}
			}
		}
	}
}

var (
	realCases = []Case{{In: []Input{{Shape: Shape{3, 4}}}}, {In: []Input{{}}}}
	unitCases = []Case{{In: []Input{{Shape: Shape{3, 4}, Low: 0.5, High: 2.5}}}}
)
