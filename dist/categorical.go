package dist

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// CategoricalDist is the distribution of one of several categories.
type CategoricalDist struct {
	p      *tensor.Tensor // [batch…, categories], or broadcasting to it
	logits bool
	batch  tensor.Shape
}

// Categorical is 0, 1, … or K-1. The last dimension of its parameter [batch…, K] are the categories.
//
// Logits are the inputs of a softmax, any real numbers: category k has probability e^logits[k] / Σ e^logits. One of
// -Inf never comes up; one of +Inf takes all the mass, several share it equally. Log-probabilities are logits too, and
// softmaxing them again changes nothing.
//
// Probs are weights, not negative and not all 0: category k has probability probs[k] / Σ probs.
func Categorical[P Parameterization](p *tensor.Tensor) *CategoricalDist {
	d := &CategoricalDist{p: p, logits: isLogits[P]()}
	if p == nil || p.Rank() == 0 || p.Dim(-1) == 0 {
		panic(&ParamError{Dist: "Categorical", Param: d.param().name, Detail: fmt.Sprintf("needs the categories as its last dimension, found %v", p)})
	}
	d.batch = p.Shape()[:p.Rank()-1]
	return d
}

// Categories is how many there are.
func (d *CategoricalDist) Categories() int { return d.p.Dim(-1) }

// Logits are the log-probabilities of the categories: normalised, whatever the parameter was.
func (d *CategoricalDist) Logits() *tensor.Tensor {
	if d.logits {
		return d.p.LogSoftmax(-1)
	}
	categories, _ := d.EnumerateSupport()
	rows := &CategoricalDist{p: d.p.Unsqueeze(-2), batch: append(tensor.RawShape(d.p)[:d.p.Rank()-1:d.p.Rank()-1], 1)}
	return rows.LogProb(categories.Reshape(-1).As(d.p.DType())) // a category without mass has a finite derivative here
}

// Probs are the probabilities of the categories: normalised, whatever the parameter was.
func (d *CategoricalDist) Probs() *tensor.Tensor {
	if d.logits {
		return d.p.Softmax(-1)
	}
	return d.p.Div(d.p.Sum(-1).Unsqueeze(-1))
}

// Expand is d with another batch shape; see [Expand].
func (d *CategoricalDist) Expand(shape ...int) *CategoricalDist {
	return Expand(d, shape...).(*CategoricalDist)
}

// ToEvent is d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *CategoricalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask is d with log-probability 0 where mask is 0; see [Mask].
func (d *CategoricalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *CategoricalDist) BatchShape() tensor.Shape { return slices.Clone(d.batch) }
func (d *CategoricalDist) ownBatch() tensor.Shape   { return d.batch }
func (d *CategoricalDist) EventShape() tensor.Shape { return nil }
func (d *CategoricalDist) HasRSample() bool         { return false }
func (d *CategoricalDist) Validate() error          { return d.validate(nil) }

func (d *CategoricalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return rng.Apply(opCategoricalSample, categoricalDraw{tensor.Join(shape, d.batch), rng.Reserve(), d.logits}, d.p)
}

func (d *CategoricalDist) RSample(*tensor.RNG, ...int) *tensor.Tensor {
	failRSample(d)
	return nil
}

func (d *CategoricalDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *CategoricalDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	var few inputs
	return tensor.Apply(opCategorical, categoricalCall{extent{batch: d.batch, scale: 1}, d.logits}, few.of(mask, x, d.p)...)
}

func (d *CategoricalDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	var few inputs
	return tensor.Apply(opCategoricalSum, categoricalCall{extent{batch: d.batch, scale: scale}, d.logits}, few.of(mask, x, d.p)...)
}

func (d *CategoricalDist) Support() Constraint { return IntegerInterval(0, d.Categories()-1) }

func (d *CategoricalDist) supportCure() string {
	return fmt.Sprintf("there are %d categories, counted from 0: the last dimension of %s", d.Categories(), d.param().name)
}

func (d *CategoricalDist) EnumerateSupport() (*tensor.Tensor, bool) {
	values := make([]float64, d.Categories())
	for i := range values {
		values[i] = float64(i)
	}
	return enumerate(values, d.batch)
}

func (d *CategoricalDist) param() param {
	if d.logits {
		return param{"logits", logitRows, ""}
	}
	return param{"probs", weightRows, "if these are logits, say dist.Categorical[dist.Logits]"}
}

func (d *CategoricalDist) validate(mask *tensor.Tensor) error {
	return checkParam("Categorical", d.param(), d.p, mask)
}

// behind is d with any valid categories where mask is 0, if rows of its parameter can be told apart by the mask.
func (d *CategoricalDist) behind(mask *tensor.Tensor) *CategoricalDist {
	if d.p.Rank() == 1 {
		return d
	}
	p := tensor.Where(unsqueeze(mask, 1), d.p, d.param().allowed.Inside().As(d.p.DType()))
	return &CategoricalDist{p, d.logits, tensor.RawShape(p)[:p.Rank()-1]}
}

func (d *CategoricalDist) String() string {
	return fmt.Sprintf("Categorical(%s: %v)", d.param().name, d.p)
}

func (d *CategoricalDist) expand(shape tensor.Shape) Distribution {
	return &CategoricalDist{d.p, d.logits, shape}
}

func (d *CategoricalDist) as(t tensor.DType) (Distribution, error) {
	p, err := convertParams("Categorical", t, d.p)
	return &CategoricalDist{p[0], d.logits, d.batch}, err
}

// Entropy is -Σ p log p.
func (d *CategoricalDist) Entropy() (*tensor.Tensor, bool) {
	uniform := &CategoricalDist{tensor.ZerosLike(d.p), true, d.batch}
	kl := categoricalKL(d, uniform, nil)
	return tensor.Sub(math.Log(float64(d.Categories())), kl), true
}
