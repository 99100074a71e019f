package dist

import (
	"fmt"
	"slices"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// ZeroSumNormalDist is a normal distribution of effects that add up to 0.
type ZeroSumNormalDist struct {
	derived
	event tensor.Shape
}

var zeroSumNormal = &Spec{"ZeroSumNormal", []Param{{"scale", Positive, scaleCure}}}

// ZeroSumNormal returns the distribution of blocks of the given shape that normal variables with mean 0 and standard
// deviation scale have, given that they add up to 0 along each of its dimensions: of a vector of K elements
//
//	log p(x) = -|x|² / (2 scale²) - (K - 1)·(log scale + ½ log 2π)
//
// as a density of what [ZeroSum] maps to x, K - 1 numbers. Elements have the standard deviation scale·√(1 - 1/K) and
// the correlation -1/(K - 1). It is for effects of categories beside an intercept, which have a mean that nothing tells
// from it otherwise. PyMC gives the number of such dimensions, and its shape.
func ZeroSumNormal[S tensor.Like](scale S, shape ...int) *ZeroSumNormalDist {
	b := NewBase(zeroSumNormal, tensor.To(scale))
	if len(shape) == 0 || slices.Min(shape) < 2 {
		panic(&ParamError{Dist: zeroSumNormal.Name, Param: "shape", Detail: fmt.Sprintf("must have at least one dimension, and at least two elements along each, found %v", shape)})
	}
	return newZeroSumNormal(b, slices.Clone(shape))
}

func newZeroSumNormal(b Base, event tensor.Shape) *ZeroSumNormalDist {
	t := isometric{len(event)}
	free := Expand(Normal(0, unsqueeze(b.params[0], len(event))), tensor.Join(b.batch, t.InverseShape(event...))...)
	return &ZeroSumNormalDist{newDerived(b, Transformed(free, t)), event}
}

// Scale returns the standard deviation before the condition.
func (d *ZeroSumNormalDist) Scale() *tensor.Tensor { return d.params[0] }

func (d *ZeroSumNormalDist) String() string {
	return fmt.Sprintf("ZeroSumNormal(scale: %v, shape: %v)", d.params[0], []int(d.event))
}

// Expand returns d with another batch shape; see [Expand].
func (d *ZeroSumNormalDist) Expand(shape ...int) *ZeroSumNormalDist {
	return Expand(d, shape...).(*ZeroSumNormalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *ZeroSumNormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *ZeroSumNormalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// WithBase returns the same with another scale; see [Parametric].
func (d *ZeroSumNormalDist) WithBase(b Base) Distribution { return newZeroSumNormal(b, d.event) }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *ZeroSumNormalDist) WithBatchShape(shape tensor.Shape) Distribution {
	return newZeroSumNormal(Base{d.spec, d.params, shape}, d.event)
}

// Mean returns 0.
func (d *ZeroSumNormalDist) Mean() (*tensor.Tensor, bool) {
	v, _ := d.Variance()
	return tensor.ZerosLike(v), true
}

// Variance returns scale² times 1 - 1/K for each dimension of K elements.
func (d *ZeroSumNormalDist) Variance() (*tensor.Tensor, bool) {
	left := 1.0
	for _, k := range d.event {
		left *= 1 - 1/float64(k)
	}
	v := tensor.Mul(d.params[0].Square(), left)
	return unsqueeze(v, len(d.event)).Expand(tensor.Join(d.batch, d.event)...), true
}

// Entropy returns that of as many normal variables as are free.
func (d *ZeroSumNormalDist) Entropy() (*tensor.Tensor, bool) {
	h, ok := Normal(0, d.params[0]).Entropy()
	return tensor.Mul(h, d.free()).Expand(d.batch...), ok
}

// free returns the number of variables that are.
func (d *ZeroSumNormalDist) free() float64 {
	return float64(isometric{len(d.event)}.InverseShape(d.event...).Size())
}

var zeroSumForms sync.Once

func (*ZeroSumNormalDist) ownKL() {
	zeroSumForms.Do(func() {
		ownKL(func(q, p *ZeroSumNormalDist) *tensor.Tensor {
			kl, _ := KL(Normal(0, q.params[0]), Normal(0, p.params[0]))
			return tensor.Mul(kl, q.free())
		})
	})
}
