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
	i, n, ones := 0, x.Dim(-1), 0
	if oneValue(x) {
		return firstBad(x, func(v float64) bool { return v == 1 && n == 1 })
	}
	return firstBad(x, func(v float64) bool {
		if i%n == 0 {
			ones = 0
		}
		if i++; v == 1 {
			ones++
		}
		return (v == 0 || v == 1) && ones <= 1 && (i%n != 0 || ones == 1)
	})
}

func (c oneHot) Bijection() Transform {
	fail("Bijection", "values that are %v are separate, and have no map from the real line", c)
	return nil
}
