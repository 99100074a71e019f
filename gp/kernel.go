package gp

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Kernel is the covariance of the values of a function at two places. Those of this package refuse parameters that are
// not positive by a panic with an [Error], which runs of models return.
type Kernel interface {
	// Matrix returns the covariances [n, m] of the values at rows x [n, d] with those at rows z [m, d].
	Matrix(x, z *tensor.Tensor) *tensor.Tensor

	// Diagonal returns the variances [n] of the values at rows x [n, d].
	Diagonal(x *tensor.Tensor) *tensor.Tensor
}

// stationary is a kernel of the distance r of places in units of a length: scale² of(r²).
type stationary struct {
	scale, length *tensor.Tensor
	of            func(squares *tensor.Tensor) *tensor.Tensor
	smoothness    float64 // of Matérn's kernels, infinite for the squared exponential and 0 for others
}

func stationaryOf(name string, scale, length *tensor.Tensor, smoothness float64, of func(squares *tensor.Tensor) *tensor.Tensor) stationary {
	return stationary{positiveNumber(name, "scale", scale), positive(name, "length", length), of, smoothness}
}

// SquaredExponential returns the kernel scale² exp(-r²/2), whose functions are smooth. r is the distance of places
// whose columns are in units of length. It is also called Gaussian, RBF, ExpQuad and exponentiated quadratic.
func SquaredExponential[S, L tensor.Like](scale S, length L) Kernel {
	return stationaryOf("SquaredExponential", tensor.To(scale), tensor.To(length), math.Inf(1), exponential)
}

// Matern12 returns the kernel scale² exp(-r), whose functions are continuous and nowhere smooth, as those of
// Ornstein and Uhlenbeck's process are. r is as in [SquaredExponential].
func Matern12[S, L tensor.Like](scale S, length L) Kernel {
	return stationaryOf("Matern12", tensor.To(scale), tensor.To(length), 0.5, elementwise(opMatern12))
}

// Matern32 returns the kernel scale² (1 + √3 r) exp(-√3 r), whose functions have a derivative.
func Matern32[S, L tensor.Like](scale S, length L) Kernel {
	return stationaryOf("Matern32", tensor.To(scale), tensor.To(length), 1.5, elementwise(opMatern32))
}

// Matern52 returns the kernel scale² (1 + √5 r + 5r²/3) exp(-√5 r), whose functions have two derivatives.
func Matern52[S, L tensor.Like](scale S, length L) Kernel {
	return stationaryOf("Matern52", tensor.To(scale), tensor.To(length), 2.5, elementwise(opMatern52))
}

// RationalQuadratic returns the kernel scale² (1 + r²/(2α))^(-α) with α = mixture, a mixture of squared exponentials
// of many lengths, which it becomes where α is large.
func RationalQuadratic[S, L, M tensor.Like](scale S, length L, mixture M) Kernel {
	alpha := positiveNumber("RationalQuadratic", "mixture", tensor.To(mixture))
	return stationaryOf("RationalQuadratic", tensor.To(scale), tensor.To(length), 0, func(s *tensor.Tensor) *tensor.Tensor {
		return s.Div(tensor.Mul(alpha, 2)).Log1p().Mul(alpha.Neg()).Exp()
	})
}

// In the square of the distance, functions of the distance have no derivative at 0, or one that is the quotient of two
// numbers that are 0 there. Places that coincide have no distance to change, so that it may be any number.
var (
	opMatern12 = tensor.Register(tensor.Elementwise("gp.Matern12", "where(s == 0, 1, exp(-sqrt(s)))", "s"))
	opMatern32 = tensor.Register(tensor.Elementwise("gp.Matern32", "r = sqrt(3*s); where(s == 0, 1, (1 + r)*exp(-r))", "s"))
	opMatern52 = tensor.Register(tensor.Elementwise("gp.Matern52", "r = sqrt(5*s); where(s == 0, 1, (1 + r + 5*s/3)*exp(-r))", "s"))
)

func exponential(s *tensor.Tensor) *tensor.Tensor { return tensor.Mul(s, -0.5).Exp() }

func elementwise(op *tensor.Op) func(*tensor.Tensor) *tensor.Tensor {
	return func(s *tensor.Tensor) *tensor.Tensor { return tensor.Apply(op, nil, s) }
}

func (k stationary) Matrix(x, z *tensor.Tensor) *tensor.Tensor {
	columns(x, z)
	k.lengths(x)
	squares := tensor.Apply(opSquaredDistance, nil, x.Div(k.length), z.Div(k.length))
	return k.of(squares).Mul(k.scale.Square())
}

func (k stationary) Diagonal(x *tensor.Tensor) *tensor.Tensor {
	columns(x, x)
	return constant(k.scale.Square(), x)
}

