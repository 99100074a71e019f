package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Sphere is the set of vectors of length 1, which are directions. Those of K elements come from K-1 real numbers by
// stereographic projection, which reaches all of them but (0, …, 0, -1) and maps u = 0 to (0, …, 0, 1):
//
//	x = (2u, 1 - |u|²) / (1 + |u|²)
//
// A density that is large around the missing direction is better turned away from it, by a sign of the last element.
// For uniform directions normalize a vector of independent normals, whose length does not matter.
var Sphere Constraint = sphere{}

type sphere struct{ vectors }

func (sphere) String() string       { return "of length 1 along the last dimension" }
func (sphere) Bijection() Transform { return stereographic{} }

func (sphere) Inside(shape ...int) *tensor.Tensor {
	pole := make([]float64, shape[len(shape)-1])
	pole[len(pole)-1] = 1
	return tensor.Of(pole).Expand(shape...)
}

func (sphere) Check(x *tensor.Tensor) ([]int, bool) {
	last, sum, slack := x.Dim(-1)-1, 0.0, sumSlack(x.DType())
	return firstBadInRow(x, func(i int, v float64) bool {
		if i == 0 {
			sum = 0
		}
		sum += v * v
		return math.Abs(v) <= 1+slack && (i < last || math.Abs(sum-1) <= slack)
	})
}

// stereographic is the map of [Sphere].
type stereographic struct{}

func (stereographic) String() string       { return "Sphere" }
func (stereographic) Domain() Constraint   { return RealVector }
func (stereographic) Codomain() Constraint { return Sphere }

func (stereographic) Forward(x *tensor.Tensor) *tensor.Tensor {
	w := tensor.Div(2, tensor.Add(1, x.Square().Sum(-1).Unsqueeze(-1)))
	return tensor.Concat(-1, x.Mul(w), tensor.Sub(w, 1))
}

// Inverse returns x / (1 + y) for the last element y, and at the other side, where that cancels, x (1 - y) / |x|².
func (stereographic) Inverse(y *tensor.Tensor) *tensor.Tensor {
	n := y.Dim(-1) - 1
	x, last := y.Slice(-1, 0, n), y.Slice(-1, n, n+1)
	near := tensor.LessEqual(0, last)
	size := tensor.Where(near, 1, x.Square().Sum(-1).Unsqueeze(-1))
	return x.Mul(tensor.Where(near, tensor.Div(1, tensor.Add(1, tensor.Where(near, last, 0))), tensor.Sub(1, last).Div(size)))
}

// LogDet returns that of the area: every length is multiplied by 2 / (1 + |u|²).
func (stereographic) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	return tensor.Mul(tensor.Sub(math.Ln2, x.Square().Sum(-1).Log1p()), float64(x.Dim(-1)))
}

func (stereographic) ForwardShape(shape ...int) tensor.Shape { return longer(shape, 1) }
func (stereographic) InverseShape(shape ...int) tensor.Shape { return longer(shape, -1) }
