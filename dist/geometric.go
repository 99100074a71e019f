package dist

import (
	"math"
	"reflect"
	"sync"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// GeometricDist is the distribution of the number of failures before the first success.
type GeometricDist struct{ univariate[*GeometricDist] }

// Geometric returns the number of failures before the first success, in independent trials that each succeed with
// probability p > 0. Its parameter is p, or log(p/(1-p)) if it is Logits:
//
//	log p(x) = x log(1-p) + log p,  x = 0, 1, 2, …
//
// It starts at 0, as in Pyro, NumPyro and TFP. Those of PyMC and SciPy count the success, too, and start at 1.
func Geometric[P Parameterization, T tensor.Like](p T) *GeometricDist {
	return newUnivariate[GeometricDist](eitherOf[P](&geometricProbs, &geometricLogits), tensor.To(p))
}

// Probs returns the probability of a success.
func (d *GeometricDist) Probs() *tensor.Tensor {
	return probsOf(d.params[0], d.family == geometricLogits.get())
}

// Logits returns log(p/(1-p)).
func (d *GeometricDist) Logits() *tensor.Tensor {
	return logitsOf(d.params[0], d.family == geometricLogits.get())
}

// geometricFamily returns the family with a parameter for which failure is the logarithm of the probability of one.
func geometricFamily(p Param, in tensor.Input, failure func(v float64) float64, by formulasOf) *family {
	by.inputs = []tensor.Input{countInput, in}
	by.cdf = is("where(x < 0, 0, x == inf, 1, -expm1(n*failure))")
	by.logCDF = is("where(x < 0, -inf, x == inf, 0, log1mexp(n*failure))")
	by.logSurvival = is("where(x < 0, 0, x == inf, -inf, n*failure)")
	return define[GeometricDist](family{
		Spec:    Spec{"Geometric", []Param{p}},
		support: func([]*tensor.Tensor) Constraint { return NonNegativeInteger },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return math.Floor(math.Log(r.Float64())/failure(p[0])) + 0 },
			open:   func(*point) (low, high float64) { return -1, math.Inf(1) },
		}.register("Geometric."+by.variant+".Sample", in).apply,
	}, by)
}

var geometricProbs = lazy[*family]{make: func() *family {
	return geometricFamily(Param{"probs", interval{zero, one, openLow}, "with 0 no trial ever succeeds; if these are log-odds, say dist.Geometric[dist.Logits]"}, probability,
		func(p float64) float64 { return math.Log1p(-p) }, formulasOf{
			variant:  "Probs",
			twins:    geometricProbsTwins,
			with:     "n = max(floor(x), 0) + 1; failure = log1p(-probs)",
			logProb:  is("log(probs) + xlog1py(x, -probs)").d("probs", "1/probs - where(x > 0, x/(1 - probs), 0)"),
			mean:     is("(1 - probs)/probs").d("probs", "-1/probs/probs"),
			variance: is("(1 - probs)/probs/probs"),
			entropy: is("-log(probs) - xlog1py(1 - probs, -probs)/probs").
				d("probs", "where(probs < 1, log1p(-probs)/probs/probs, 0)"), // at 1 it is infinite
			kl: is(`
			ratioKL(p_probs - q_probs, p_probs, q_probs) +
			where(q_probs < 1, (1 - q_probs)/q_probs*ratioKL(q_probs - p_probs, 1 - p_probs, 1 - q_probs), 1 - p_probs)`).
				d("q_probs", "where(q_probs < 1, logQuotient(1 - p_probs, 1 - q_probs)/q_probs/q_probs, 0)").
				d("p_probs", "where(q_probs == 1, -1/p_probs, (p_probs - q_probs)/q_probs/p_probs/(1 - p_probs))"),
		})
}}

var geometricLogits = lazy[*family]{make: func() *family {
	return geometricFamily(Param{"logits", Real, ""}, tensor.Input{},
		func(l float64) float64 { return -special.Softplus(l) }, formulasOf{
			variant:  "Logits",
			twins:    geometricLogitsTwins,
			with:     "n = max(floor(x), 0) + 1; failure = -softplus(logits)",
			logProb:  is("-softplus(-logits) - x*softplus(logits)").d("logits", "sigmoid(-logits) - x*sigmoid(logits)"),
			mean:     is("exp(-logits)"),
			variance: is("exp(-logits)*(1 + exp(-logits))"),
			entropy:  is("softplus(-logits) + exp(-logits)*softplus(logits)").d("logits", "-exp(-logits)*softplus(logits)"),
		})
}}

// Divergences are those by probabilities.
var geometricForms sync.Once

func (*GeometricDist) ownKL() {
	geometricForms.Do(func() {
		byProbs := func(d Distribution) *member {
			g := d.(*GeometricDist)
			return &member{Base: Base{&geometricProbs.get().Spec, []*tensor.Tensor{g.Probs()}, g.batch}, family: geometricProbs.get()}
		}
		geometric := reflect.TypeFor[*GeometricDist]()
		pairs.enter(pair{geometric, geometric}, univariateKL(func(q, p Distribution) (u, v *member) { return byProbs(q), byProbs(p) }), true)
	})
}
