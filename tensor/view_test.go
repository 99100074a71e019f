package tensor_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/tensor"
)

// naive is the reference for views: all elements, copied at each step.
type naive struct {
	values []float64
	shape  []int
}

// pick returns the tensor of a shape whose element at an index is that of n at from(index).
func (n naive) pick(shape []int, from func(index []int) []int) naive {
	out := naive{shape: shape}
	index := make([]int, len(shape))
	for range tensor.Shape(shape).Size() {
		place := 0
		for d, i := range from(index) {
			place = place*n.shape[d] + i
		}
		out.values = append(out.values, n.values[place])
		for d := len(shape) - 1; d >= 0; d-- {
			if index[d]++; index[d] < shape[d] {
				break
			}
			index[d] = 0
		}
	}
	return out
}

// step is one view, on a tensor and on the reference.
type step struct {
	of    func(x *tensor.Tensor) *tensor.Tensor
	naive func(n naive) naive
}

// anyStep draws a step for a shape.
func anyStep(t *rapid.T, shape []int) step {
	rank := len(shape)
	switch kind := rapid.Uint64().Draw(t, "kind") % 7; {
	case kind <= 1 && rank == 2:
		return step{(*tensor.Tensor).T, func(n naive) naive {
			return n.pick([]int{n.shape[1], n.shape[0]}, func(i []int) []int { return []int{i[1], i[0]} })
		}}
	case kind <= 2 && rank > 0:
		dim := rapid.IntRange(0, rank-1).Draw(t, "dim")
		from := rapid.IntRange(0, shape[dim]/2).Draw(t, "from")
		to := rapid.IntRange(max(from, shape[dim]-1), shape[dim]).Draw(t, "to")
		return step{func(x *tensor.Tensor) *tensor.Tensor { return x.Slice(dim-rank, from, to) }, func(n naive) naive {
			s := slices.Clone(n.shape)
			s[dim] = to - from
			return n.pick(s, func(i []int) []int {
				i = slices.Clone(i)
				i[dim] += from
				return i
			})
		}}
	case kind == 3 && rank < 4:
		s := append([]int{rapid.IntRange(1, 3).Draw(t, "copies")}, shape...)
		return step{func(x *tensor.Tensor) *tensor.Tensor { return x.Expand(s...) }, func(n naive) naive {
			return n.pick(s, func(i []int) []int { return i[1:] })
		}}
	case kind == 4 && rank > 0:
		order := rapid.Permutation([]int{0, 1, 2, 3}[:rank]).Draw(t, "order")
		s := make([]int, rank)
		for i, d := range order {
			s[i] = shape[d]
		}
		return step{func(x *tensor.Tensor) *tensor.Tensor { return x.Permute(order...) }, func(n naive) naive {
			return n.pick(s, func(i []int) []int {
				from := make([]int, rank)
				for j, d := range order {
					from[d] = i[j]
				}
				return from
			})
		}}
	case kind == 5 && rank > 0 && rank < 4 && shape[0] > 0:
		index := rapid.SliceOfN(rapid.IntRange(0, shape[0]-1), 0, 4).Draw(t, "index")
		s := append([]int{len(index)}, shape[1:]...)
		return step{func(x *tensor.Tensor) *tensor.Tensor { return x.Take(0, index) }, func(n naive) naive {
			return n.pick(s, func(i []int) []int { return append([]int{index[i[0]]}, i[1:]...) })
		}}
	default:
		s := []int{tensor.Shape(shape).Size()}
		for d := 2; d <= 3; d++ {
			if s[0] > 0 && s[0]%d == 0 {
				s = []int{s[0] / d, d}
				break
			}
		}
		return step{func(x *tensor.Tensor) *tensor.Tensor { return x.Reshape(s...) }, func(n naive) naive {
			return naive{n.values, s}
		}}
	}
}

// Views only move elements about. Applied to 0, 1, 2, … they say where each element of the result comes from, and
// with that what the derivative must be.
func TestChainsOfViews(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(0, 5), 1, 3).Draw(t, "shape")
		x := counting(shape...).As(rapid.SampledFrom([]tensor.DType{tensor.Float64, tensor.Float32}).Draw(t, "type"))
		n := naive{x.Float64s(), shape}
		var steps []step
		for range rapid.IntRange(2, 6).Draw(t, "steps") {
			s := anyStep(t, n.shape)
			steps, n = append(steps, s), s.naive(n)
		}
		chain := func(x *tensor.Tensor) *tensor.Tensor {
			for _, s := range steps {
				x = s.of(x)
			}
			return x
		}
		y := chain(x)
		require.True(t, y.Shape().Equal(n.shape), "%v, want %v", y.Shape(), n.shape)
		sames(t, n.values, y.Float64s())

		weights := values(t, n.shape, "weights")
		want := make([]float64, x.Size())
		for i, from := range n.values {
			want[int(from)] += weights[i]
		}
		sames(t, want, gradient(chain, x, weights...))

		// Used in two places, one of which is not a view.
		both := func(x *tensor.Tensor) *tensor.Tensor { return tensor.Add(chain(x), tensor.Mul(x, 3).Sum()) }
		for i := range want {
			for _, w := range weights {
				want[i] += 3 * w
			}
		}
		sames(t, want, gradient(both, x, weights...))
	})
}

