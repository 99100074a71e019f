package special

import "math"

// BetaIncInv returns the x with I_x(a,b) = p, the quantile function of a beta variable with a, b in (0,∞). It
// is 0 at p = 0 and where x is too small for a float64, 1 at p = 1 and where x rounds to 1, and NaN for p
// outside [0,1], and for a or b outside (0,∞). A quantile closer to 1 than a float64 can say is 1 -
// BetaIncInv(b,a,1-p).
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
// It runs Newton's method on log I_x as a function of the log-odds log x/y. The density of the log-odds is
// log-concave, so log I_x is concave, and Newton's iterates approach from one side after the first step.
func betaLowerInv(a, b, p float64) (x, y float64) {
	switch {
	case math.IsNaN(p) || p < 0 || !(a > 0) || !(b > 0) || a > huge || b > huge:
		return math.NaN(), math.NaN()
	case p == 0:
		return 0, 1
	}
	target := Log(p)
	odds := betaLowerInvStart(a, b, p, target)
	for range 100 {
		x, y = fromOdds(odds)
		if x == 0 || y == 0 {
			break
		}
		logTail, slope := betaTail(a, b, x, y).side(false) // slope is d logTail / d log odds
		lambda := BetaLambda(a, b, x, y)
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

// betaLowerInvStart returns a first guess of the odds x/y.
func betaLowerInvStart(a, b, p, logp float64) float64 {
	// I_x is near its leading term xᵃ/(a B(a,b)) for small x, and below it for b ≥ 1.
	logx := (logp + Lgamma1p(a) + lgammaDrop(a, b)) / a
	odds := 1 / math.Expm1(-logx)
	switch {
	case a >= 1 && b >= 1:
		normal := a / b * math.Exp(NormalQuantile(p)*math.Sqrt(1/a+1/b))
		return max(odds, normal)
	case b >= 1 || 0 <= odds && odds < 1:
		return odds
	}
	// I_x is below xᵃ (ay)ᵇ⁻¹/Γ(b), nearly, for y above 1/a: the right tail of y, that of a gamma variable over
	// a.
	if tail := -logp - LogBeta(a, b) - b*math.Log(a); a >= 1 && tail > 1 {
		return 1 / math.Expm1(tail/a)
	}
	// 1 - I_x is near yᵇ/(b B(a,b)) for small y.
	y := math.Exp((math.Log1p(-p) + Lgamma1p(b) + lgammaDrop(b, a)) / b)
	if y < 0.5 {
		return (1 - y) / y
	}
	return 1
}
