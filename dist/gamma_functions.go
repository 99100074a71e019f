package dist

import (
	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of gamma variables. y has shape a and rate 1; its logarithm is an argument of its own, because y may
// underflow.
func init() {
	expr.Define("gammap", special.GammaIncP, "", "")
	expr.Define("gammaq", special.GammaIncQ, "", "")
	expr.Define("gammapinv", special.GammaIncPInv, "gammashift(x, f, log(f))*f", "exp(-gammaDensity(f, x, 1))")
	expr.Define("gammaqinv", special.GammaIncQInv, "gammashift(x, f, log(f))*f", "-exp(-gammaDensity(f, x, 1))")
	defineTails("gamma", special.GammaTails, "-gammashift(x, y, z)", "0", "1")

	// d log y/da at a fixed value of the distribution function.
	expr.Define("gammashift", func(a, y, logy float64) float64 {
		if y < 0x1p-900 {
			return special.LogGammaSampleGrad(a, logy)
		}
		return special.GammaSampleGrad(a, y) / y
	}, "", "", "")

	// The derivative with respect to a of log y and of log(y/a), given that.
	expr.Define("gammaslope", func(l, a float64) float64 { return special.LogGammaSampleGrad(a, l+special.Log(a)) }, "", "")
	expr.Define("gammaratioslope", func(l, a float64) float64 { return special.LogGammaMeanRatioGrad(a, l) }, "", "")

	// a/b·eˡ for positive a and b, also where one of the factors is out of the range of numbers.
	expr.Abbreviate("scaledExp", "m = a/b; e = exp(l); where(ordinary(m) && ordinary(e), m*e, exp(log(a) - log(b) + l))", "a", "b", "l")

	// ψ′(x) - 1/x, the second derivative of log Γ(x) less that of x log x, and what the difference of these functions at
	// b exceeds its tangent at a by, given also d = b - a, which may be more exact.
	expr.Define("trigammarest", excess, "")
	expr.Define("gammaShapeKL", func(a, b, d float64) float64 {
		if d == 0 {
			return 0
		}
		return bregman([]float64{a}, []float64{b}, func(r, s float64) float64 { return d * d * excess(r*a+s*b) })
	}, "", "", "")
	expr.Define("digammaRise", digammaRise, "", "", "")
	expr.Define("logRise", logRise, "", "")

	// λ - 1 - log λ and log λ for λ = z/a, given also μ = λ - 1 because either may be the more exact.
	expr.Abbreviate("logRatio", "where(mu >= -0.5, log1p(mu), z < 1e-270 || z/a < 1e-270, log(z) - log(a), log(z/a))", "mu", "z", "a")
	expr.Abbreviate("deviance", "where(mu < -0.5, mu - logRatio(mu, z, a), xmlog1p(mu))", "mu", "z", "a")

	// log zᵃe⁻ᶻ/Γ(a) for a ≥ 10, where the terms of that cancel, given also z - a, which may have more digits than z; its
	// derivative with respect to a. C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
	expr.Abbreviate("largeGamma", "log(a)/2 - 0.91893853320467274178 - stirling(a) - a*deviance(off/a, z, a)", "a", "z", "off")
	expr.Abbreviate("largeGammaSlope", "logRatio(off/a, z, a) + logmdigamma(a)", "a", "z", "off")

	expr.Abbreviate("gammaDensity", `
		z = rate*x
		small = a*log(rate) + where(a == 1, 0, (a - 1)*log(x)) - z - lgamma(a)
		where(a < 10, small, ordinary(z), largeGamma(a, z, fma(rate, x, -a)) - log(x), small)`, "x", "a", "rate")
	expr.Abbreviate("inverseGammaDensity", `
		small = a*log(rate) - (a + 1)*log(x) - z - lgamma(a)
		where(a < 10, small, ordinary(z), largeGamma(a, z, off) - log(x), small)`, "x", "a", "rate", "z", "off")
	expr.Abbreviate("gammaEntropy", `
		log(a) - where(a < 10, a*log(a) - a - lgamma(a), log(a)/2 - 0.91893853320467274178 - stirling(a)) + (a - 1)*logmdigamma(a)`, "a")

	// Masses of counts, with the sums of large terms that cancel below 32 trials alone. Successes and failures are two
	// Poisson counts, given their sum: the mean is x + off and x - e.
	expr.Abbreviate("poissonMass", `
		where(x == 0, -rate, x < 32, x*log(rate) - rate - lgamma(x + 1), largeGamma(x, rate, off) - log(x))`, "x", "rate", "off")
	expr.Abbreviate("split", "poissonMass(x, n*p, -e) + poissonMass(n - x, n*q, e) - poissonMass(n, n, 0)", "x", "n", "p", "q", "e")
	expr.Abbreviate("logChoose", "where(x == 0 || x == n, 0, -log1p(n) - logBeta(x + 1, n - x + 1))", "n", "x")
	expr.Abbreviate("binomialMass", `
		where(n >= 32 && 0 < x && x < n && 1e-270 < p && 1e-270 < 1 - p, split(x, n, p, 1 - p, fma(-n, p, x)),
			logChoose(n, x) + where(x == 0, 0, x*log(p)) + where(x == n, 0, (n - x)*log1p(-p)))`, "x", "n", "p")
	expr.Abbreviate("binomialLogitsMass", `
		p = sigmoid(l)
		q = sigmoid(-l)
		less = where(l > 0, n - x, x)
		where(n >= 32 && 0 < x && x < n && 1e-270 < p && 1e-270 < q,
			split(x, n, p, q, where(l > 0, fma(n, q, x - n), fma(-n, p, x))),
			logChoose(n, x) - where(less == 0, 0, less*abs(l)) - n*softplus(-abs(l)))`, "x", "n", "l")
	expr.Abbreviate("negativeBinomialMass", `
		n = x + r
		where(x == 0, r*logq,
			n < 32, x*logp + r*logq + lgamma(n) - lgamma(x + 1) - lgamma(r),
			1e-270 < p && 1e-270 < q, poissonMass(x, n*p, -e) + poissonMass(r, n*q, e) - poissonMass(n, n, 0) + log(r/n),
			x*logp + r*logq - log(x) - logBeta(x, r))`, "x", "r", "p", "q", "logp", "logq", "e")
	expr.Abbreviate("negativeBinomialSlope", `
		n = x + r
		where(r < 10, digamma(n) - digamma(r) + logq, logRatio(e/r, n*q, r) + logmdigamma(r) - logmdigamma(n))`,
		"x", "r", "q", "logq", "e")
}

// defineTails enters the four parts of tails as functions of three arguments, NAMEloglower, NAMElower and so on. The
// unit of their densities moves with the arguments by the formulas of x, y and z that are given.
func defineTails(name string, tails func(x, y, z float64) special.Tails, moves ...string) {
	lower, upper := make([]string, 3), make([]string, 3)
	for i, m := range moves {
		lower[i], upper[i] = name+"lower(x, y, z)*("+m+")", "-"+name+"upper(x, y, z)*("+m+")"
	}
	enter := func(part string, of func(special.Tails) float64, rules ...string) {
		expr.Define(name+part, func(x, y, z float64) float64 { return of(tails(x, y, z)) }, rules...)
	}
	enter("loglower", func(t special.Tails) float64 { return t.LogLower + 0 }, lower...) // 0, not -0
	enter("logupper", func(t special.Tails) float64 { return t.LogUpper + 0 }, upper...)
	enter("lower", func(t special.Tails) float64 { return t.Lower }, "", "", "")
	enter("upper", func(t special.Tails) float64 { return t.Upper }, "", "", "")
}
