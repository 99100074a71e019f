package dist

import (
	"fmt"
	"math"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// LogisticNormalDist is the distribution of normal variables on the simplex.
type LogisticNormalDist struct{ derived }

var logisticNormal = &Spec{"LogisticNormal", []Param{{"loc", independentConstraint{Real, 1}, ""}, {"scale", independentConstraint{Positive, 1}, scaleCure}}}

// LogisticNormal returns the distribution of the vectors of n + 1 elements that add up to 1 that [StickBreaking] makes
// of n independent normal variables with means loc and standard deviations scale, both [batch…, n], or scale one number
// for all. Pyro and PyTorch have the same map. Others take a softmax, by which logarithms of ratios to the last element
// are normal; that of correlated variables is Transformed(MultivariateNormal…, StickBreaking).
func LogisticNormal[S tensor.Like](loc *tensor.Tensor, scale S) *LogisticNormalDist {
	s := tensor.To(scale)
	if loc != nil && loc.Rank() > 0 && s != nil && s.Rank() == 0 {
		s = s.As(loc.DType()).Expand(loc.Dim(-1))
	}
	b := NewBase(logisticNormal, loc, s)
	if n := loc.Dim(-1); s.Dim(-1) != n {
		panic(&ParamError{Dist: logisticNormal.Name, Param: "scale", Detail: fmt.Sprintf("of shape %v must have %d elements along its last dimension, as loc has, or be one number", []int(s.Shape()), n)})
	}
	return newLogisticNormal(b)
}

func newLogisticNormal(b Base) *LogisticNormalDist {
	return &LogisticNormalDist{newDerived(b, Transformed(Normal(b.params[0], b.params[1]), StickBreaking))}
}

// Loc returns the means of the normal variables.
func (d *LogisticNormalDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the standard deviations of the normal variables.
func (d *LogisticNormalDist) Scale() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *LogisticNormalDist) Expand(shape ...int) *LogisticNormalDist {
	return Expand(d, shape...).(*LogisticNormalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *LogisticNormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *LogisticNormalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *LogisticNormalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// RSample keeps elements from rounding to 0, where no normal variable is, and their sum at 1 where numbers as large as
// loc round by as much.
func (d *LogisticNormalDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	x := d.as.RSample(rng, shape...)
	return keptPositive.get().apply(nil, nil, x.Div(x.Sum(-1).Unsqueeze(-1)))
}

// CheckSupport refuses elements that are 0, too; see [CheckSupport].
func (d *LogisticNormalDist) CheckSupport(x, mask *tensor.Tensor) error {
	return checkInsideSimplex(d, x, mask, "shares of 0 have no logarithm: count what they are shares of, and observe a Multinomial")
}

// checkInsideSimplex does what checkSupport does for families that have no density where an element is 0.
func checkInsideSimplex(d Distribution, x, mask *tensor.Tensor, cure string) error {
	if err := checkSupport(d, x, mask); err != nil {
		return err
	}
	if index, ok := firstOutside(fillMasked(d, x, both(mask, Unmasked(d))), math.SmallestNonzeroFloat64, math.Inf(1)); !ok {
		return &ValueError{Dist: nameOf(d), Constraint: "positive, and adding up to 1", Value: element(x, index), Index: index, Cure: cure}
	}
	return nil
}

// WithBase returns the same with other parameters; see [Parametric].
func (d *LogisticNormalDist) WithBase(b Base) Distribution { return newLogisticNormal(b) }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *LogisticNormalDist) WithBatchShape(shape tensor.Shape) Distribution {
	return newLogisticNormal(Base{d.spec, d.params, shape})
}

var logisticNormalForms sync.Once

func (*LogisticNormalDist) ownKL() {
	logisticNormalForms.Do(func() {
		ownKL(func(q, p *LogisticNormalDist) *tensor.Tensor {
			kl, _ := KL(Normal(q.params[0], q.params[1]).ToEvent(1), Normal(p.params[0], p.params[1]).ToEvent(1))
			return kl
		})
	})
}
