package special

import "math"

// The modified Bessel functions I_ν(x) are beside what they tend to for large r = √(ν² + x²):
//
//	I_ν(x) = exp(r - ν asinh(ν/x) + rest)/√(2π r)
//
// The rest is log Σ U_k(ν/r)/ν^k (DLMF 10.41.3), with U_k/ν^k = Σ c_kj t^j/r^k for t = (ν/r)²: a series in 1/r that
// holds for small orders, too.

// besselFar is the r from which that series has all digits.
const besselFar = 60

// besselTerms are the coefficients c_kj, by the recurrence DLMF 10.41.9.
var besselTerms = func() (c [15][]float64) {
	c[0] = []float64{1}
	for k := range len(c) - 1 {
		c[k+1] = make([]float64, k+2)
		for j, v := range c[k] {
			m := float64(k + 2*j)
			c[k+1][j] += v * (m/2 + 1/(8*(m+1)))
			c[k+1][j+1] -= v * (m/2 + 5/(8*(m+3)))
		}
	}
	return c
}()

// BesselRest returns the rest for ν ≥ 0 and x > 0, and its derivative with respect to x.
func BesselRest(nu, x float64) (rest, slope float64) {
	r := math.Hypot(nu, x)
	switch {
	case !(nu >= 0 && x > 0):
		return math.NaN(), math.NaN()
	case math.IsInf(r, 1):
		return 0, 0
	case r < besselFar:
		sum, more := besselSeries(nu, x)
		rest = math.Log(sum) - r + 0.5*math.Log(2*math.Pi*r)
		if nu > 0 {
			rest += nu*math.Log((nu+r)/2) - Lgamma(nu+1)
		}
		return rest, x/2/(nu+1)*more/sum - x/(nu+r) + x/r/r/2
	}
	t, sum, move := nu/r*(nu/r), 0.0, 0.0 // move is -r² dΣ/dx / x
	for k := len(besselTerms) - 1; k >= 0; k-- {
		u, du := 0.0, 0.0
		for j := k; j >= 0; j-- {
			u, du = u*t+besselTerms[k][j], du*t+float64(k+2*j)*besselTerms[k][j]
		}
		sum, move = sum/r+u, move/r+du
	}
	return math.Log(sum), -move / sum * x / r / r
}

// BesselRatio returns I_{ν+1}(x)/I_ν(x) for ν ≥ 0 and x > 0.
func BesselRatio(nu, x float64) float64 {
	r := math.Hypot(nu, x)
	if r < besselFar {
		sum, more := besselSeries(nu, x)
		return x / 2 / (nu + 1) * more / sum
	}
	_, slope := BesselRest(nu, x)
	return slope + x/(nu+r) - x/r/r/2
}

// besselSeries returns Σ (x²/4)^j/(j! (ν+1)_j), which is I_ν(x) Γ(ν+1) (2/x)^ν (DLMF 10.25.2), and that of ν + 1.
func besselSeries(nu, x float64) (sum, more float64) {
	sum, more = 1, 1
	for j, a, b := 1.0, 1.0, 1.0; a > 1e-18*sum; j++ {
		a *= x / 2 / j * (x / 2 / (nu + j))
		b *= x / 2 / j * (x / 2 / (nu + 1 + j))
		sum, more = sum+a, more+b
	}
	return sum, more
}

// BesselI0 is the modified Bessel function I₀(x) for x ≥ 0, with A(x) = I₁(x)/I₀(x).
type BesselI0 struct {
	Log    float64 // log e⁻ˣ I₀(x)
	Drop   float64 // 1 - A(x), minus the derivative of Log
	Spread float64 // the derivative of A, between ½ at 0 and 1/(2x²) far out
}

// BesselI0At returns them at x.
func BesselI0At(x float64) BesselI0 {
	switch {
	case !(x >= 0):
		return BesselI0{math.NaN(), math.NaN(), math.NaN()}
	case math.IsInf(x, 1):
		return BesselI0{Log: math.Inf(-1)}
	case x < besselFar:
		sum, more := besselSeries(0, x)
		half := more / sum / 2 // A(x)/x
		a := x * half
		return BesselI0{math.Log(sum) - x, 1 - a, 1 - a*a - half}
	}
	w, u, du, ddu := 1/x, 0.0, 0.0, 0.0 // the series in w, and its derivatives
	for k := len(besselTerms) - 1; k >= 0; k-- {
		ddu, du, u = ddu*w+2*du, du*w+u, u*w+besselTerms[k][0]
	}
	d := du / u
	return BesselI0{math.Log(u) - 0.5*math.Log(2*math.Pi*x), w/2 + w*w*d, w * w * (0.5 + 2*w*d + w*w*(ddu/u-d*d))}
}
