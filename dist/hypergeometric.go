package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// HypergeometricDist is the distribution of successes among draws without replacement.
type HypergeometricDist struct {
	univariate[*HypergeometricDist]
}

// Hypergeometric returns the number of successes among draws from a population of which so many are successes, without
// replacement:
//
//	log p(x) = log C(successes, x) + log C(population - successes, draws - x) - log C(population, draws)
//
// for x from max(0, draws + successes - population) to min(draws, successes). PyMC's HyperGeometric(N, k, n) and
// SciPy's hypergeom(M, n, N) have the same order; Stan's hypergeometric(N, a, b) the draws, the successes and the
// failures.
func Hypergeometric[P, S, D tensor.Like](population P, successes S, draws D) *HypergeometricDist {
	return newUnivariate[HypergeometricDist](hypergeometricFamily.get(), tensor.To(population), tensor.To(successes), tensor.To(draws))
}

// Population returns the size of the population, as it was given.
func (d *HypergeometricDist) Population() *tensor.Tensor { return d.params[0] }

// Successes returns how many of the population are successes, as it was given.
func (d *HypergeometricDist) Successes() *tensor.Tensor { return d.params[1] }

// Draws returns how many are drawn, as it was given.
func (d *HypergeometricDist) Draws() *tensor.Tensor { return d.params[2] }

// Validate checks that neither successes nor draws are more than the population.
func (d *HypergeometricDist) Validate() error { return d.CheckParams(nil) }

// CheckParams returns Validate but for masked parameters; see [CheckParams].
func (d *HypergeometricDist) CheckParams(mask *tensor.Tensor) error {
	if err := d.univariate.CheckParams(mask); err != nil {
		return err
	}
	population := d.params[0]
	if mask != nil {
		population = population.Expand(d.batch...)
	}
	for _, least := range d.params[1:] {
		least = whereCounts(mask, least, math.Inf(-1)) // a masked one bounds nothing
		p := Param{"population", above(least, 0), "the order is Hypergeometric(population, successes, draws)"}
		if err := checkParam(d.spec.Name, p, population, mask); err != nil {
			return err
		}
	}
	return nil
}

var hypergeometricInputs = []tensor.Input{{Low: 20, High: 30, Whole: true}, {Low: 8, High: 12, Whole: true}, {Low: 6, High: 8, Whole: true}}

// Successes and failures drawn are two binomial counts, given their sum, whatever the probability of being drawn is. At
// draws/population no term is large where their sum is not.
var hypergeometricFamily = lazy[*family]{make: func() *family {
	return define[HypergeometricDist](family{
		Spec: Spec{"Hypergeometric", []Param{{"population", NonNegativeInteger, ""}, {"successes", NonNegativeInteger, ""}, {"draws", NonNegativeInteger, ""}}},
		support: func(p []*tensor.Tensor) Constraint {
			return IntegerInterval(tensor.Maximum(p[1].Add(p[2]).Sub(p[0]), 0), tensor.Minimum(p[1], p[2]))
		},
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return hypergeometricDraw(r, p[0], p[1], p[2]) },
		}.register("Hypergeometric.Sample", hypergeometricInputs...).apply,
	}, formulasOf{
		inputs:   append([]tensor.Input{{Low: 0, High: 6, Whole: true}}, hypergeometricInputs...),
		discrete: true,
		valid:    "successes <= population && draws <= population",
		within:   "0 <= x && x <= successes && x <= draws && draws - x <= population - successes && x == floor(x)",
		with:     "p = where(population > 0, draws/population, 0)",
		logProb:  is("binomialMass(x, successes, p) + binomialMass(draws - x, population - successes, p) - binomialMass(draws, population, p)"),
		sums: massSums{span: func(p []float64) massSpan {
			return massSpan{low: max(0, p[2]+p[1]-p[0]), high: min(p[1], p[2])}
		}}.enter,
		mean: is("where(population > 0, draws*(successes/population), 0)"),
		variance: is(`
		s = successes/population
		where(population > 1, draws*s*((population - successes)/population)*((population - draws)/(population - 1)), 0)`),
	})
}}
