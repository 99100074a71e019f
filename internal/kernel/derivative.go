package kernel

import (
	"math"
)

// The functions of this file carry an adjoint g back through an elementwise function: they multiply it with the
// derivative at x and add the product to d or, unless accumulate, store it there. A g of 0 gives 0, even where the
// derivative is infinite or NaN. Within 4 ulp of the product on every tier.

// Products sets d to g·x, or adds it, for functions that are their own derivative.
func Products[T Float](d, g, x []T, accumulate bool) {
	d, g = d[:len(x)], g[:len(x)]
	if !productsVector(d, g, x, bit(accumulate)) {
		carry(d, g, x, accumulate, func(g, x float64) float64 { return g * x })
	}
}

// Expm1Grad multiplies with the derivative of Expm1, eˣ.
func Expm1Grad[T Float](d, g, x []T, accumulate bool) {
	var slope [chunk]T
	for n := 0; len(x) > 0; d, g, x = d[n:], g[n:], x[n:] {
		n = min(chunk, len(x))
		Exp(slope[:], x[:n])
		Products(d, g, slope[:n], accumulate)
	}
}

// LogGrad multiplies with the derivative of Log, 1/x.
func LogGrad[T Float](d, g, x []T, accumulate bool) {
	d, g = d[:len(x)], g[:len(x)]
	if !logGradVector(d, g, x, bit(accumulate)) {
		carry(d, g, x, accumulate, func(g, x float64) float64 { return g / x })
	}
}

// Log1pGrad multiplies with the derivative of Log1p, 1/(1 + x).
func Log1pGrad[T Float](d, g, x []T, accumulate bool) {
	carry(d[:len(x)], g[:len(x)], x, accumulate, func(g, x float64) float64 { return g / (1 + x) })
}

// SoftplusGrad multiplies with the derivative of Softplus, 1/(1 + e⁻ˣ).
func SoftplusGrad[T Float](d, g, x []T, accumulate bool) {
	var slope [chunk]T
	for n := 0; len(x) > 0; d, g, x = d[n:], g[n:], x[n:] {
		n = min(chunk, len(x))
		Sigmoid(slope[:], x[:n])
		Products(d, g, slope[:n], accumulate)
	}
}

// SigmoidGrad multiplies with the derivative of Sigmoid, eˣ/(1 + eˣ)². From x, unlike from the value, it keeps its
// digits in the tails.
func SigmoidGrad[T Float](d, g, x []T, accumulate bool) {
	d, g = d[:len(x)], g[:len(x)]
	if !sigmoidGradVector(d, g, x, bit(accumulate)) {
		carry(d, g, x, accumulate, func(g, x float64) float64 { return g * logisticSlope(x) })
	}
}

// TanhGrad multiplies with the derivative of Tanh, 1/cosh² x. From x, unlike from the value, it keeps its digits in the
// tails.
func TanhGrad[T Float](d, g, x []T, accumulate bool) {
	d, g = d[:len(x)], g[:len(x)]
	if !tanhGradVector(d, g, x, bit(accumulate)) {
		carry(d, g, x, accumulate, func(g, x float64) float64 { return g * 4 * logisticSlope(2*x) })
	}
}

// ReLUGrad multiplies with the derivative of ReLU: 1 where x > 0, and 0 elsewhere.
func ReLUGrad[T Float](d, g, x []T, accumulate bool) {
	d, g = d[:len(x)], g[:len(x)]
	if !reluGradVector(d, g, x, bit(accumulate)) {
		carry(d, g, x, accumulate, func(g, x float64) float64 {
			if x > 0 {
				return g
			}
			return 0
		})
	}
}

// LgammaGrad multiplies with the derivative of Lgamma, Digamma.
func LgammaGrad[T Float](d, g, x []T, accumulate bool) {
	var slope [chunk]T
	for n := 0; len(x) > 0; d, g, x = d[n:], g[n:], x[n:] {
		n = min(chunk, len(x))
		Digamma(slope[:], x[:n])
		Products(d, g, slope[:n], accumulate)
	}
}

// chunk is how many slopes are worked out at a time. They stay in the first-level cache.
const chunk = 128

func carry[T Float](d, g, x []T, accumulate bool, product func(g, x float64) float64) {
	for i, v := range g {
		p := T(0)
		if v != 0 {
			p = T(product(float64(v), float64(x[i])))
		}
		if accumulate {
			p += d[i]
		}
		d[i] = p
	}
}

// logisticSlope returns the derivative of the logistic function, which is even in x.
func logisticSlope(x float64) float64 {
	e := math.Exp(-math.Abs(x))
	return e / ((1 + e) * (1 + e))
}
