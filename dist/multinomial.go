package dist

import "github.com/credence-ppl/credence/tensor"

// MultinomialDist is the distribution of how often each category comes up; see [Multinomial].
type MultinomialDist struct {
	Base   // of a total, and of [batch…, categories]
	logits bool
}

// Multinomial returns how many of total independent draws from [Categorical] with parameter p are of each category:
// vectors of K counts that add up to total, with
//
//	log p(x) = log total! + Σ (xₖ log pₖ - log xₖ!)
//
// The last dimension of p [batch…, K] are the categories, any logits or weights as of [Categorical]; totals may differ
// from one element of the batch to the next.
//
// Pyro's and TFP's Multinomial(total_count, …) and PyMC's Multinomial(n, p) have the total first, too; NumPyro's
// Multinomial(probs, total_count) last; Stan's multinomial(theta) takes it from the data. Where those do not divide
// probs by their sum, as TFP and SciPy do not, weights are another distribution or an error.
func Multinomial[P Parameterization, N tensor.Like](total N, p *tensor.Tensor) *MultinomialDist {
	spec, logits := specOf[P](multinomialLogits, multinomialProbs, p)
	return &MultinomialDist{NewBase(spec, tensor.To(total), p), logits}
}

var (
	multinomialLogits = &Spec{"Multinomial", []Param{{"total", NonNegativeInteger, ""}, {"logits", logitRows, ""}}}
	multinomialProbs  = &Spec{"Multinomial", []Param{{"total", NonNegativeInteger, ""}, {"probs", weightRows, "if these are logits, say dist.Multinomial[dist.Logits]"}}}
)

// Total returns the number of draws, as it was given.
func (d *MultinomialDist) Total() *tensor.Tensor { return d.params[0] }

// Categorical returns the distribution of one draw.
func (d *MultinomialDist) Categorical() *CategoricalDist {
	if d.logits {
		return Categorical[Logits](d.params[1])
	}
	return Categorical[Probs](d.params[1])
}

// Logits returns the log-probabilities of the categories: normalized, whatever the parameter was.
func (d *MultinomialDist) Logits() *tensor.Tensor { return d.Categorical().Logits() }

// Probs returns the probabilities of the categories: normalized, whatever the parameter was.
func (d *MultinomialDist) Probs() *tensor.Tensor { return d.Categorical().Probs() }

// Expand returns d with another batch shape; see [Expand].
func (d *MultinomialDist) Expand(shape ...int) *MultinomialDist {
	return Expand(d, shape...).(*MultinomialDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *MultinomialDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *MultinomialDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *MultinomialDist) EventShape() tensor.Shape { return tensor.Shape{d.params[1].Dim(-1)} }

func (d *MultinomialDist) Support() Constraint { return countsOf(d.params[0]) }

func (d *MultinomialDist) SupportCure() string { return countsCure }

func (d *MultinomialDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return drawCounts(rng, d.Stopped(), shape, multinomialRows(d.logits))
}

func (d *MultinomialDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

// MaskedLogProb returns that of Poisson counts with mean total in all, given their sum, in which no term is large where
// the result is not.
func (d *MultinomialDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	shapeOfValues(d, x)
	each := multinomialEach.get().apply(nil, spreadMask(mask), x, d.params[0].Unsqueeze(-1), d.Logits())
	return multinomialAll.get().apply(d.batch, mask, each.Sum(-1), x.Sum(-1), d.params[0], countsSlack(x))
}

var (
	multinomialEach = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("p = exp(logp); where(x == 0, -n*p, 1e-270 < p, poissonMass(x, n*p, fma(n, p, -x)), x*(logp + log(n)) - n*p - lgamma(x + 1))").
				d("logp", "fma(-n, exp(logp), x)").
				in(domain{valid: "0 <= x && x < inf && x == floor(x)", outside: "-inf", finite: true}), 0b011, "x", "n", "logp")}.
			register("Multinomial.Each", []tensor.Input{countInput, trials, {Low: -2, High: -1}})
	}}

	multinomialAll = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(is("each - poissonMass(n, n, 0)").
			in(domain{valid: countsValid, outside: "-inf", finite: true}), 0b1110, "each", "sum", "n", "slack")}.
			register("Multinomial.All", []tensor.Input{{}, {Low: 3, High: 4, Whole: true}, {Low: 3, High: 4, Whole: true}, probability})
	}}
)

// WithBase returns the same with other parameters; see [Parametric].
func (d *MultinomialDist) WithBase(b Base) Distribution { return &MultinomialDist{b, d.logits} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *MultinomialDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &MultinomialDist{Base{d.spec, d.params, shape}, d.logits}
}

// CheckDType takes counts of any type.
func (d *MultinomialDist) CheckDType(tensor.DType) error { return nil }

// Mean returns total·p.
func (d *MultinomialDist) Mean() (*tensor.Tensor, bool) {
	mean := d.params[0].Unsqueeze(-1).Mul(d.Probs())
	return mean.Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Variance returns total·p·(1 - p).
func (d *MultinomialDist) Variance() (*tensor.Tensor, bool) {
	mean, _ := d.Mean()
	return mean.Mul(tensor.Sub(1, d.Probs())), true
}
