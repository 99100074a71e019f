package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// binomialSetup is what the draws of a total and a probability have in common.
type binomialSetup struct {
	n, p          float64 // of the rarer of success and failure
	failures      bool    // that is counted
	none          float64 // the probability of 0, where few are expected
	a, b, alpha   float64 // elsewhere
	squeeze, peak float64
}

// set works out what depends on the total and the probability alone.
func (s *binomialSetup) set(n, p float64) {
	if s.failures = p > 0.5; s.failures {
		p = 1 - p
	}
	s.n, s.p = n, p
	if n*p < 10 {
		s.none = math.Exp(n * math.Log1p(-p))
		return
	}
	sd := math.Sqrt(n * p * (1 - p))
	s.b = 1.15 + 2.53*sd
	s.a = -0.0873 + 0.0248*s.b + 0.01*p
	s.alpha = (2.83 + 5.1/s.b) * sd
	s.squeeze = 0.92 - 4.2/s.b
	s.peak = s.logMass(math.Floor((n + 1) * p))
}

// logMass returns the logarithm of a probability, up to a constant: counts of two kinds, given their sum.
func (s *binomialSetup) logMass(x float64) float64 {
	off := math.FMA(s.n, s.p, -x)
	return special.LogPoisson(x, s.n*s.p, off) + special.LogPoisson(s.n-x, s.n*(1-s.p), -off)
}

// binomialDraw draws once from a total and a probability.
func binomialDraw(r *tensor.RNG, n, p float64) float64 {
	var s binomialSetup
	s.set(n, p)
	return s.draw(r)
}

func (s *binomialSetup) draw(r *tensor.RNG) float64 {
	if !(s.p >= 0 && s.p <= 1) || !(s.n >= 0) || !isWhole(s.n) {
		return math.NaN()
	}
	x := s.rarer(r)
	if s.failures {
		return s.n - x
	}
	return x
}

// rarer searches from 0 where few are expected; else it is the transformed rejection BTRS of W. Hörmann, "The
// generation of binomial random variates", 1993.
func (s *binomialSetup) rarer(r *tensor.RNG) float64 {
	n, p := s.n, s.p
	if n*p < 10 {
		x, u, odds, mass := 0.0, r.Float64(), p/(1-p), s.none
		for u > mass && x < n {
			u -= mass
			x++
			mass *= odds * (n - x + 1) / x
		}
		return x
	}
	for {
		u, v := r.Float64()-0.5, r.Float64()
		us := 0.5 - math.Abs(u)
		x := math.Floor((2*s.a/us+s.b)*u + n*p + 0.5)
		switch {
		case us >= 0.07 && v <= s.squeeze:
			return x
		case x < 0 || x > n:
			continue
		case math.Log(v*s.alpha/(s.a/(us*us)+s.b)) <= s.logMass(x)-s.peak:
			return x
		}
	}
}
