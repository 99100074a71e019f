package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// logGammaDraw returns l = log(x/a) for draws x of Gamma(a, 1): what all draws that are made of gamma variables start
// from. It is in the range of numbers however small a is, where x is not, and has all its digits however large a is,
// where it is far smaller than log x. Its derivative in a is slope: logGammaSlope, which is that of log x, so that who
// makes x of l and a need not differentiate by a, or logRatioSlope, its own.
func logGammaDraw(rng *tensor.RNG, a *tensor.Tensor, shape []int, slope *pointwise) *tensor.Tensor {
	return implicit(opLogGamma.get().apply(rng, []*tensor.Tensor{stop(a)}, shape), a, slope)
}

var (
	opLogGamma = lazy[draw]{make: func() draw {
		return register("LogGamma.Sample", func(p *point) gammaSetup { return gammaOf(p[0]) },
			func(r *tensor.RNG, s *gammaSetup) float64 { return s.draw(r) },
			sampler{open: func(*point) (low, high float64) { return math.Inf(-1), math.Inf(1) }}, []tensor.Input{positiveInput})
	}}

	logGammaSlope = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(is("gammaslope(l, a)"), 0b11, "l", "a")}.register("LogGamma.SampleGrad", gammaInputs)
	}}
	logRatioSlope = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(is("gammaratioslope(l, a)"), 0b11, "l", "a")}.register("LogGamma.RatioGrad", gammaInputs)
	}}
)

// gammaSetup is what draws of Gamma(a, 1) have in common: for a below 1 those of Gamma(a+1, 1) are at hand.
type gammaSetup struct {
	a, d, c      float64
	logA, center float64 // center is log d for a below 1, log(d/a) elsewhere
}

func gammaOf(a float64) (s gammaSetup) {
	s.a = a
	if a < 1 {
		s.d = a + 1 - 1.0/3
		s.logA, s.center = special.Log(a), math.Log(s.d)
	} else {
		s.d = a - 1.0/3
		s.center = math.Log1p(-1 / (3 * a))
	}
	s.c = 1 / math.Sqrt(9*s.d)
	return s
}

// logGammaVariate returns log(x/a) for one draw x of Gamma(a, 1).
func logGammaVariate(r *tensor.RNG, a float64) float64 {
	s := gammaOf(a)
	return s.draw(r)
}

// draw returns log(x/a) for a draw x of Gamma(a, 1). Below 1 it is a draw for a+1 times u^(1/a), the note at the end of
// Marsaglia and Tsang; in logarithms, because the power underflows for small a.
func (s *gammaSetup) draw(r *tensor.RNG) float64 {
	switch {
	case !(s.a > 0):
		return math.NaN()
	case math.IsInf(s.a, 1):
		return 0 // nothing to draw from
	case s.a < 1:
		w := s.marsagliaTsang(r)
		return s.center + 3*math.Log1p(w) + math.Log(r.Float64())/s.a - s.logA
	}
	return s.center + 3*math.Log1p(s.marsagliaTsang(r))
}

// marsagliaTsang draws from the gamma distribution of rate 1, as d (1+w)³, by rejection from the cube of a normal: G.
// Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", 2000, section 6.
func (s *gammaSetup) marsagliaTsang(r *tensor.RNG) (w float64) {
	for {
		x := r.NormFloat64()
		w = s.c * x
		if w <= -1 {
			continue
		}
		u, x2 := r.Float64(), x*x
		if u < 1-0.0331*x2*x2 || math.Log(u) < 0.5*x2-s.d*special.XMinusLog1p(w*(3+w*(3+w))) {
			return w
		}
	}
}
