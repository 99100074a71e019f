package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// DirichletMultinomialDist is the distribution of counts of categories that vary more than those of [Multinomial].
type DirichletMultinomialDist struct{ Base } // of a total, and of a concentration [batch…, K]

var dirichletMultinomialSpec = &Spec{"DirichletMultinomial", []Param{{"total", NonNegativeInteger, ""},
	{"concentration", independentConstraint{Positive, 1}, concentrationCure}}}

// DirichletMultinomial returns how many of total draws are of each category, if their probabilities are drawn first,
// from Dirichlet(concentration): vectors of K counts that add up to total, with A = Σ αₖ and
//
//	log p(x) = log total! + log Γ(A) - log Γ(A + total) + Σ (log Γ(xₖ + αₖ) - log Γ(αₖ) - log xₖ!)
//
// The last dimension of the concentration α [batch…, K] are the categories. With two of them the first count is
// BetaBinomial(total, α₁, α₂).
//
// As in this package's other families of counts, TFP's DirichletMultinomial(total_count, concentration) and PyMC's
// (n, a), the total comes first; Pyro's and NumPyro's DirichletMultinomial(concentration, total_count) and SciPy's
// dirichlet_multinomial(alpha, n) have it last.
func DirichletMultinomial[N tensor.Like](total N, concentration *tensor.Tensor) *DirichletMultinomialDist {
	if concentration == nil || concentration.Rank() == 0 || concentration.Dim(-1) < 2 {
		panic(&ParamError{Dist: "DirichletMultinomial", Param: "concentration", Detail: fmt.Sprintf("needs at least two elements along its last dimension, found %v; the order is DirichletMultinomial(total, concentration)", concentration)})
	}
	return &DirichletMultinomialDist{NewBase(dirichletMultinomialSpec, tensor.To(total), concentration)}
}

// Total returns the number of draws, as it was given.
func (d *DirichletMultinomialDist) Total() *tensor.Tensor { return d.params[0] }

// Concentration returns α, as it was given.
func (d *DirichletMultinomialDist) Concentration() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *DirichletMultinomialDist) Expand(shape ...int) *DirichletMultinomialDist {
	return Expand(d, shape...).(*DirichletMultinomialDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *DirichletMultinomialDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *DirichletMultinomialDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *DirichletMultinomialDist) EventShape() tensor.Shape {
	return tensor.Shape{d.params[1].Dim(-1)}
}

func (d *DirichletMultinomialDist) Support() Constraint { return countsOf(d.params[0]) }

func (d *DirichletMultinomialDist) SupportCure() string { return countsCure }

func (d *DirichletMultinomialDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return drawCounts(rng, d.Stopped(), shape, concentrationShares)
}

func (d *DirichletMultinomialDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return d.MaskedLogProb(x, nil)
}

// MaskedLogProb returns that of negative binomial counts with totals αₖ, given their sum, whatever the probability of
// these is. At n/(n+A) no term is large where the result is not.
func (d *DirichletMultinomialDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	shapeOfValues(d, x)
	n, sum := d.params[0], d.params[1].Sum(-1)
	each := dirichletMultinomialEach.get().apply(nil, spreadMask(mask), x, d.params[1], n.Unsqueeze(-1), stop(sum).Unsqueeze(-1))
	return dirichletMultinomialAll.get().apply(d.batch, mask, each.Sum(-1), x.Sum(-1), n, countsSlack(x), sum)
}

var (
	dirichletMultinomialSplit = "p = n/(n + s); q = s/(n + s); logp = -log1p(s/n); logq = -log1p(n/s)"

	dirichletMultinomialEach = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("negativeBinomialMass(x, a, p, q, logp, logq, e)").
				d("a", "negativeBinomialSlope(x, a, q, logq, e)").
				with(dirichletMultinomialSplit+"; e = fma(x, s - a, -a*(n - x))/(n + s)").
				in(domain{valid: "0 <= x && x < inf && x == floor(x) && 0 < a && a < inf", outside: "-inf", finite: true}), 0b1101, "x", "a", "n", "s")}.
			register("DirichletMultinomial.Each", []tensor.Input{countInput, positiveInput, trials, {Low: 3, High: 5}})
	}}

	dirichletMultinomialAll = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("each - negativeBinomialMass(n, s, p, q, logp, logq, 0)").
				d("s", "-negativeBinomialSlope(n, s, q, logq, 0)").with(dirichletMultinomialSplit).
				in(domain{valid: countsValid + " && s < inf", outside: "-inf", finite: true}), 0b01110, "each", "sum", "n", "slack", "s")}.
			register("DirichletMultinomial.All", []tensor.Input{{}, {Low: 3, High: 4, Whole: true}, {Low: 3, High: 4, Whole: true}, probability, {Low: 3, High: 5}})
	}}
)

// WithBase returns the same with other parameters; see [Parametric].
func (d *DirichletMultinomialDist) WithBase(b Base) Distribution {
	return &DirichletMultinomialDist{b}
}

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *DirichletMultinomialDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &DirichletMultinomialDist{Base{d.spec, d.params, shape}}
}

// CheckDType takes counts of any type.
func (d *DirichletMultinomialDist) CheckDType(tensor.DType) error { return nil }

// Mean returns total·αₖ/A.
func (d *DirichletMultinomialDist) Mean() (*tensor.Tensor, bool) {
	share, _ := d.shares().Mean()
	return share.Mul(d.params[0].Unsqueeze(-1)), true
}

// Variance returns total·(A + total) times that of the probabilities.
func (d *DirichletMultinomialDist) Variance() (*tensor.Tensor, bool) {
	v, _ := d.shares().Variance()
	n := d.params[0].Unsqueeze(-1)
	return v.Mul(n).Mul(n.Add(d.params[1].Sum(-1).Unsqueeze(-1))), true
}

// shares returns the distribution of the probabilities.
func (d *DirichletMultinomialDist) shares() *DirichletDist {
	return Dirichlet(d.params[1]).Expand(d.batch...)
}
