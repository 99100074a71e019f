package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// DirichletDist is a distribution of probabilities that add up to 1.
type DirichletDist struct{ Base } // of a concentration [batch…, K], or what broadcasts to it

var dirichletSpec = &Spec{"Dirichlet", []Param{{"concentration", independentConstraint{Positive, 1}, ""}}}

// Dirichlet has the density
//
//	p(x) = Γ(Σ αₖ) / Π Γ(αₖ) · Π xₖ^(αₖ-1)
//
// on vectors of K non-negative elements that add up to 1, with the concentration α [batch…, K] > 0.
func Dirichlet(concentration *tensor.Tensor) *DirichletDist {
	if concentration == nil || concentration.Rank() == 0 || concentration.Dim(-1) < 2 {
		panic(&ParamError{Dist: "Dirichlet", Param: "concentration", Detail: fmt.Sprintf("needs at least two elements along its last dimension, found %v", concentration)})
	}
	return &DirichletDist{NewBase(dirichletSpec, concentration)}
}

// Concentration returns α.
func (d *DirichletDist) Concentration() *tensor.Tensor { return d.params[0] }

// Expand returns d with another batch shape; see [Expand].
func (d *DirichletDist) Expand(shape ...int) *DirichletDist {
	return Expand(d, shape...).(*DirichletDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *DirichletDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *DirichletDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *DirichletDist) EventShape() tensor.Shape { return tensor.Shape{d.params[0].Dim(-1)} }
func (d *DirichletDist) HasRSample() bool         { return true }
func (d *DirichletDist) Support() Constraint      { return Simplex }
func (d *DirichletDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// whole returns the concentration at its batch shape.
func (d *DirichletDist) whole() *tensor.Tensor {
	return d.params[0].Expand(tensor.Join(d.batch, d.EventShape())...)
}

// WithBase returns the same with another concentration; see [Parametric].
func (d *DirichletDist) WithBase(b Base) Distribution { return &DirichletDist{b} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *DirichletDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &DirichletDist{Base{d.spec, d.params, shape}}
}

// Mean returns αₖ / Σ α.
func (d *DirichletDist) Mean() (*tensor.Tensor, bool) {
	a := d.whole()
	return a.Div(a.Sum(-1).Unsqueeze(-1)), true
}

// Variance returns m (1 - m) / (1 + Σ α) with the mean m.
func (d *DirichletDist) Variance() (*tensor.Tensor, bool) {
	a := d.whole()
	total := a.Sum(-1).Unsqueeze(-1)
	m := a.Div(total)
	return m.Mul(tensor.Sub(1, m)).Div(tensor.Add(total, 1)), true
}
