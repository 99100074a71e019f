package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

var (
	// Positive is the set of numbers above 0; x = eᵘ.
	Positive Constraint = positive{"positive", math.SmallestNonzeroFloat64}

	// NonNegative is the set of numbers from 0 on; x = eᵘ never reaches 0.
	NonNegative Constraint = positive{"non-negative", 0}

	// SoftplusPositive is the set of numbers above 0; x = log(1 + eᵘ), which grows more slowly than eᵘ.
	SoftplusPositive Constraint = softplusPositive{positive{"positive", math.SmallestNonzeroFloat64}}
)

type positive struct {
	name  string
	least float64
}

func (c positive) String() string                   { return c.name }
func (positive) EventDim() int                      { return 0 }
func (positive) Discrete() bool                     { return false }
func (positive) Bijection() Transform               { return Exp }
func (positive) Inside(shape ...int) *tensor.Tensor { return tensor.Ones(shape...) }
func (positive) Bounds() (low, high *tensor.Tensor) { return zero, plusInf }

func (c positive) Check(x *tensor.Tensor) ([]int, bool) {
	return firstOutside(x, c.least, math.MaxFloat64)
}

// softplusPositive is [Positive] by another map.
type softplusPositive struct{ positive }

func (softplusPositive) Bijection() Transform { return Softplus }
