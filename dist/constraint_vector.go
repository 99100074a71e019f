package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

var (
	// OrderedVector is the set of vectors whose elements increase: x₀ = u₀, xₖ = xₖ₋₁ + e^uₖ.
	OrderedVector Constraint = ordered{name: "increasing along the last dimension"}

	// PositiveOrderedVector is the set of vectors of positive elements that increase: x₀ = e^u₀, xₖ = xₖ₋₁ + e^uₖ.
	PositiveOrderedVector Constraint = ordered{name: "positive and increasing along the last dimension", positive: true}

	// Simplex is the set of vectors of non-negative elements that add up to 1. K of them come from K-1 real numbers by
	// breaking a stick (Betancourt 2012, "Cruising the simplex"; Stan reference manual, "Simplex transform"):
	//
	//	xₖ = zₖ · (1 - Σ_{j<k} xⱼ), zₖ = sigmoid(uₖ - log(K - 1 - k)),
	//
	// so that u = 0 is the vector of equal elements.
	Simplex Constraint = simplex{}
)

// vectors has what continuous sets of vectors have in common.
type vectors struct{}

func (vectors) EventDim() int  { return 1 }
func (vectors) Discrete() bool { return false }

// ordered maps differences by exp. Between elements far larger than their difference it may round to 0.
type ordered struct {
	vectors
	name     string
	positive bool
}

func (c ordered) String() string { return c.name }

func (c ordered) Inside(shape ...int) *tensor.Tensor {
	return tensor.Ones(shape...).CumSum(-1)
}

func (c ordered) Check(x *tensor.Tensor) ([]int, bool) {
	before, first := 0.0, math.Inf(-1)
	if c.positive {
		first = 0
	}
	return firstBadInRow(x, func(i int, v float64) bool {
		if i == 0 {
			before = first
		}
		ok := v > before && v <= math.MaxFloat64
		before = v
		return ok
	})
}

func (c ordered) Bijection() Transform {
	if c.positive {
		return PositiveOrdered
	}
	return Ordered
}

// sumSlack returns how far the elements of a simplex may add up to something else than 1: by the digits of data, and in
// Float32 by the rounding of a long sum of logarithms.
func sumSlack(t tensor.DType) float64 {
	if t == tensor.Float32 {
		return 1e-4
	}
	return 1e-6
}

type simplex struct{ vectors }

func (simplex) String() string { return "non-negative and adding up to 1 along the last dimension" }

func (simplex) Inside(shape ...int) *tensor.Tensor {
	return tensor.Full(1/float64(shape[len(shape)-1]), shape...)
}

func (simplex) Check(x *tensor.Tensor) ([]int, bool) {
	last, sum, slack := x.Dim(-1)-1, 0.0, sumSlack(x.DType())
	return firstBadInRow(x, func(i int, v float64) bool {
		if i == 0 {
			sum = 0
		}
		sum += v
		return v >= 0 && (i < last || math.Abs(sum-1) <= slack)
	})
}

func (simplex) single(v float64) bool { return v >= 0 }

func (simplex) Bijection() Transform { return StickBreaking }
