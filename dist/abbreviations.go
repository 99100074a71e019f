package dist

import "github.com/credence-ppl/credence/expr"

// Formulas that families have in common.
func init() {
	// z is far from where numbers end, so that it has all its digits.
	expr.Abbreviate("ordinary", "1e-300 < z && z < inf", "z")

	// a/b - 1 - log(a/b) for positive a and b that differ by d = a - b.
	expr.Abbreviate("ratioKL", `
		t = d/b
		where(t < -0.5, t - (log(a) - log(b)), xmlog1p(t))`, "d", "a", "b") // 1 + t may round to 0

	// (s/scale)² - 1, and t - log(1 + t) for it.
	expr.Abbreviate("squareRatio", "(s - scale)/scale*(s/scale + 1)", "s", "scale")
	expr.Abbreviate("squareRatioKL", `
		t = squareRatio(s, scale)
		where(t < -0.5, t - 2*(log(s) - log(scale)), xmlog1p(t))`, "s", "scale")

	// log |x - y|, where the difference may overflow.
	expr.Abbreviate("logDistance", "log(abs(x/2 - y/2)) + log(2)", "x", "y")

	// The log-density of a Cauchy variable. z² may overflow, as z itself may.
	expr.Abbreviate("cauchyLogProb", `
		w = ((x - loc)/scale)^2
		where(w < 1e60, -log1p(w) - log(scale), log(scale) - 2*logDistance(x, loc)) - log(pi)`, "x", "loc", "scale")

	// log(2/π·atan(small/large)), where the ratio may underflow.
	expr.Abbreviate("logArc", `
		w = small/large
		where(w < 1e-30, log(2/pi) + log(small) - log(large), log(2/pi*atan(w)))`, "small", "large")

	expr.Abbreviate("cauchyLogCDF", `
		z = (x - loc)/scale
		where(z < -1, logArc(scale/2, loc/2 - x/2) - log(2), z < 1, log(0.5 + atan(z)/pi), log1p(-atan(scale/(x - loc))/pi))`,
		"x", "loc", "scale")

	// log(((s + scale)² + (m - loc)²) / (4 s·scale)): F. Chyzak, F. Nielsen, "A closed-form formula for the
	// Kullback-Leibler divergence between Cauchy distributions", 2019. What the ratio exceeds 1 by is a sum of squares.
	expr.Abbreviate("cauchyKL", `
		d = m - loc
		e = s - scale
		t = (e/s*(e/scale) + d/s*(d/scale))/4
		a = s/2 + scale/2
		b = abs(m/2 - loc/2)
		where(t < 1e30, log1p(t), log1p((min(a, b)/max(a, b))^2) + 2*log(max(a, b)) - log(s) - log(scale))`, "m", "s", "loc", "scale")

	expr.Abbreviate("laplaceLogCDF", "where(z > 0, log1p(-exp(-z)/2), z - log(2))", "z")
	expr.Abbreviate("normalLogProb", "z = (x - loc)/scale; -z^2/2 - log(scale) - log(2*pi)/2", "x", "loc", "scale")

	// The share that part has of part + rest, and its logarithm.
	expr.Abbreviate("share", "where(part < rest, part/(part + rest), 1 - rest/(part + rest))", "part", "rest")
	expr.Abbreviate("logShare", `
		where(part < rest, log(part) - log(part + rest), log1p(-rest/(part + rest)))`, "part", "rest")

	// log(a/b) for positive a and b, which may be close to each other or have a ratio out of range.
	expr.Abbreviate("logQuotient", "where(a < 2*b && b < 2*a, log1p((a - b)/b), log(a) - log(b))", "a", "b")

	// log(eᵃ + eᵇ).
	expr.Abbreviate("logAddExp", "m = max(a, b); where(m == -inf, m, m + log1p(exp(min(a, b) - m)))", "a", "b")

	// A distribution function of outcomes 0 and 1, given what it is between them.
	expr.Abbreviate("atOutcomes", "where(x < 0, below, x < 1, between, above)", "x", "below", "between", "above")

	// log(eᵃ - eᵇ), and -Inf unless a is above b.
	expr.Abbreviate("logSub", "where(a > b, a + log1mexp(b - a), -inf)", "a", "b")

	// log(1 - tanh² x), which is 0 at 0 exactly.
	expr.Abbreviate("logSech2", "a = abs(x); where(a > 0.5, 2*(log(2) - a - log1p(exp(-2*a))), log1p(-tanh(x)^2))", "x")
}
