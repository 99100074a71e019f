package special

import "math"

// The uniform expansion replaces the continued fraction, with its O(√m) terms, for m = ab/(a+b) from
// minUniformBeta up and |θ| up to maxUniformBeta.
const (
	minUniformBeta = 1000
	maxUniformBeta = 0.5
)

// betaUniformTail returns betaTail for large a and b and x not too far from the mean, if ok. It is the uniform
// expansion with m = ab/(a+b) and u = (x-x₀)/(x₀y₀), x₀ = a/(a+b) = 1-y₀, so that mθ²/2 = a(x/x₀ - 1 - log x/x₀) +
// b(y/y₀ - 1 - log y/y₀).
func betaUniformTail(a, b, x, y, lambda float64) (t tail, ok bool) {
	m := 1 / (1/a + 1/b)
	if m < minUniformBeta {
		return tail{}, false
	}
	half := betaExponent(a, b, x, y, lambda)
	theta := math.Copysign(math.Sqrt(2*half/m), -lambda)
	if math.Abs(theta) > maxUniformBeta {
		return tail{}, false
	}
	coef := betaUniformCoef(a/(a+b), b/(a+b))
	return uniformTail(m, theta, half, betaStirlingError(a, b), coef[:]), true
}

// betaUniformCoef returns the Taylor coefficients of f = θ/u. Differentiating θ²/2 gives
// u u′ = θ(1 + (y₀-x₀)u - x₀y₀u²), and with it the coefficients of u one after the other; the gamma
// distribution is the limit x₀ = 0.
func betaUniformCoef(x0, y0 float64) (f [20]float64) {
	var u, square [len(f) + 1]float64 // coefficients of u and of u²
	u[1] = 1
	for n := 2; n < len(u); n++ {
		for j := 1; j < n-1; j++ {
			square[n-1] += u[j] * u[n-1-j]
		}
		right := (y0-x0)*u[n-1] - x0*y0*square[n-1]
		for j := 2; j < n; j++ {
			right -= float64(j) * u[j] * u[n+1-j]
		}
		u[n] = right / float64(n+1)
	}
	f[0] = 1
	for n := 1; n < len(f); n++ {
		for k := 1; k <= n; k++ {
			f[n] -= u[k+1] * f[n-k]
		}
	}
	return f
}
