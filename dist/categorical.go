package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// CategoricalDist is the distribution of one of several categories.
type CategoricalDist struct {
	Base   // of [batch…, categories], or what broadcasts to it
	logits bool
}

// Categorical returns 0, 1, … or K-1. The last dimension of its parameter [batch…, K] are the categories.
//
// Logits are the inputs of a softmax, any real numbers: category k has probability e^logits[k] / Σ e^logits. One of
// -Inf never comes up; one of +Inf takes all the mass, several share it equally. Log-probabilities are logits too, and
// softmaxing them again changes nothing.
//
// Probs are weights, not negative and not all 0: category k has probability probs[k] / Σ probs.
func Categorical[P Parameterization](p *tensor.Tensor) *CategoricalDist {
	spec, logits := specOf[P](categoricalLogits, categoricalProbs, p)
	return &CategoricalDist{NewBase(spec, p), logits}
}

// specOf returns the description by logits or by weights, of a family whose last parameter p has categories, and
// whether it is by logits. It refuses a parameter without categories.
func specOf[P Parameterization](logits, probs *Spec, p *tensor.Tensor) (spec *Spec, byLogits bool) {
	spec, byLogits = probs, isLogits[P]()
	if byLogits {
		spec = logits
	}
	if p == nil || p.Rank() == 0 || p.Dim(-1) == 0 {
		panic(&ParamError{Dist: spec.Name, Param: spec.Params[len(spec.Params)-1].Name,
			Detail: fmt.Sprintf("needs the categories as its last dimension, found %v", p)})
	}
	return spec, byLogits
}

var (
	categoricalLogits = &Spec{"Categorical", []Param{{"logits", logitRows, ""}}}
	categoricalProbs  = &Spec{"Categorical", []Param{{"probs", weightRows, "if these are logits, say dist.Categorical[dist.Logits]"}}}
)

// Categories returns how many there are.
func (d *CategoricalDist) Categories() int { return d.params[0].Dim(-1) }

// Logits returns the log-probabilities of the categories: normalized, whatever the parameter was.
func (d *CategoricalDist) Logits() *tensor.Tensor {
	if d.logits {
		return d.params[0].LogSoftmax(-1)
	}
	categories, _ := d.EnumerateSupport()
	rows := Categorical[Probs](d.params[0].Unsqueeze(-2))
	// a category without mass has a finite derivative here
	return rows.LogProb(categories.Reshape(-1).As(d.params[0].DType()))
}

// Probs returns the probabilities of the categories: normalized, whatever the parameter was.
func (d *CategoricalDist) Probs() *tensor.Tensor {
	if d.logits {
		return d.params[0].Softmax(-1)
	}
	return d.params[0].Div(d.params[0].Sum(-1).Unsqueeze(-1))
}

// Expand returns d with another batch shape; see [Expand].
func (d *CategoricalDist) Expand(shape ...int) *CategoricalDist {
	return Expand(d, shape...).(*CategoricalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *CategoricalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *CategoricalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *CategoricalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return rng.Apply(opCategoricalSample.get(), categoricalDraw{tensor.Join(shape, d.batch), rng.Reserve(), d.logits}, d.params[0])
}

func (d *CategoricalDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *CategoricalDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	var few inputs
	return tensor.Apply(opCategorical.get(), categoricalCall{extent{batch: d.batch, scale: 1}, d.logits}, few.of(mask, x, d.params[0])...)
}

func (d *CategoricalDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	var few inputs
	return tensor.Apply(opCategoricalSum.get(), categoricalCall{extent{batch: d.batch, scale: scale}, d.logits}, few.of(mask, x, d.params[0])...)
}

func (d *CategoricalDist) Support() Constraint { return IntegerInterval(0, d.Categories()-1) }

func (d *CategoricalDist) SupportCure() string {
	return fmt.Sprintf("there are %d categories, counted from 0: the last dimension of %s", d.Categories(), d.spec.Params[0].Name)
}

func (d *CategoricalDist) EnumerateSupport() (*tensor.Tensor, bool) {
	return enumerate(counted(d.Categories()), d.batch)
}

// counted returns 0, 1, … and n-1.
func counted(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = float64(i)
	}
	return values
}

// WithBase returns the same with another parameter; see [Parametric].
func (d *CategoricalDist) WithBase(b Base) Distribution { return &CategoricalDist{b, d.logits} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *CategoricalDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &CategoricalDist{Base{d.spec, d.params, shape}, d.logits}
}

// CheckDType takes categories of any type.
func (d *CategoricalDist) CheckDType(tensor.DType) error { return nil }

// Entropy returns -Σ p log p.
func (d *CategoricalDist) Entropy() (*tensor.Tensor, bool) {
	uniform := Categorical[Logits](tensor.ZerosLike(d.params[0]))
	kl := categoricalKL(d, uniform, nil)
	return tensor.Sub(math.Log(float64(d.Categories())), kl), true
}
