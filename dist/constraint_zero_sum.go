package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// ZeroSum is the set of vectors whose elements add up to 0, as of effects that are told from their mean. K of them come
// from K-1 real numbers by a map that keeps lengths, so that its determinant is 1 (Egozcue et al. 2003, "Isometric
// logratio transformations"; Stan reference manual, "Zero sum vector"):
//
//	xₖ = Σ_{j>k} wⱼ - k wₖ, wₖ = uₖ / √(k (k + 1)),  k = 0…K-1, w₀ = 0
var ZeroSum Constraint = zeroSum{1}

// zeroSum is the set of blocks that add up to 0 along each of so many dimensions.
type zeroSum struct{ dims int }

func (c zeroSum) String() string {
	if c.dims == 1 {
		return "real and adding up to 0 along the last dimension"
	}
	return fmt.Sprintf("real and adding up to 0 along each of the last %d dimensions", c.dims)
}

// single reports whether it is the sum that is wrong: of several dimensions, an element does not say which.
func (c zeroSum) single(v float64) bool { return c.dims == 1 && special.Finite(v) }

func (c zeroSum) EventDim() int                    { return c.dims }
func (zeroSum) Discrete() bool                     { return false }
func (c zeroSum) Bijection() Transform             { return isometric(c) }
func (zeroSum) Inside(shape ...int) *tensor.Tensor { return tensor.Zeros(shape...) }

// Check allows a sum that is off by the rounding of its terms.
func (c zeroSum) Check(x *tensor.Tensor) ([]int, bool) {
	if oneValue(x) {
		return firstBad(x, func(v float64) bool { return v == 0 })
	}
	for k := range c.dims {
		if index, ok := checkSums(lastTo(aside(x), k)); !ok {
			last := len(index) - 1
			index[last], index[last-k] = index[last-k], index[last]
			return index, false
		}
	}
	return nil, true
}

// lastTo returns x with the last dimension and the one k before it in each other's place.
func lastTo(x *tensor.Tensor, k int) *tensor.Tensor {
	order := make([]int, x.Rank())
	for i := range order {
		order[i] = i
	}
	last := len(order) - 1
	order[last], order[last-k] = last-k, last
	return x.Permute(order...)
}

// Outside returns 1 for blocks that Check refuses; see [Recordable].
func (c zeroSum) Outside(x *tensor.Tensor) *tensor.Tensor {
	x = stop(x)
	var outside *tensor.Tensor
	for k := range c.dims {
		size := x.Abs().Sum(-1 - k)
		most := tensor.Minimum(size.Mul(tensor.Scalar(sumSlack(x.DType())).As(x.DType())), math.MaxFloat64)
		in := tensor.LessEqual(x.Sum(-1-k).Abs(), most)
		outside = either(outside, maxLast(tensor.Sub(1, in), c.dims-1))
	}
	return outside
}

// checkSums looks for the first row that does not add up to 0.
func checkSums(x *tensor.Tensor) ([]int, bool) {
	last, slack, sum, size := x.Dim(-1)-1, sumSlack(x.DType()), 0.0, 0.0
	return firstBadInRow(x, func(i int, v float64) bool {
		if i == 0 {
			sum, size = 0, 0
		}
		sum, size = sum+v, size+math.Abs(v)
		return special.Finite(v) && (i < last || math.Abs(sum) <= min(slack*size, math.MaxFloat64))
	})
}

// isometric is the map of [ZeroSum], along each of so many dimensions.
type isometric struct{ dims int }

func (isometric) String() string         { return "ZeroSum" }
func (t isometric) Domain() Constraint   { return independentConstraint{Real, t.dims} }
func (t isometric) Codomain() Constraint { return zeroSum(t) }

// steps returns k and 1 / √(k (k + 1)) for k from 1 to n.
func (isometric) steps(n int, t tensor.DType) (k, inverse *tensor.Tensor) {
	a, b := make([]float64, n), make([]float64, n)
	for i := range n {
		a[i] = float64(i + 1)
		b[i] = 1 / math.Sqrt(a[i]*(a[i]+1))
	}
	return tensor.Of(a).As(t), tensor.Of(b).As(t)
}

// along maps each of the dimensions.
func (t isometric) along(x *tensor.Tensor, one func(x *tensor.Tensor) *tensor.Tensor) *tensor.Tensor {
	if t.dims == 1 {
		return one(x)
	}
	for k := range t.dims {
		x = lastTo(one(lastTo(x, k)), k)
	}
	return x
}

func (t isometric) Forward(x *tensor.Tensor) *tensor.Tensor {
	return t.along(x, func(x *tensor.Tensor) *tensor.Tensor {
		k, inverse := t.steps(x.Dim(-1), x.DType())
		w := x.Mul(inverse)
		return tensor.Concat(-1, w.CumSumBack(-1), zeroLast(x)).Sub(tensor.Concat(-1, zeroLast(x), w.Mul(k)))
	})
}

func (t isometric) Inverse(y *tensor.Tensor) *tensor.Tensor {
	return t.along(y, func(y *tensor.Tensor) *tensor.Tensor {
		n := y.Dim(-1) - 1
		k, inverse := t.steps(n, y.DType())
		return y.Slice(-1, 0, n).CumSum(-1).Sub(tail(y).Mul(k)).Mul(inverse)
	})
}

func (t isometric) LogDet(x, _ *tensor.Tensor) *tensor.Tensor { return zeroLogDet(x, t.dims) }

func (t isometric) ForwardShape(shape ...int) tensor.Shape { return t.resized(shape, 1) }
func (t isometric) InverseShape(shape ...int) tensor.Shape { return t.resized(shape, -1) }

func (t isometric) resized(shape []int, by int) tensor.Shape {
	out := append(tensor.Shape(nil), shape...)
	for k := range t.dims {
		out[len(out)-1-k] += by
	}
	return out
}
