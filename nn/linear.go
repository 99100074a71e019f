package nn

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Linear is a dense layer, x·Wᵀ + b.
type Linear struct {
	Weight *tensor.Tensor `nn:"weight"` // W [out, in]
	Bias   *tensor.Tensor `nn:"bias"`   // b [out]
}

// NewLinear returns a layer of zeros, which take no memory: they give the parameters their shapes, and [Params] and
// [RandomModule] give them values.
func NewLinear(in, out int) *Linear {
	return &Linear{Weight: tensor.Zeros(out, in), Bias: tensor.Zeros(out)}
}

// Forward returns x·Wᵀ + b, which has the shape [.., out] for x [.., in].
func (l *Linear) Forward(x *tensor.Tensor) *tensor.Tensor { return tensor.Linear(x, l.Weight, l.Bias) }

// Init draws weight and bias uniformly over ±1/√in, as PyTorch does: He et al. 2015, equation 14, for a leaky ReLU of
// slope √5.
func (l *Linear) Init(param string, rng *tensor.RNG) *tensor.Tensor {
	p := l.Weight
	if param == "bias" {
		p = l.Bias
	}
	bound := 1 / math.Sqrt(float64(max(1, l.Weight.Dim(1))))
	return rng.UniformAt(tensor.FullLike(p, -bound), tensor.FullLike(p, bound), p.Shape()...)
}