// lengths refuses lengths that are neither one nor one for each column of x.
func (k stationary) lengths(x *tensor.Tensor) {
	if k.length.Rank() > 1 || k.length.Rank() == 1 && k.length.Dim(0) != x.Dim(1) {
		fail("a length of shape %v and places of %d columns; it must be a number, or a vector with one for each", []int(k.length.Shape()), x.Dim(1))
	}
}

// constant returns v for every row of x.
func constant(v, x *tensor.Tensor) *tensor.Tensor { return v.As(x.DType()).Expand(x.Dim(0)) }

// Periodic returns the kernel scale² exp(-2 Σ sin²(π (x-z)/period)/length²), whose functions repeat themselves after
// a period: the squared exponential of the points of a circle that x and z are on (MacKay 1998, "Introduction to
// Gaussian processes"). Pyro and TFP have the same; the exponent of PyMC's is a quarter of it.
func Periodic[S, L, P tensor.Like](scale S, length L, period P) Kernel {
	every := positive("Periodic", "period", tensor.To(period))
	circle := func(x *tensor.Tensor) *tensor.Tensor {
		angle := tensor.Mul(x, 2*math.Pi).Div(every)
		return tensor.Concat(1, angle.Sin(), angle.Cos())
	}
	return mapped{stationaryOf("Periodic", tensor.To(scale), tensor.To(length), math.Inf(1), exponential), circle}
}

// mapped is a kernel of what places are mapped to.
type mapped struct {
	Kernel
	to func(x *tensor.Tensor) *tensor.Tensor
}

func (k mapped) Matrix(x, z *tensor.Tensor) *tensor.Tensor {
	columns(x, z)
	return k.Kernel.Matrix(k.to(x), k.to(z))
}

func (k mapped) Diagonal(x *tensor.Tensor) *tensor.Tensor {
	columns(x, x)
	return k.Kernel.Diagonal(k.to(x))
}

// Columns returns the kernel of some columns of the places only.
func Columns(k Kernel, column ...int) Kernel {
	return mapped{k, func(x *tensor.Tensor) *tensor.Tensor { return x.Take(1, column) }}
}

// Linear returns the kernel scale² (x - center)·(z - center), whose functions are linear: the slopes of the columns
// are normal with that scale, and the function is 0 at the center. Add a [Constant] for another value there.
func Linear[S, C tensor.Like](scale S, center C) Kernel {
	return linear{positive("Linear", "scale", tensor.To(scale)), tensor.To(center)}
}

type linear struct{ scale, center *tensor.Tensor }

func (k linear) Matrix(x, z *tensor.Tensor) *tensor.Tensor {
	columns(x, z)
	return x.Sub(k.center).Mul(k.scale).MatMul(z.Sub(k.center).Mul(k.scale).T())
}

func (k linear) Diagonal(x *tensor.Tensor) *tensor.Tensor {
	columns(x, x)
	return x.Sub(k.center).Mul(k.scale).Square().Sum(1)
}

// Constant returns the kernel scale², whose functions are constant.
func Constant[S tensor.Like](scale S) Kernel {
	return level{positiveNumber("Constant", "scale", tensor.To(scale))}
}

type level struct{ scale *tensor.Tensor }

func (k level) Matrix(x, z *tensor.Tensor) *tensor.Tensor {
	columns(x, z)
	return k.scale.Square().As(x.DType()).Expand(x.Dim(0), z.Dim(0))
}

func (k level) Diagonal(x *tensor.Tensor) *tensor.Tensor {
	columns(x, x)
	return constant(k.scale.Square(), x)
}

// Sum returns the kernel of the sum of independent functions.
func Sum(first Kernel, more ...Kernel) Kernel {
	return combined{append([]Kernel{first}, more...), func(a, b *tensor.Tensor) *tensor.Tensor { return a.Add(b) }}
}

// Product returns the product of kernels, that of the product of independent functions.
func Product(first Kernel, more ...Kernel) Kernel {
	return combined{append([]Kernel{first}, more...), func(a, b *tensor.Tensor) *tensor.Tensor { return a.Mul(b) }}
}

type combined struct {
	of      []Kernel
	combine func(a, b *tensor.Tensor) *tensor.Tensor
}

func (k combined) Matrix(x, z *tensor.Tensor) *tensor.Tensor {
	return k.each(func(k Kernel) *tensor.Tensor { return k.Matrix(x, z) })
}

func (k combined) Diagonal(x *tensor.Tensor) *tensor.Tensor {
	return k.each(func(k Kernel) *tensor.Tensor { return k.Diagonal(x) })
}

func (k combined) each(f func(Kernel) *tensor.Tensor) *tensor.Tensor {
	all := f(k.of[0])
	for _, other := range k.of[1:] {
		all = k.combine(all, f(other))
	}
	return all
}
