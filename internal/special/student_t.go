package special

import "math"

// manyDF counts as infinitely many degrees of freedom: where Student's t and the normal distribution still differ,
// their tails are far out of the range of float64.
const manyDF = 1e50

// StudentTCDF returns the distribution function of Student's t with df degrees of freedom. For t ≤ 0 it is
//
//	F(t) = ½ I_x(df/2, ½),  x = df/(df + t²)
//
// (M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 26.7.1), and keeps its relative accuracy; the
// right tail 1 - F(t) is StudentTCDF(df,-t). It is that of the normal distribution for df = +Inf, 1/2 for df = 0, where
// all mass is at infinity, and NaN for df < 0 and for df = 0 and an infinite t.
func StudentTCDF(df, t float64) float64 {
	switch {
	case math.IsNaN(df) || math.IsNaN(t) || df < 0 || df == 0 && math.IsInf(t, 0):
		return math.NaN()
	case t > 0:
		return 1 - StudentTCDF(df, -t)
	case math.IsInf(t, -1):
		return 0
	}
	df = min(df, manyDF)
	a, w := df/2, t/df*t
	switch {
	case a == 0 || w == 0:
		return 0.5
	case StudentTFar(df, Log(-t)):
		return 0.5 * math.Exp(a*(Log(df)-2*Log(-t))-logTimesBeta(a, 0.5))
	}
	return betaTail(a, 0.5, 1/(1+w), w/(1+w)).probability(false) / 2
}

// StudentTQuantile returns the t with StudentTCDF(df,t) = p for p in [0,1], to full accuracy in the left tail. The t
// with upper tail 1 - F(t) = q is -StudentTQuantile(df,q). It is -Inf at p = 0, +Inf at p = 1, infinite also where t
// is out of the range of float64, and NaN for p outside [0,1] and for df not in (0,+Inf].
func StudentTQuantile(df, p float64) float64 {
	switch {
	case math.IsNaN(p) || p < 0 || p > 1 || !(df > 0):
		return math.NaN()
	case p > 0.5:
		return -StudentTQuantile(df, 1-p)
	case p == 0.5:
		return 0
	case p == 0:
		return math.Inf(-1)
	}
	df = min(df, manyDF)
	a := df / 2
	central := p > 0.25 // 1 - I_x = 1 - 2p is the smaller tail, and exact
	logI := Log(2 * p)
	if central {
		logI = math.Log1p(2*p - 1)
	}
	if logx := (logI + logTimesBeta(a, 0.5)) / a; logx < -600 { // x may underflow where t does not overflow
		return -math.Exp(0.5 * (Log(df) - logx))
	}
	var x, y float64
	if central {
		y, x = betaLowerInv(0.5, a, 1-2*p)
	} else {
		x, y = betaLowerInv(a, 0.5, 2*p)
	}
	return -math.Sqrt(df) * math.Sqrt(y/x)
}

// logTimesBeta returns log(a B(a,b)): as x → 0, log I_x(a,b) is a log x less that.
func logTimesBeta(a, b float64) float64 { return Lgamma1p(a) + lgammaDrop(a, b) }
