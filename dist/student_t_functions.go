package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of Student's t, and of half its degrees of freedom a. The logarithm of |t| is an argument of its own,
// because t may overflow.
func init() {
	expr.Define("studenttcdf", special.StudentTCDF, "", "")
	expr.Define("studenttquantile", special.StudentTQuantile, "studenttgrad(x, f)", "exp(-studentTDensity(f, x, 0, 1))")
	defineTails("studentt", special.StudentTTails)

	// dt/ddf at a fixed value of the distribution function; the same, over |t| where that is above 1.
	expr.Define("studenttgrad", studentTSampleGrad, "", "")
	expr.Define("studenttshift", func(df, t, logt float64) float64 {
		if special.StudentTFar(df, logt) { // a tail is |t|^-df times a function of df
			rise := 0.5 * (special.Log(df) - 2*logt + 1 + special.Digamma(df/2+0.5) - special.Digamma(df/2+1))
			return math.Copysign(1, t) * rise / df
		}
		return studentTSampleGrad(df, t) / max(1, math.Abs(t))
	}, "", "", "")

	// log Γ(a + ½) - log Γ(a) - ½ log(2π a) and its derivatives. The series is that of Tricomi & Erdélyi 1951 for the
	// ratio of gamma functions.
	expr.Abbreviate("studentTConstant", `
		w = 1/a
		w2 = w^2
		where(a < 20,
			lgamma(a + 0.5) - lgamma(a) - 0.5*log(a) - 0.91893853320467274178,
			-0.91893853320467274178 - w*(1/8 - w2*(1/192 - w2*(1/640 - w2*17/14336))))`, "a")
	expr.Abbreviate("studentTConstantSlope", `
		w2 = 1/a^2
		where(a < 20,
			digamma(a + 0.5) - digamma(a) - 0.5/a,
			w2*(1/8 - w2*(1/64 - w2*(1/128 - w2*17/2048))))`, "a")
	expr.Abbreviate("studentTConstantCurvature", `
		w = 1/a
		w2 = w^2
		where(a < 20,
			trigamma(a + 0.5) - trigamma(a) + 0.5/a/a,
			-w*w2*(1/4 - w2*(1/16 - w2*(3/64 - w2*17/256))))`, "a")

	// The mean of the absolute value, for df > 1.
	expr.Abbreviate("halfStudentTMean", "2*scale*exp(studentTConstant(df/2))*(df/(df - 1))", "df", "scale")

	expr.Abbreviate("studentTDensity", `
		w = ((x - loc)/scale)^2/df
		far = 2*(log(abs(x/2 - loc/2)) + 0.69314718055994530942 - log(scale)) - log(df)
		studentTConstant(df/2) - log(scale) - (df + 1)/2*where(w < 1e60, log1p(w), far)`, "x", "df", "loc", "scale")
}

// studentTConstantGrad returns studentTConstantSlope.
func studentTConstantGrad(a float64) float64 {
	if a < 20 {
		return special.Digamma(a+0.5) - special.Digamma(a) - 0.5/a
	}
	w2 := 1 / (a * a)
	return w2 * (1.0/8 - w2*(1.0/64-w2*(1.0/128-w2*17/2048)))
}

// studentTSampleGrad returns dt/ddf at a fixed value of the distribution function, of scale 1 around 0. For t > 0 it is
//
//	-∫₀ᵗ p g ds / p(t) = ∫ₜ^∞ p g ds / p(t),  g = d log p(s)/d df = ½ (C′(df/2) + v/df - (u - v))
//
// with u = log(1 + s²/df), v = 1 - e⁻ᵘ and the constant C of the density. g is positive up to where it changes its
// sign, once, so that one of the integrals has terms of one sign only. In r = √u, p ds is a multiple of exp(-df/2·r²)
// √(u/v) dr, which is analytic but for branches from where v is 0 away from the real line. The Gauss-Legendre panels
// keep clear of them, as they double r at most, and let the exponent fall by 16 at most.
func studentTSampleGrad(df, t float64) float64 {
	switch {
	case !(df > 0):
		return math.NaN()
	case t < 0:
		return -studentTSampleGrad(df, -t)
	case t == 0 || math.IsInf(t, 1):
		return -t
	}
	a, constant := df/2, studentTConstantGrad(df/2)
	g := func(u, v float64) float64 {
		rest := u - v
		if u < 0.5 {
			rest = expTail(u)
		}
		return 0.5 * (constant + v/df - rest)
	}
	u := math.Log1p(t / df * t)
	if math.IsInf(u, 1) {
		u = 2*special.Log(t) - special.Log(df)
	}
	end := math.Sqrt(u)
	low, length, top, sign := 0.0, end, a*u, -1.0 // top is the exponent at low, when that at t is 0
	if g(u, -math.Expm1(-u)) < 0 {
		const enough = 45 // the integrand has fallen to 1e-20
		low, length, top, sign = end, enough/a/(end+math.Sqrt(u+enough/a)), 0, 1
	}
	total := 0.0
	for d := 0.0; d < length; { // from low + d, by d because length may be far smaller than low
		r := low + d
		width := min(max(1.5, r), 16/a/(r+math.Sqrt(r*r+16/a)), length-d)
		total += special.Gauss(d, width, func(d float64) float64 {
			way := d * (2*low + d)
			u := low*low + way
			v := -math.Expm1(-u)
			return math.Exp(top-a*way) * math.Sqrt(u/v) * g(u, v)
		})
		d += width
	}
	return sign * math.Hypot(math.Sqrt(df), t) * total
}
