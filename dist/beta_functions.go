package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of beta variables x with parameters a and b.
func init() {
	expr.Define("betainc", special.BetaInc, "", "", "")
	expr.Define("betaincc", special.BetaIncC, "", "", "")
	expr.Define("betaincinv", special.BetaIncInv, "f*(1 - f)*betashift(x, y, f)", "-f*(1 - f)*betashiftb(x, y, f)",
		"exp(-betaDensity(f, x, y))")
	defineTails("beta", func(a, b, x float64) special.Tails { return special.BetaTails(a, b, x, 1-x) },
		"-betashift(x, y, z)", "betashiftb(x, y, z)", "1/z/(1 - z)")
	defineTails("logitbeta", logitBetaTails, "-logitbetashift(x, y, z)", "logitbetashift(y, x, -z)", "1")

	// The derivatives of the log-odds at a fixed value of the distribution function, that by b with the other sign.
	expr.Define("betashift", func(a, b, x float64) float64 { return special.BetaOddsGrad(a, b, x, 1-x) }, "", "", "")
	expr.Define("betashiftb", func(a, b, x float64) float64 { return special.BetaOddsGrad(b, a, 1-x, x) }, "", "", "")

	expr.Define("logitbetashift", func(a, b, l float64) float64 {
		return special.BetaOddsGrad(a, b, special.Sigmoid(l), special.Sigmoid(-l))
	}, "", "", "")

	// a - (a+b)x and b - (a+b)(1-x), which have the same size, to all digits.
	expr.Define("betaLambda", func(a, b, x float64) float64 { return special.BetaLambda(a, b, x, 1-x) }, "", "", "")

	expr.Abbreviate("logBeta", "where(max(a, b) < 10, lgamma(a) + lgamma(b) - lgamma(a + b), lbeta(a, b))", "a", "b")

	// -log xᵃyᵇ/B(a,b) - ½ log(1/a+1/b) for a and b from 10 on, where the terms of that cancel; lambda is a - (a+b)x, and
	// y = 1 - x.
	expr.Abbreviate("betaDeviance", `
		s = -lambda/a
		t = lambda/b
		a*where(s < -0.5, s - log(x*(1 + b/a)), xmlog1p(s)) + b*where(t < -0.5, t - log(y*(1 + a/b)), xmlog1p(t)) +
			0.91893853320467274178 + stirling(a) + stirling(b) - stirling(a + b)`, "a", "b", "x", "y", "lambda")
	expr.Abbreviate("betaDensity", `
		width = x*(1 - x)*sqrt(1/a + 1/b)
		where(min(a, b) >= 10 && ordinary(width), -betaDeviance(a, b, x, 1 - x, betaLambda(a, b, x)) - log(width),
			where(a == 1, 0, (a - 1)*log(x)) + where(b == 1, 0, (b - 1)*log1p(-x)) - logBeta(a, b))`, "x", "a", "b")
}

// logitBetaTails returns those of a beta variable by its log-odds l, whose density they have, with leading terms where
// it may underflow.
func logitBetaTails(a, b, l float64) special.Tails {
	switch {
	case l > 0:
		return logitBetaTails(b, a, -l).Flip()
	case math.IsInf(l, -1):
		return special.Below()
	case l < -600:
		return special.BetaTailsAtZero(a, b, l)
	}
	return special.BetaTails(a, b, special.Sigmoid(l), special.Sigmoid(-l))
}
