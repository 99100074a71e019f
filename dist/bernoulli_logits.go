package dist

import (
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

var bernoulliLogits = lazy[*family]{make: func() *family {
	return bernoulliFamily(family{
		Spec: Spec{Params: []Param{{"logits", extended{}, ""}}},
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return special.Indicator(r.Float64() < special.Sigmoid(p[0])) },
		}.register("Bernoulli.Sample", tensor.Input{}).apply,
	}, formulasOf{
		twins:     bernoulliTwins,
		inputs:    []tensor.Input{{High: 2, Whole: true}, {}},
		cdfInputs: []tensor.Input{{High: 1, Whole: true}, {}},
		logProb:   is("-softplus((1 - 2*x)*logits)"),
		dense:     []dense{{whole: outcomesWhole, f32: bernoulliDense}},
		mean:      is("sigmoid(logits)"),
		variance:  is("sigmoid(logits)*sigmoid(-logits)"),
		entropy: is("l = abs(logits); where(l < inf, softplus(-l) + l*sigmoid(-l), 0)").
			d("logits", "where(abs(logits) < inf, -logits*sigmoid(logits)*sigmoid(-logits), 0)"),
		cdf:         is("atOutcomes(x, 0, sigmoid(-logits), 1)"),
		logCDF:      is("atOutcomes(x, -inf, -softplus(logits), 0)"),
		logSurvival: is("atOutcomes(x, 0, -softplus(-logits), -inf)"),
		// the sum of q (r - 1 - log r) over both outcomes, r = p/q. For neighboring logits r - 1 is a product without
		// cancellation.
		kl: is(`
		d = q_logits - p_logits
		q = sigmoid(q_logits)
		no = sigmoid(-q_logits)
		where(q_logits == p_logits, 0, abs(d) < 1,
			q*xmlog1p(sigmoid(-p_logits)*expm1(-d)) + no*xmlog1p(sigmoid(p_logits)*expm1(d)),
			where(q == 0, 0, q*(softplus(-p_logits) - softplus(-q_logits))) +
			where(no == 0, 0, no*(softplus(p_logits) - softplus(q_logits))))`).d("q_logits", `
		d = q_logits - p_logits
		where(abs(d) < inf, sigmoid(q_logits)*sigmoid(-q_logits)*d, 0)`).d("p_logits", `
		d = q_logits - p_logits
		where(0 < d && d < inf, sigmoid(q_logits)*sigmoid(-p_logits)*expm1(-d),
			-inf < d && d <= 0, -sigmoid(p_logits)*sigmoid(-q_logits)*expm1(d), 0)`),
	})
}}

// outcomesWhole: outcomes and logits are stored whole.
const outcomesWhole = 1<<2 - 1

// bernoulliDense returns log p = -log(1 + eˢ) and its derivative -s' sigmoid(s), where s is the logit with the sign s',
// -1 for outcome 1 and 1 for outcome 0. Sums with another outcome are NaN, so that somebody else looks closer.
var bernoulliDense = denseOf[float32]{
	sum: func(in pieces[float32]) (total float64) {
		var odds [oddsAtHand]float32
		for x, logits := in[0], in[1]; len(x) > 0; {
			n := min(len(odds), len(x))
			kernel.Odds(odds[:n], logits)
			total -= kernel.Surprises(x[:n], logits, odds[:n])
			x, logits = x[n:], logits[n:]
		}
		return total
	},
	sumGrad: func(d, in pieces[float32], factor float32, add uint) {
		var odds [oddsAtHand]float32
		for d, x, logits := d[1], in[0], in[1]; len(x) > 0; {
			n := min(len(odds), len(x))
			kernel.Odds(odds[:n], logits)
			kernel.OutcomeGrads(d[:n], x, logits, odds[:n], factor, add>>1)
			d, x, logits = d[n:], x[n:], logits[n:]
		}
	},
}

// oddsAtHand is the number of elements whose odds are at hand at a time.
const oddsAtHand = 2048
