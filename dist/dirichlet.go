package dist

import (
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// DirichletDist is a distribution of probabilities that add up to 1.
type DirichletDist struct {
	concentration *tensor.Tensor // [batch…, K], or broadcasting to it
	batch         tensor.Shape
}

// Dirichlet has the density
//
//	p(x) = Γ(Σ αₖ) / Π Γ(αₖ) · Π xₖ^(αₖ-1)
//
// on vectors of K non-negative elements that add up to 1, with the concentration α [batch…, K] > 0.
func Dirichlet(concentration *tensor.Tensor) *DirichletDist {
	if concentration == nil || concentration.Rank() == 0 || concentration.Dim(-1) < 2 {
		panic(&ParamError{Dist: "Dirichlet", Param: "concentration", Detail: fmt.Sprintf("needs at least two elements along its last dimension, found %v", concentration)})
	}
	return &DirichletDist{concentration, concentration.Shape()[:concentration.Rank()-1]}
}

// Concentration is α.
func (d *DirichletDist) Concentration() *tensor.Tensor { return d.concentration }

// Expand is d with another batch shape; see [Expand].
func (d *DirichletDist) Expand(shape ...int) *DirichletDist {
	return Expand(d, shape...).(*DirichletDist)
}

// ToEvent is d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *DirichletDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask is d with log-probability 0 where mask is 0; see [Mask].
func (d *DirichletDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *DirichletDist) BatchShape() tensor.Shape { return slices.Clone(d.batch) }
func (d *DirichletDist) EventShape() tensor.Shape { return tensor.Shape{d.concentration.Dim(-1)} }
func (d *DirichletDist) HasRSample() bool         { return true }
func (d *DirichletDist) Support() Constraint      { return Simplex }
func (d *DirichletDist) Validate() error          { return d.validate(nil) }
func (d *DirichletDist) String() string {
	return fmt.Sprintf("Dirichlet(concentration: %v)", d.concentration)
}

func (d *DirichletDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// whole is the concentration at its batch shape.
func (d *DirichletDist) whole() *tensor.Tensor {
	return d.concentration.Expand(tensor.Join(d.batch, d.EventShape())...)
}

func (d *DirichletDist) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

func (d *DirichletDist) validate(mask *tensor.Tensor) error {
	if mask != nil {
		mask = mask.Unsqueeze(-1)
	}
	return checkParam("Dirichlet", param{"concentration", Positive, ""}, d.concentration, mask)
}

func (d *DirichletDist) expand(shape tensor.Shape) Distribution {
	return &DirichletDist{d.concentration, shape}
}

func (d *DirichletDist) as(t tensor.DType) (Distribution, error) {
	p, err := convertParams("Dirichlet", t, d.concentration)
	return &DirichletDist{p[0], d.batch}, err
}

// Mean is αₖ / Σ α.
func (d *DirichletDist) Mean() (*tensor.Tensor, bool) {
	a := d.whole()
	return a.Div(a.Sum(-1).Unsqueeze(-1)), true
}

// Variance is m (1 - m) / (1 + Σ α) with the mean m.
func (d *DirichletDist) Variance() (*tensor.Tensor, bool) {
	a := d.whole()
	total := a.Sum(-1).Unsqueeze(-1)
	m := a.Div(total)
	return m.Mul(tensor.Sub(1, m)).Div(tensor.Add(total, 1)), true
}
