package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// ZeroSum is the set of vectors whose elements add up to 0, as of effects that are told from their mean. K of them come
// from K-1 real numbers by a map that keeps lengths, so that its determinant is 1 (Egozcue et al. 2003, "Isometric
// logratio transformations"; Stan reference manual, "Zero sum vector"):
//
//	xₖ = Σ_{j>k} wⱼ - k wₖ, wₖ = uₖ / √(k (k + 1)),  k = 0…K-1, w₀ = 0
var ZeroSum Constraint = zeroSum{}

type zeroSum struct{}

func (zeroSum) String() string                     { return "adding up to 0 along the last dimension" }
func (zeroSum) EventDim() int                      { return 1 }
func (zeroSum) Discrete() bool                     { return false }
func (zeroSum) Bijection() Transform               { return isometric{} }
func (zeroSum) Inside(shape ...int) *tensor.Tensor { return tensor.Zeros(shape...) }

// Check allows a sum that is off by the rounding of its terms.
func (zeroSum) Check(x *tensor.Tensor) ([]int, bool) {
	if oneValue(x) {
		return firstBad(x, func(v float64) bool { return v == 0 })
	}
	slack := sumSlack(x.DType())
	i, n, sum, size := 0, x.Dim(-1), 0.0, 0.0
	return firstBad(x, func(v float64) bool {
		if i%n == 0 {
			sum, size = 0, 0
		}
		i++
		sum, size = sum+v, size+math.Abs(v)
		return special.Finite(v) && (i%n != 0 || math.Abs(sum) <= slack*size)
	})
}

// isometric is the map of [ZeroSum].
type isometric struct{}

func (isometric) String() string       { return "ZeroSum" }
func (isometric) Domain() Constraint   { return RealVector }
func (isometric) Codomain() Constraint { return ZeroSum }

// steps returns k and 1 / √(k (k + 1)) for k from 1 to n.
func (isometric) steps(n int, t tensor.DType) (k, inverse *tensor.Tensor) {
	a, b := make([]float64, n), make([]float64, n)
	for i := range n {
		a[i] = float64(i + 1)
		b[i] = 1 / math.Sqrt(a[i]*(a[i]+1))
	}
	return tensor.Of(a).As(t), tensor.Of(b).As(t)
}

func (t isometric) Forward(x *tensor.Tensor) *tensor.Tensor {
	k, inverse := t.steps(x.Dim(-1), x.DType())
	w := x.Mul(inverse)
	return tensor.Concat(-1, w.CumSumBack(-1), zeroLast(x)).Sub(tensor.Concat(-1, zeroLast(x), w.Mul(k)))
}

func (t isometric) Inverse(y *tensor.Tensor) *tensor.Tensor {
	n := y.Dim(-1) - 1
	k, inverse := t.steps(n, y.DType())
	return y.Slice(-1, 0, n).CumSum(-1).Sub(tail(y).Mul(k)).Mul(inverse)
}

func (isometric) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	shape := x.Shape()
	return tensor.Zeros(shape[:len(shape)-1]...).As(x.DType())
}

func (isometric) ForwardShape(shape ...int) tensor.Shape { return longer(shape, 1) }
func (isometric) InverseShape(shape ...int) tensor.Shape { return longer(shape, -1) }
