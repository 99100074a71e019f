package dist

import (
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// stackedSets has values whose slice i along dim is in of[i].
type stackedSets struct {
	dim int
	of  []Constraint
}

func (c stackedSets) String() string { return "stacked from what is " + joined(c.of, ", ") }

func (c stackedSets) EventDim() int { return -c.dim }

func (c stackedSets) Discrete() bool { return slices.ContainsFunc(c.of, Constraint.Discrete) }

func (c stackedSets) Bijection() Transform {
	maps := make([]Transform, len(c.of))
	for i, s := range c.of {
		maps[i] = s.Bijection()
	}
	return Stack(c.dim, maps...)
}

func (c stackedSets) Inside(shape ...int) *tensor.Tensor {
	at := len(shape) + c.dim
	part := tensor.Join(shape[:at], shape[at+1:])
	parts := make([]*tensor.Tensor, len(c.of))
	for i, s := range c.of {
		parts[i] = s.Inside(part...).Unsqueeze(c.dim)
	}
	return tensor.Concat(c.dim, parts...)
}

func (c stackedSets) Check(x *tensor.Tensor) ([]int, bool) {
	x = aside(x)
	at := x.Rank() + c.dim
	for i, s := range c.of {
		if index, ok := s.Check(x.Index(c.dim, i)); !ok {
			return slices.Insert(index, at, i), false
		}
	}
	return nil, true
}
