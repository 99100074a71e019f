package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// RelaxedOneHotCategoricalDist is a distribution of probabilities that add up to 1, most often with one near 1.
type RelaxedOneHotCategoricalDist struct {
	Base   // of a temperature, and of [batch…, categories]
	logits bool
}

// RelaxedOneHotCategorical returns the distribution of softmax((l + e) / temperature) for independent standard Gumbel
// noise e, a draw of OneHotCategorical[Logits](l) that is made smooth: element k is the largest with the probability of
// category k, and near 1 for low temperatures. Its draws carry derivatives. With sₖ = lₖ - temperature·log xₖ and K
// categories
//
//	log p(x) = log (K-1)! + (K-1)·log temperature + Σ (sₖ - log xₖ) - K·log Σ e^sₖ
//
// inside of the simplex. Probs are weights e^l, as of [Categorical], but all of them positive.
//
// The temperature comes first as in Pyro's RelaxedOneHotCategorical and TFP's. It is the concrete distribution of C. J.
// Maddison, A. Mnih, Y. W. Teh, "The Concrete Distribution", 2017.
func RelaxedOneHotCategorical[P Parameterization, T tensor.Like](temperature T, p *tensor.Tensor) *RelaxedOneHotCategoricalDist {
	spec, logits := specOf[P](relaxedOneHotLogits, relaxedOneHotProbs, p)
	return &RelaxedOneHotCategoricalDist{NewBase(spec, tensor.To(temperature), p), logits}
}

var (
	relaxedOneHotLogits = &Spec{"RelaxedOneHotCategorical", []Param{{"temperature", Positive, temperatureCure}, {"logits", RealVector, ""}}}
	relaxedOneHotProbs  = &Spec{"RelaxedOneHotCategorical", []Param{{"temperature", Positive, temperatureCure},
		{"probs", independentConstraint{Positive, 1}, "if these are logits, say dist.RelaxedOneHotCategorical[dist.Logits]"}}}
)

// Temperature returns the temperature, as it was given.
func (d *RelaxedOneHotCategoricalDist) Temperature() *tensor.Tensor { return d.params[0] }

// Logits returns logarithms of the weights, which need not be normalized.
func (d *RelaxedOneHotCategoricalDist) Logits() *tensor.Tensor {
	if d.logits {
		return d.params[1]
	}
	return d.params[1].Log()
}

// Expand returns d with another batch shape; see [Expand].
func (d *RelaxedOneHotCategoricalDist) Expand(shape ...int) *RelaxedOneHotCategoricalDist {
	return Expand(d, shape...).(*RelaxedOneHotCategoricalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *RelaxedOneHotCategoricalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *RelaxedOneHotCategoricalDist) Mask(mask *tensor.Tensor) *MaskedDist {
	return newMasked(d, mask)
}

func (d *RelaxedOneHotCategoricalDist) EventShape() tensor.Shape {
	return tensor.Shape{d.params[1].Dim(-1)}
}

// CheckSupport refuses elements that are 0, too; see [CheckSupport].
func (d *RelaxedOneHotCategoricalDist) CheckSupport(x, mask *tensor.Tensor) error {
	return checkInsideSimplex(d, x, mask, "one-hot values, which it comes near to, are those of OneHotCategorical")
}

func (d *RelaxedOneHotCategoricalDist) Support() Constraint { return Simplex }
func (d *RelaxedOneHotCategoricalDist) HasRSample() bool    { return true }

// RSample normalizes by logarithms, so that no element rounds to 0.
func (d *RelaxedOneHotCategoricalDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	p := alike([]*tensor.Tensor{d.temperature(), d.Logits()})
	full := tensor.Join(tensor.Join(shape, d.batch), d.EventShape())
	noise := gumbelNoise.get().apply(rng, []*tensor.Tensor{stop(p[1]), tensor.OnesLike(stop(p[0]))}, full)
	return tensor.Apply(opDirichletDraw.get(), nil, noise.Add(p[1]).Div(p[0]), tensor.OnesLike(stop(p[1])))
}

func (d *RelaxedOneHotCategoricalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// temperature returns the temperature with a dimension for the categories.
func (d *RelaxedOneHotCategoricalDist) temperature() *tensor.Tensor {
	if d.params[0].Rank() == 0 {
		return d.params[0]
	}
	return d.params[0].Unsqueeze(-1)
}

func (d *RelaxedOneHotCategoricalDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor {
		rim := tensor.LessEqual(x.Min(-1), 0)
		logx := tensor.Where(rim.Unsqueeze(-1), 1, x).Log()
		s := d.Logits().Sub(d.temperature().Mul(logx))
		k := float64(d.params[1].Dim(-1))
		lp := s.Sub(s.LogSumExp(-1).Unsqueeze(-1)).Sub(logx).Sum(-1)
		lp = lp.Add(tensor.Mul(alike(d.params)[0].Log(), k-1)).Add(tensor.To(k).Lgamma())
		return tensor.Where(rim, math.Inf(-1), lp)
	})
}

// WithBase returns the same with other parameters; see [Parametric].
func (d *RelaxedOneHotCategoricalDist) WithBase(b Base) Distribution {
	return &RelaxedOneHotCategoricalDist{b, d.logits}
}

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *RelaxedOneHotCategoricalDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &RelaxedOneHotCategoricalDist{Base{d.spec, d.params, shape}, d.logits}
}
