package dist

import "github.com/credence-ppl/credence/tensor"

var (
	// Ordered is the transform of real vectors to increasing ones: y₀ = x₀, yₖ = yₖ₋₁ + e^xₖ.
	Ordered Transform = increments{}

	// PositiveOrdered is the transform of real vectors to positive increasing ones: y₀ = e^x₀, yₖ = yₖ₋₁ + e^xₖ.
	PositiveOrdered Transform = increments{positive: true}
)

// increments adds up exponentials. Between elements far larger than their difference it may round to 0.
type increments struct {
	sameShape
	positive bool
}

func (t increments) String() string {
	if t.positive {
		return "PositiveOrdered"
	}
	return "Ordered"
}

// head returns the first element of every vector, and tail the others.
func head(x *tensor.Tensor) *tensor.Tensor { return x.Slice(-1, 0, 1) }
func tail(x *tensor.Tensor) *tensor.Tensor { return x.Slice(-1, 1, x.Dim(-1)) }

func (t increments) Forward(x *tensor.Tensor) *tensor.Tensor {
	if t.positive {
		return x.Exp().CumSum(-1)
	}
	return tensor.Concat(-1, head(x), tail(x).Exp()).CumSum(-1)
}

func (t increments) Inverse(y *tensor.Tensor) *tensor.Tensor {
	first, n := head(y), y.Dim(-1)
	if t.positive {
		first = first.Log()
	}
	return tensor.Concat(-1, first, y.Slice(-1, 1, n).Sub(y.Slice(-1, 0, n-1)).Log())
}

func (t increments) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	if t.positive {
		return x.Sum(-1)
	}
	return tail(x).Sum(-1)
}

func (increments) Domain() Constraint { return RealVector }

func (t increments) Codomain() Constraint {
	if t.positive {
		return PositiveOrderedVector
	}
	return OrderedVector
}
