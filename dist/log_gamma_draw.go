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
	return implicit(opLogGamma.apply(rng, []*tensor.Tensor{stop(a)}, shape), a, slope)
}

var (
	opLogGamma = sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return logGammaVariate(r, p[0]) },
		open:   func(*point) (low, high float64) { return math.Inf(-1), math.Inf(1) },
	}.register("LogGamma.Sample", positiveInput)

	logGammaSlope = pointwise{formula: compile(is("gammaslope(l, a)"), 0b11, "l", "a")}.register("LogGamma.SampleGrad", gammaInputs)
	logRatioSlope = pointwise{formula: compile(is("gammaratioslope(l, a)"), 0b11, "l", "a")}.register("LogGamma.RatioGrad", gammaInputs)
)

// logGammaVariate returns log(x/a) for a draw x of Gamma(a, 1). Below 1 it is a draw for a+1 times u^(1/a), the note at
// the end of Marsaglia and Tsang; in logarithms, because the power underflows for small a.
func logGammaVariate(r *tensor.RNG, a float64) float64 {
	switch {
	case !(a > 0):
		return math.NaN()
	case math.IsInf(a, 1):
		return 0 // nothing to draw from
	case a < 1:
		d, w := marsagliaTsang(r, a+1)
		return math.Log(d) + 3*math.Log1p(w) + math.Log(r.Float64())/a - special.Log(a)
	}
	_, w := marsagliaTsang(r, a)
	return math.Log1p(-1/(3*a)) + 3*math.Log1p(w)
}

// marsagliaTsang draws from the gamma distribution of rate 1 for a ≥ 1, as d (1+w)³ with d = a - ⅓, by rejection from
// the cube of a normal: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", 2000, section 6.
func marsagliaTsang(r *tensor.RNG, a float64) (d, w float64) {
	d = a - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		w = c * x
		if w <= -1 {
			continue
		}
		u, x2 := r.Float64(), x*x
		if u < 1-0.0331*x2*x2 || math.Log(u) < 0.5*x2-d*special.XMinusLog1p(w*(3+w*(3+w))) {
			return d, w
		}
	}
}