// A uniform tensor goes through views as one value, whose derivative is that of all elements together.
func TestViewsOfUniformTensors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := shapes(3).Draw(t, "shape")
		n := naive{slices.Repeat([]float64{3}, tensor.Shape(shape).Size()), shape}
		steps := []step{{of: func(x *tensor.Tensor) *tensor.Tensor { return x.Expand(shape...) }}}
		for range rapid.IntRange(2, 6).Draw(t, "steps") {
			s := anyStep(t, n.shape)
			steps, n = append(steps, s), s.naive(n)
		}
		chain := func(x *tensor.Tensor) *tensor.Tensor {
			for _, s := range steps {
				x = s.of(x)
			}
			return x
		}
		weights := values(t, n.shape, "weights")
		total := 0.0
		for _, w := range weights {
			total += w
		}
		sames(t, n.values, chain(tensor.Scalar(3)).Float64s())
		sames(t, []float64{total}, gradient(chain, tensor.Scalar(3), weights...))
	})
}

func TestViewsOfViews(t *testing.T) {
	x := counting(4, 3)
	for name, c := range map[string]struct {
		f    func(x *tensor.Tensor) *tensor.Tensor
		want []float64
	}{
		"slices":              {func(x *tensor.Tensor) *tensor.Tensor { return x.Slice(0, 1, 4).Slice(0, 1, 2) }, []float64{6, 7, 8}},
		"slices of a reshape": {func(x *tensor.Tensor) *tensor.Tensor { return x.Slice(0, 1, 4).Reshape(9).Slice(0, 2, 4) }, []float64{5, 6}},
		"transpose":           {func(x *tensor.Tensor) *tensor.Tensor { return x.T().Slice(0, 1, 2) }, []float64{1, 4, 7, 10}},
		"part of a transpose": {func(x *tensor.Tensor) *tensor.Tensor { return x.Slice(0, 2, 4).T().Reshape(6) }, []float64{6, 9, 7, 10, 8, 11}},
	} {
		require.Equal(t, c.want, c.f(x).Float64s(), name)
		want := make([]float64, 12)
		for _, i := range c.want {
			want[int(i)] = 1
		}
		require.Equal(t, want, gradient(c.f, x), name)
	}
}

func TestSliceOfTheFirstDimensionSharesMemory(t *testing.T) {
	x := counting(4, 2)
	y := x.Slice(0, 1, 3).Reshape(4)
	tensor.Raw[float64](x)[2] = 70
	require.Equal(t, []float64{70, 3, 4, 5}, y.Float64s())
}

func TestReshape(t *testing.T) {
	x := counting(2, 3)
	require.Equal(t, tensor.Shape{3, 2}, x.Reshape(3, -1).Shape())
	require.Equal(t, tensor.Shape{1, 2, 3}, x.Unsqueeze(0).Shape())
	require.Equal(t, tensor.Shape{2, 3, 1}, x.Unsqueeze(-1).Shape())
	require.Equal(t, tensor.Shape{2, 3}, x.Unsqueeze(1).Squeeze(1).Shape())
	require.Empty(t, tensor.Ones(1).Reshape().Shape())
	refused(t, func() { x.Reshape(4) }, "Reshape", "[2 3] has 6 elements", "[4]")
	refused(t, func() { x.Reshape(4, -1) }, "[4 -1]")
	refused(t, func() { x.Reshape(-1, -1) }, "negative")
	refused(t, func() { x.Squeeze(0) }, "dimension 0 of shape [2 3] is not 1")
	refused(t, func() { x.Unsqueeze(4) }, "Unsqueeze", "[2 3]")
}

func TestViewsRefuseWhatDoesNotFit(t *testing.T) {
	x := counting(2, 3)
	refused(t, func() { x.Slice(1, 2, 4) }, "[2, 4)", "dimension 1", "[2 3]")
	refused(t, func() { x.Slice(0, 1, 0) }, "[1, 0)")
	refused(t, func() { tensor.Ones(2, 2, 2).T() }, "[2 2 2] is not a matrix", "Permute")
	refused(t, func() { x.Expand(3, 3) }, "[2 3]", "[3 3]")
	refused(t, func() { x.Expand(3) }, "[2 3]", "[3]")
	refused(t, func() { x.Permute(0) }, "[0] orders 1", "has 2")
	refused(t, func() { x.Permute(0, -2) }, "twice")
}
