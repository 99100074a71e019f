package kernel

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
)

// The functions of this file apply a function to x, element by element, within 3 ulp on every tier; the normal
// distribution's in Go, within 6. NaN stays NaN. out may be x.

// Exp sets out to eˣ.
func Exp[T Float](out, x []T) {
	if out = out[:len(x)]; !expVector(out, x) {
		each(out, x, exponential)
	}
}

// Expm1 sets out to eˣ - 1.
func Expm1[T Float](out, x []T) {
	if out = out[:len(x)]; !expm1Vector(out, x) {
		each(out, x, math.Expm1)
	}
}

// Log sets out to the natural logarithm: -Inf at 0, NaN below.
func Log[T Float](out, x []T) {
	if out = out[:len(x)]; !logVector(out, x) {
		each(out, x, logarithm)
	}
}

// Log1p sets out to log(1 + x): -Inf at -1, NaN below.
func Log1p[T Float](out, x []T) {
	if out = out[:len(x)]; !log1pVector(out, x) {
		each(out, x, math.Log1p)
	}
}

// Softplus sets out to log(1 + eˣ).
func Softplus[T Float](out, x []T) {
	if out = out[:len(x)]; !softplusVector(out, x) {
		each(out, x, special.Softplus)
	}
}

// Sigmoid sets out to 1/(1 + e⁻ˣ).
func Sigmoid[T Float](out, x []T) {
	if out = out[:len(x)]; !sigmoidVector(out, x) {
		each(out, x, special.Sigmoid)
	}
}

// Tanh sets out to the hyperbolic tangent.
func Tanh[T Float](out, x []T) {
	if out = out[:len(x)]; !tanhVector(out, x) {
		each(out, x, math.Tanh)
	}
}

// ReLU sets out to max(x, 0).
func ReLU[T Float](out, x []T) {
	if out = out[:len(x)]; !reluVector(out, x) {
		each(out, x, relu)
	}
}

// Lgamma sets out to log Γ(x): +Inf at 0, NaN below.
func Lgamma[T Float](out, x []T) {
	if out = out[:len(x)]; !lgammaVector(out, x) {
		each(out, x, special.Lgamma)
	}
}

// Digamma sets out to the derivative of Lgamma: -Inf at 0, NaN below.
func Digamma[T Float](out, x []T) {
	if out = out[:len(x)]; !digammaVector(out, x) {
		each(out, x, special.Digamma)
	}
}

// Trigamma sets out to the derivative of Digamma: +Inf at 0, NaN below.
func Trigamma(out, x []float64) {
	if out = out[:len(x)]; !trigammaVector(out, x) {
		each(out, x, special.Trigamma)
	}
}

// LogMinusDigamma sets out to log x - Digamma(x): +Inf at 0, NaN below.
func LogMinusDigamma(out, x []float64) {
	if out = out[:len(x)]; !logMinusDigammaVector(out, x) {
		each(out, x, special.LogMinusDigamma)
	}
}

// StirlingError sets out to log Γ(x) - [(x-½) log x - x + ½ log 2π], for x from 10 on.
func StirlingError(out, x []float64) {
	if out = out[:len(x)]; !stirlingErrorVector(out, x) {
		each(out, x, special.StirlingError)
	}
}

// XMinusLog1p sets out to x - log(1 + x): +Inf at -1, NaN below.
func XMinusLog1p(out, x []float64) {
	if out = out[:len(x)]; !xMinusLog1pVector(out, x) {
		each(out, x, special.XMinusLog1p)
	}
}

// NormalCDF sets out to Φ(x), the probability of the standard normal distribution below x.
func NormalCDF(out, x []float64) {
	if out = out[:len(x)]; !normalCDFVector(out, x) {
		each(out, x, special.NormalCDF)
	}
}

// NormalLogCDF sets out to log Φ(x).
func NormalLogCDF(out, x []float64) {
	if out = out[:len(x)]; !normalLogCDFVector(out, x) {
		each(out, x, special.NormalLogCDF)
	}
}

func each[T Float](out, x []T, f func(float64) float64) {
	for i, v := range x {
		out[i] = T(f(float64(v)))
	}
}

// exponential returns math.Exp, which on amd64 is infinite from 709.44 on, where eˣ still has a number.
func exponential(x float64) float64 {
	if x > 709 {
		return math.Exp(x-1) * math.E
	}
	return math.Exp(x)
}

// logarithm returns math.Log, which is wrong for subnormal numbers on some processors (go.dev/issue/56600).
func logarithm(x float64) float64 {
	if x > 0 && x < 0x1p-1022 {
		return math.Log(x*0x1p60) - 60*math.Ln2
	}
	return math.Log(x)
}

func relu(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return x
}
