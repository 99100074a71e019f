package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// counts has vectors of counts that add up to a total, which lies from low to high, [batch…, 1].
type counts struct{ low, high *tensor.Tensor }

func (c counts) String() string {
	total := c.low
	if total.Size() == 1 {
		total = total.Reshape()
	}
	return fmt.Sprintf("whole numbers from 0 on that add up to %v along the last dimension", total)
}

func (counts) EventDim() int  { return 1 }
func (counts) Discrete() bool { return true }

// Inside returns vectors with all of the total in the first place.
func (c counts) Inside(shape ...int) *tensor.Tensor {
	first := tensor.Eye(shape[len(shape)-1]).Slice(0, 0, 1).Squeeze(0)
	return first.Mul(aside(c.low).As(tensor.Float64)).Expand(shape...)
}

func (c counts) Check(x *tensor.Tensor) ([]int, bool) {
	if index, ok := firstBad(x, isCount); !ok {
		return index, false
	}
	return firstOutsideOf(aside(x).Sum(-1).Unsqueeze(-1), c.low, c.high, addsUp(x))
}

func (counts) single(v float64) bool { return isCount(v) }

func isCount(v float64) bool { return v >= 0 && isWhole(v) }

// addsUp returns whether a sum of counts is from low to high, but for rounding.
func addsUp(x *tensor.Tensor) func(sum, low, high float64) bool {
	slack := element(countsSlack(x), nil)
	return func(sum, low, high float64) bool { return low-slack*low <= sum && sum <= high+slack*high }
}

// countsSlack returns how far counts may add up to something else than their total, over that: by less than 1 where all
// whole numbers are in the range of the element type.
func countsSlack(x *tensor.Tensor) *tensor.Tensor {
	if x.DType() == tensor.Float32 {
		return slack32
	}
	return slack64
}

var slack32, slack64 = tensor.To(1e-7), tensor.To(1e-15)

// countsValid says that counts add up to n, in formulas.
const countsValid = "abs(sum - n) <= slack*n && 0 <= n && n < inf && n == floor(n)"

func (c counts) Bijection() Transform { return noBijection(c) }

func (c counts) without(d int) (Constraint, bool) {
	low, sameLow := boundWithout(c.low, d)
	high, sameHigh := boundWithout(c.high, d)
	return counts{low, high}, sameLow && sameHigh
}

func (c counts) contains(x *tensor.Tensor) *tensor.Tensor {
	whole := within(x, zero, zero, func(v, _, _ float64) bool { return isCount(v) }).Min(-1)
	return whole.Mul(within(x.Sum(-1).Unsqueeze(-1), c.low, c.high, addsUp(x)).Squeeze(-1))
}

func (c counts) behind(mask *tensor.Tensor) bounded {
	low, high := noBounds(mask, c.low, c.high)
	return counts{low, high}
}
