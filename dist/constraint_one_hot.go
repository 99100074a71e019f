package dist

import "github.com/credence-ppl/credence/tensor"

// oneHot has vectors of a single 1 among zeros.
type oneHot struct{}

func (oneHot) String() string { return "a single 1 among zeros along the last dimension" }
func (oneHot) EventDim() int  { return 1 }
func (oneHot) Discrete() bool { return true }

func (oneHot) Inside(shape ...int) *tensor.Tensor {
	return tensor.Eye(shape[len(shape)-1]).Slice(0, 0, 1).Squeeze(0).Expand(shape...)
}

func (oneHot) Check(x *tensor.Tensor) ([]int, bool) {
	last, ones := x.Dim(-1)-1, 0
	return firstBadInRow(x, func(i int, v float64) bool {
		if i == 0 {
			ones = 0
		}
		if v == 1 {
			ones++
		}
		return (v == 0 || v == 1) && ones <= 1 && (i < last || ones == 1)
	})
}

func (c oneHot) Bijection() Transform { return noBijection(c) }
