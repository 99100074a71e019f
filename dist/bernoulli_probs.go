package dist

import (
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

var bernoulliProbs = lazy[*family]{make: func() *family {
	return bernoulliFamily(family{
		Spec: Spec{Params: []Param{{"probs", UnitInterval, "if these are log-odds, say dist.Bernoulli[dist.Logits]"}}},
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return special.Indicator(r.Float64() < p[0]) },
		}.register("Bernoulli.Probs.Sample", probability).apply,
	}, formulasOf{
		variant:   "Probs",
		twins:     bernoulliProbsTwins,
		inputs:    []tensor.Input{{High: 2, Whole: true}, probability},
		cdfInputs: []tensor.Input{{High: 1, Whole: true}, probability},
		logProb:   is("where(x == 1, log(probs), log1p(-probs))"),
		mean:      is("probs"),
		variance:  is("probs*(1 - probs)"),
		entropy: is("-xlogy(probs, probs) - xlog1py(1 - probs, -probs)").
			d("probs", "where(0 < probs && probs < 1, log1p(-probs) - log(probs), 0)"), // elsewhere it is infinite
		cdf:         is("atOutcomes(x, 0, 1 - probs, 1)"),
		logCDF:      is("atOutcomes(x, -inf, log1p(-probs), 0)"),
		logSurvival: is("atOutcomes(x, 0, log(probs), -inf)"),
		// the sum of q (r - 1 - log r) over both outcomes, r = p/q, and of p where q is 0. Its derivative leaves out what is
		// infinite at 0 and 1, where the divergence is not.
		kl: is(`
		where(q_probs > 0, q_probs*ratioKL(p_probs - q_probs, p_probs, q_probs), p_probs) +
		where(q_probs < 1, (1 - q_probs)*ratioKL(q_probs - p_probs, 1 - p_probs, 1 - q_probs), 1 - p_probs)`).d("q_probs", `
		where(0 < q_probs && q_probs < 1, (log(q_probs) - log(p_probs)) - (log1p(-q_probs) - log1p(-p_probs)), 0)`).d("p_probs", `
		where(q_probs == 0, 1/(1 - p_probs), q_probs == 1, -1/p_probs, (p_probs - q_probs)/p_probs/(1 - p_probs))`),
	})
}}
