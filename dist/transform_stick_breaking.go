package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// StickBreaking is the transform of vectors of K-1 real numbers to those of K non-negative ones that add up to 1
// (Betancourt 2012, "Cruising the simplex"; Stan reference manual, "Simplex transform"):
//
//	yₖ = zₖ · (1 - Σ_{j<k} yⱼ), zₖ = sigmoid(xₖ - log(K - 1 - k)),
//
// so that x = 0 is the vector of equal elements.
var StickBreaking Transform = stickBreaking{}

type stickBreaking struct{}

func (stickBreaking) String() string       { return "StickBreaking" }
func (stickBreaking) Domain() Constraint   { return RealVector }
func (stickBreaking) Codomain() Constraint { return Simplex }

// breaks returns log(K - 1 - k) for the K - 1 places where the stick is broken.
func breaks(k int) *tensor.Tensor {
	b := make([]float64, k-1)
	for i := range b {
		b[i] = math.Log(float64(k - 1 - i))
	}
	return tensor.Of(b)
}

// pieces returns log zₖ, log(1 - zₖ), and the logarithm of what is left of the stick after break k.
func (stickBreaking) pieces(x *tensor.Tensor) (taken, left, rest *tensor.Tensor) {
	v := x.Sub(breaks(x.Dim(-1) + 1).As(x.DType()))
	taken, left = v.LogSigmoid(), v.Neg().LogSigmoid()
	return taken, left, left.CumSum(-1)
}

func (t stickBreaking) forwardLogDet(x *tensor.Tensor) (y, logDet *tensor.Tensor) {
	taken, left, rest := t.pieces(x)
	return t.join(taken, left, rest), taken.Add(rest).Sum(-1)
}

func (stickBreaking) join(taken, left, rest *tensor.Tensor) *tensor.Tensor {
	return tensor.Concat(-1, taken.Add(rest).Sub(left), rest.Slice(-1, rest.Dim(-1)-1, rest.Dim(-1))).Exp()
}

func (t stickBreaking) Forward(x *tensor.Tensor) *tensor.Tensor { return t.join(t.pieces(x)) }

func (stickBreaking) Inverse(y *tensor.Tensor) *tensor.Tensor {
	n := y.Dim(-1)
	rest := tail(y).CumSumBack(-1)
	return y.Slice(-1, 0, n-1).Log().Sub(rest.Log()).Add(breaks(n).As(y.DType()))
}

// LogDet returns found from x: elements of y may underflow.
func (t stickBreaking) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	taken, _, rest := t.pieces(x)
	return taken.Add(rest).Sum(-1)
}

func (stickBreaking) ForwardShape(shape ...int) tensor.Shape { return longer(shape, 1) }
func (stickBreaking) InverseShape(shape ...int) tensor.Shape { return longer(shape, -1) }

// longer returns a shape whose last dimension has n more.
func longer(shape []int, n int) tensor.Shape {
	out := append(tensor.Shape(nil), shape...)
	out[len(out)-1] += n
	return out
}
