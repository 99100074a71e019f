package special

import "math"

// BetaIncInv returns the x with I_x(a,b) = p, the quantile function of a beta variable with a, b in (0,∞).
// It is 0 at p = 0 and where x is too small for a float64, 1 at p = 1 and where x rounds to 1, and NaN for p outside
// [0,1], for a or b not above 0 and for a+b above 1e300. A quantile closer to 1 than a float64 can say is 1 - BetaIncInv(b,a,1-p).
func BetaIncInv(a, b, p float64) float64 {
	if p > 0.5 {
		_, x := betaLowerInv(b, a, 1-p)
		return x
	}
	x, _ := betaLowerInv(a, b, p)
	return x
}

// betaLowerInv returns x and y = 1-x with I_x(a,b) = p for p in [0,1/2].
//
// It runs Newton's method on log I_x as a function of the log-odds log x/y. The density of the log-odds is log-concave, so
// log I_x is concave, and Newton's iterates approach from one side after the first step.
func betaLowerInv(a, b, p float64) (x, y float64) {
	switch {
	case math.IsNaN(p) || p < 0 || !(a > 0) || !(b > 0) || a+b > maxBetaSum:
		return math.NaN(), math.NaN()
	case p == 0:
		return 0, 1
	}
	target := log(p)
	odds := betaLowerInvStart(a, b, p, target)
	for range 100 {
		x, y = fromOdds(odds)
		if x == 0 || y == 0 {
			break
		}
		logTail, upper := betaTail(a, b, x, y)
		if upper {
			logTail = Log1mExp(logTail)
		}
		lambda := betaLambda(a, b, x, y)
		slope := math.Exp(logBetaKernel(a, b, x, y, lambda) - logTail) // d logTail / d log odds
		step := (target - logTail) / slope
		odds *= math.Exp(limitStep(step, 1/a+1/b))
		// The next error is about ½·step²·|curvature/slope|, with curvature/slope = λ - slope.
		if step*step*(math.Abs(lambda)+slope+1) < 0x1p-52 {
			break
		}
	}
	return fromOdds(odds)
}

// fromOdds returns x and y = 1-x from x/y.
func fromOdds(odds float64) (x, y float64) {
	if odds > 1 {
		return 1 / (1 + 1/odds), 1 / (1 + odds)
	}
	return odds / (1 + odds), 1 / (1 + odds)
}

// betaLowerInvStart returns a first guess of the odds x/y: for a, b ≥ 1 the normal approximation to the log-odds, and
// otherwise an inversion of the leading term at 0, xᵃ/(a B(a,b)), or that of 1 - I_x at 1.
func betaLowerInvStart(a, b, p, logp float64) float64 {
	logx := (logp + lgamma1p(a) + lgammaDrop(a, b)) / a
	odds := 1 / math.Expm1(-logx)
	switch {
	case b >= 1: // the leading term is an upper bound, so that odds is a lower one
		if a >= 1 {
			odds = math.Max(odds, a/b*math.Exp(NormalQuantile(p)*math.Sqrt(1/a+1/b)))
		}
		return odds
	case 0 <= odds && odds < 1:
		return odds
	}
	y := math.Exp((math.Log1p(-p) + lgamma1p(b) + lgammaDrop(b, a)) / b)
	if y < 0.5 {
		return (1 - y) / y
	}
	return 1
}
