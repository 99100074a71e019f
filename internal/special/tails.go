package special

import "math"

// tail is the probability on one side of a value and, over it, the density there.
type tail struct {
	log    float64 // of the probability
	hazard float64
	upper  bool // it is the probability above
}

// probability returns the probability above the value, or below it.
func (t tail) probability(upper bool) float64 {
	if upper != t.upper {
		return -math.Expm1(t.log)
	}
	return math.Exp(t.log)
}

// side returns the logarithm of the probability above the value, or below it, and the hazard on that side.
func (t tail) side(upper bool) (log, hazard float64) {
	switch {
	case upper == t.upper:
		return t.log, t.hazard
	case math.IsInf(t.log, -1):
		return 0, 0
	}
	return Log1mExp(t.log), t.hazard / math.Expm1(-t.log)
}

// flip returns the same tail of a variable with the other sign.
func (t tail) flip() tail {
	t.upper = !t.upper
	return t
}

// Tails is what a value leaves of a distribution on either side: the logarithms of the probabilities below and above
// it, and the density there over each of them. The ratios keep their accuracy where probability and density underflow.
type Tails struct {
	LogLower, LogUpper float64
	Lower, Upper       float64
}

// both returns the tails on either side of which one is known.
func (t tail) both() (s Tails) {
	s.LogLower, s.Lower = t.side(false)
	s.LogUpper, s.Upper = t.side(true)
	return s
}

// TailsOf returns both tails for one of them: the logarithm of its probability, the density over it, and whether it is
// the upper one. The other follows without cancellation if this one is not close to 1.
func TailsOf(log, hazard float64, upper bool) Tails { return tail{log, hazard, upper}.both() }

// Flip returns the tails of a variable with the other sign.
func (s Tails) Flip() Tails { return Tails{s.LogUpper, s.LogLower, s.Upper, s.Lower} }

// Density returns the density, from the larger side.
func (s Tails) Density() float64 {
	if s.LogLower > s.LogUpper {
		return math.Exp(s.LogLower) * s.Lower
	}
	return math.Exp(s.LogUpper) * s.Upper
}

// Below returns the tails of a value below which there is nothing.
func Below() Tails { return Tails{LogLower: math.Inf(-1)} }

// Above returns the tails of a value above which there is nothing.
func Above() Tails { return Tails{LogUpper: math.Inf(-1)} }

// NormalTails returns the tails of the standard normal distribution at z, finite to |z| = 1e154.
func NormalTails(z float64) Tails {
	if z > 0 {
		return NormalTails(-z).Flip()
	}
	return TailsOf(NormalLogCDF(z), math.Sqrt(2/math.Pi)/erfcx(-z/math.Sqrt2), false)
}

// GammaTails returns the tails of a gamma variable with shape a > 0 and rate 1 at x, with the density of log x. The
// logarithm of x is its own argument, because x may underflow. The tails are those of a limit for a > 1e300.
func GammaTails(a, x, logx float64) Tails {
	switch {
	case math.IsNaN(a) || math.IsNaN(x) || math.IsNaN(logx) || a <= 0 || x < 0:
		return tailsNaN()
	case math.IsInf(logx, -1):
		return Below()
	case math.IsInf(x, 1):
		return Above()
	case a > huge:
		return Below()
	case x < 0x1p-900: // P(a,x) is its leading term xᵃ/Γ(a+1)
		return TailsOf(a*logx-Lgamma1p(a), a, false)
	}
	return gammaTail(a, x).both()
}

// BetaTails returns the tails of a beta variable with a, b > 0 at x, with the density of log x/y. The smaller of x and
// y = 1-x, in [0,1], is exact. The tails are those of a limit for a or b > 1e300.
func BetaTails(a, b, x, y float64) Tails {
	if x > y {
		return BetaTails(b, a, y, x).Flip()
	}
	if p, ok := betaIncLimit(a, b, x); math.IsNaN(p) || !(a > 0 && b > 0) {
		return tailsNaN()
	} else if ok {
		if p == 0 {
			return Below()
		}
		return Above()
	}
	return betaTail(a, b, x, y).both()
}

// BetaTailsAtZero returns BetaTails for an x so close to 0 that I_x(a,b) is its leading term xᵃ/(a B(a,b)), as a
// function of log x.
func BetaTailsAtZero(a, b, logx float64) Tails {
	return TailsOf(a*logx-logTimesBeta(a, b), a, false)
}

// StudentTTails returns the tails of Student's t at t, with the density of t for |t| < 1 and that of log |t| elsewhere.
// The logarithm of |t| is its own argument, because t may overflow.
func StudentTTails(df, t, logt float64) Tails {
	if math.IsNaN(df) || math.IsNaN(t) || math.IsNaN(logt) || df <= 0 {
		return tailsNaN()
	}
	if t > 0 {
		return StudentTTails(df, -t, logt).Flip()
	}
	df = min(df, manyDF)
	a, w := df/2, t/df*t
	switch {
	case w == 0:
		density := math.Exp(-LogBeta(a, 0.5) - 0.5*Log(df))
		return Tails{-math.Ln2, -math.Ln2, 2 * density, 2 * density}
	case math.IsInf(logt, 1):
		return Below()
	case StudentTFar(df, logt):
		return TailsOf(a*(Log(df)-2*logt)-logTimesBeta(a, 0.5)-math.Ln2, df, false)
	}
	half := betaTail(a, 0.5, 1/(1+w), w/(1+w))
	logHalf, hazard := half.side(false)
	return TailsOf(logHalf-math.Ln2, 2*hazard/min(1, -t), false)
}

// StudentTFar reports whether t, whose logarithm is given, lies so far out that the distribution function is a power of
// it.
func StudentTFar(df, logt float64) bool { return 2*logt-Log(df) > 600 }

func tailsNaN() Tails {
	nan := math.NaN()
	return Tails{nan, nan, nan, nan}
}
