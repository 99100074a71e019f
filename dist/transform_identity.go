package dist

import "github.com/credence-ppl/credence/tensor"

// identity is the map of the real line to itself.
type identity struct {
	ofReals
	increasing
}

func (identity) String() string                            { return "Identity" }
func (identity) Forward(x *tensor.Tensor) *tensor.Tensor   { return x }
func (identity) Inverse(y *tensor.Tensor) *tensor.Tensor   { return y }
func (identity) LogDet(x, _ *tensor.Tensor) *tensor.Tensor { return tensor.ZerosLike(x) }
func (identity) Codomain() Constraint                      { return Real }
