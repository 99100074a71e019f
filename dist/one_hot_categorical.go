package dist

import (
	"slices"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// OneHotCategoricalDist is the distribution of one of several categories as a vector; see [OneHotCategorical].
type OneHotCategoricalDist struct {
	Base   // of [batch…, categories], or what broadcasts to it
	logits bool
}

// OneHotCategorical returns the distribution of vectors of K elements that are 1 for the category that [Categorical]
// with the same parameter draws, and 0 for all others. Mean and variance are those of the elements.
//
// Pyro, NumPyro and TFP have it under this name; PyMC and Stan write Multinomial with a total of 1.
func OneHotCategorical[P Parameterization](p *tensor.Tensor) *OneHotCategoricalDist {
	spec, logits := specOf[P](oneHotLogits, oneHotProbs, p)
	return &OneHotCategoricalDist{NewBase(spec, p), logits}
}

var (
	oneHotLogits = &Spec{"OneHotCategorical", []Param{{"logits", logitRows, ""}}}
	oneHotProbs  = &Spec{"OneHotCategorical", []Param{{"probs", weightRows, "if these are logits, say dist.OneHotCategorical[dist.Logits]"}}}
)

// Categorical returns the distribution of the category's number.
func (d *OneHotCategoricalDist) Categorical() *CategoricalDist {
	return &CategoricalDist{d.Base, d.logits}
}

// Logits returns the log-probabilities of the categories: normalized, whatever the parameter was.
func (d *OneHotCategoricalDist) Logits() *tensor.Tensor { return d.Categorical().Logits() }

// Probs returns the probabilities of the categories: normalized, whatever the parameter was.
func (d *OneHotCategoricalDist) Probs() *tensor.Tensor { return d.Categorical().Probs() }

// Expand returns d with another batch shape; see [Expand].
func (d *OneHotCategoricalDist) Expand(shape ...int) *OneHotCategoricalDist {
	return Expand(d, shape...).(*OneHotCategoricalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *OneHotCategoricalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *OneHotCategoricalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *OneHotCategoricalDist) EventShape() tensor.Shape {
	return tensor.Shape{d.params[0].Dim(-1)}
}

func (d *OneHotCategoricalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	category := d.Categorical().Sample(rng, shape...).Unsqueeze(-1)
	return tensor.Equal(tensor.Of(counted(d.params[0].Dim(-1))).As(category.DType()), category)
}

func (d *OneHotCategoricalDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return d.MaskedLogProb(x, nil)
}

func (d *OneHotCategoricalDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return d.Categorical().MaskedLogProb(d.category(x), mask)
}

func (d *OneHotCategoricalDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return d.Categorical().LogProbSum(d.category(x), mask, scale)
}

// category returns which element of x is 1, or -1, which is not a category, unless the others are 0.
func (d *OneHotCategoricalDist) category(x *tensor.Tensor) *tensor.Tensor {
	shapeOfValues(d, x)
	return tensor.Apply(opOneHotCategory.get(), nil, x)
}

var opOneHotCategory = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "OneHotCategorical.Category",
		Shape: func(k *tensor.Call) {
			k.Out.Shape = k.In[0].Shape[:len(k.In[0].Shape)-1]
			k.Plan(k.Out.Shape)
		},
		Forward: tensor.Kernel{F64: oneHotCategories[float64], F32: oneHotCategories[float32]}})
}}

func oneHotCategories[T tensor.Float](k *tensor.Call) {
	out, x, n := tensor.Values[T](&k.Out), tensor.Values[T](&k.In[0]), categories(&k.In[0])
	for i := range out {
		out[i] = -1
		row := x[i*n : (i+1)*n]
		if at := slices.Index(row, 1); at >= 0 && !slices.ContainsFunc(row[:at], notZero[T]) && !slices.ContainsFunc(row[at+1:], notZero[T]) {
			out[i] = T(at)
		}
	}
}

func notZero[T tensor.Float](v T) bool { return v != 0 }

func (d *OneHotCategoricalDist) Support() Constraint { return oneHot{} }

func (d *OneHotCategoricalDist) SupportCure() string {
	return "shares are values of Dirichlet, labels those of Categorical"
}

// EnumerateSupport returns the identity matrix, a row for each category.
func (d *OneHotCategoricalDist) EnumerateSupport() (*tensor.Tensor, bool) {
	return listed(tensor.Eye(d.params[0].Dim(-1)), d.batch, d.EventShape()), true
}

// WithBase returns the same with another parameter; see [Parametric].
func (d *OneHotCategoricalDist) WithBase(b Base) Distribution {
	return &OneHotCategoricalDist{b, d.logits}
}

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *OneHotCategoricalDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &OneHotCategoricalDist{Base{d.spec, d.params, shape}, d.logits}
}

// CheckDType takes vectors of any type.
func (d *OneHotCategoricalDist) CheckDType(tensor.DType) error { return nil }

// Mean returns the probabilities.
func (d *OneHotCategoricalDist) Mean() (*tensor.Tensor, bool) {
	return d.Probs().Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Variance returns p (1 - p).
func (d *OneHotCategoricalDist) Variance() (*tensor.Tensor, bool) {
	p, _ := d.Mean()
	return p.Mul(tensor.Sub(1, p)), true
}

// Entropy returns -Σ p log p.
func (d *OneHotCategoricalDist) Entropy() (*tensor.Tensor, bool) { return d.Categorical().Entropy() }

var oneHotForms sync.Once

func (*OneHotCategoricalDist) ownKL() {
	oneHotForms.Do(func() {
		ownMaskedKL(func(q, p *OneHotCategoricalDist, mask *tensor.Tensor) *tensor.Tensor {
			return categoricalKL(q.Categorical(), p.Categorical(), mask)
		})
	})
}
