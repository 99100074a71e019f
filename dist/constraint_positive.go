package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

var (
	// Positive are the numbers above 0; x = eᵘ.
	Positive Constraint = positive{"positive", math.SmallestNonzeroFloat64}

	// NonNegative are the numbers from 0 on; x = eᵘ never reaches 0.
	NonNegative Constraint = positive{"non-negative", 0}

	// SoftplusPositive are the numbers above 0; x = log(1 + eᵘ), which grows more slowly than eᵘ.
	SoftplusPositive Constraint = softplusPositive{}
)

type positive struct {
	name  string
	least float64
}

func (c positive) String() string                       { return c.name }
func (positive) EventDim() int                          { return 0 }
func (positive) Discrete() bool                         { return false }
func (positive) ToReal(x *tensor.Tensor) *tensor.Tensor { return x.Log() }
func (positive) Inside(shape ...int) *tensor.Tensor     { return tensor.Ones(shape...) }

func (c positive) Check(x *tensor.Tensor) ([]int, bool) {
	return firstOutside(x, c.least, math.MaxFloat64)
}

func (positive) FromReal(u *tensor.Tensor) (x, logDet *tensor.Tensor) {
	return expInside.apply(nil, nil, u), u
}

type softplusPositive struct{}

func (softplusPositive) String() string                     { return "positive" }
func (softplusPositive) EventDim() int                      { return 0 }
func (softplusPositive) Discrete() bool                     { return false }
func (softplusPositive) Inside(shape ...int) *tensor.Tensor { return tensor.Ones(shape...) }

func (softplusPositive) Check(x *tensor.Tensor) ([]int, bool) { return Positive.Check(x) }

func (softplusPositive) FromReal(u *tensor.Tensor) (x, logDet *tensor.Tensor) {
	return softplusInside.apply(nil, nil, u), u.LogSigmoid()
}

func (softplusPositive) ToReal(x *tensor.Tensor) *tensor.Tensor {
	return softplusInverse.apply(nil, nil, x)
}

// aboveZero is the open interval of the positive numbers.
func aboveZero(*operands, int) (low, high float64) { return 0, math.Inf(1) }

// These maps never round to 0 or +Inf.
var (
	expInside = pointwise{
		value: lanes1(math.Exp),
		grad:  grads1(math.Exp),
		open:  aboveZero,
		dense: []dense{{valueWhole, expDense[float64](math.MaxFloat64), expDense[float32](math.MaxFloat32)}},
	}.register("Positive.FromReal", 0, []tensor.Input{{}})

	softplusInside = pointwise{
		value: lanes1(special.Softplus),
		grad:  grads1(special.Sigmoid),
		open:  aboveZero,
	}.register("SoftplusPositive.FromReal", 0, []tensor.Input{{}})

	softplusInverse = pointwise{
		value: lanes1(special.SoftplusInverse),
		grad:  grads1(func(y float64) float64 { return -1 / math.Expm1(-y) }),
	}.register("SoftplusPositive.ToReal", 0, []tensor.Input{{Low: 0.1, High: 4}})
)

func expDense[T tensor.Float](most T) denseOf[T] {
	least := next(T(0), 1)
	return denseOf[T]{
		each: func(out []T, in pieces[T]) bool {
			kernel.Exp(out, in[0])
			return kernel.AllInside(out, least, most)
		},
		bounds:   &[2]T{least, most},
		eachGrad: func(d, in pieces[T], out, g []T, add uint) { kernel.Products(d[0], g, out, add != 0) },
	}
}
