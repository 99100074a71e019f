package tensor_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/tensor"
)

// binaries are the operations of two operands with the scalar functions they stand for.
var binaries = map[string]struct {
	op     func(a, b *tensor.Tensor) *tensor.Tensor
	scalar func(a, b float64) float64
}{
	"Add":       {tensor.Add[*tensor.Tensor, *tensor.Tensor], func(a, b float64) float64 { return a + b }},
	"Sub":       {tensor.Sub[*tensor.Tensor, *tensor.Tensor], func(a, b float64) float64 { return a - b }},
	"Mul":       {tensor.Mul[*tensor.Tensor, *tensor.Tensor], func(a, b float64) float64 { return a * b }},
	"Div":       {tensor.Div[*tensor.Tensor, *tensor.Tensor], func(a, b float64) float64 { return a / b }},
	"Pow":       {tensor.Pow[*tensor.Tensor, *tensor.Tensor], math.Pow},
	"Maximum":   {tensor.Maximum[*tensor.Tensor, *tensor.Tensor], func(a, b float64) float64 { return max(a, b) }},
	"Minimum":   {tensor.Minimum[*tensor.Tensor, *tensor.Tensor], func(a, b float64) float64 { return min(a, b) }},
	"Less":      {tensor.Less[*tensor.Tensor, *tensor.Tensor], func(a, b float64) float64 { return truth(a < b) }},
	"LessEqual": {tensor.LessEqual[*tensor.Tensor, *tensor.Tensor], func(a, b float64) float64 { return truth(a <= b) }},
	"Equal":     {tensor.Equal[*tensor.Tensor, *tensor.Tensor], func(a, b float64) float64 { return truth(a == b) }},
	"Where": {func(a, b *tensor.Tensor) *tensor.Tensor { return tensor.Where(tensor.Less(a, b), b, a) },
		func(a, b float64) float64 { return max(a, b) }},
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// broadcast returns the reference: element by element, by index arithmetic.
func broadcast(a, b []float64, as, bs []int, f func(a, b float64) float64) (out []float64, shape []int) {
	rank := max(len(as), len(bs))
	extent := func(s []int, d int) int {
		if d -= rank - len(s); d < 0 {
			return 1
		}
		return s[d]
	}
	for d := range rank {
		n := extent(as, d)
		if n == 1 {
			n = extent(bs, d)
		}
		shape = append(shape, n)
	}
	index := make([]int, rank)
	at := func(v []float64, s []int) float64 {
		place := 0
		for d := range rank {
			n := extent(s, d)
			place = place*n + index[d]%n
		}
		return v[place]
	}
	for range tensor.Shape(shape).Size() {
		out = append(out, f(at(a, as), at(b, bs)))
		for d := rank - 1; d >= 0; d-- {
			if index[d]++; index[d] < shape[d] {
				break
			}
			index[d] = 0
		}
	}
	return out, shape
}

// pair draws two shapes that broadcast.
func pair(t *rapid.T) (a, b []int) {
	out := shapes(4).Draw(t, "shape")
	side := func(label string) []int {
		s := append([]int{}, out[rapid.IntRange(0, len(out)).Draw(t, label+" drops"):]...)
		for d := range s {
			if rapid.Bool().Draw(t, label+" stretches") {
				s[d] = 1
			}
		}
		return s
	}
	return side("a"), side("b")
}

func TestBroadcastingAgreesWithTheReference(t *testing.T) {
	for name, c := range binaries {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			as, bs := pair(t)
			a, b := values(t, as, "a"), values(t, bs, "b")
			want, shape := broadcast(a, b, as, bs, c.scalar)

			for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
				got := c.op(of(a, as...).As(d), of(b, bs...).As(d))
				require.Equal(t, d, got.DType())
				require.True(t, got.Shape().Equal(shape), "%v", got.Shape())
				if name == "Pow" || name == "Div" {
					near(t, finite(want), finite(got.Float64s()), 1e-6)
				} else {
					sames(t, want, got.Float64s())
				}
			}
		}))
	}
}

// finite returns v with Float32's idea of what overflows.
func finite(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(float32(x))
	}
	return out
}

func TestShapesThatDoNotBroadcast(t *testing.T) {
	refused(t, func() { tensor.Add(tensor.Ones(2, 3), tensor.Ones(2)) }, "Add", "[2 3]", "[2]", "do not broadcast")
	refused(t, func() { tensor.Where(tensor.Ones(4), tensor.Ones(3), 0) }, "Where", "[4]", "[3]")
	_, ok := tensor.BroadcastShapes(tensor.Shape{2}, tensor.Shape{3, 1}, tensor.Shape{0})
	require.False(t, ok)
	s, ok := tensor.BroadcastShapes(tensor.Shape{2}, tensor.Shape{3, 1}, tensor.Shape{})
	require.True(t, ok)
	require.Equal(t, tensor.Shape{3, 2}, s)
}

func TestBroadcastShapesLeavesItsArguments(t *testing.T) {
	a, b, c := tensor.Shape{1, 3}, tensor.Shape{2, 1}, tensor.Shape{4, 1, 1}
	s, _ := tensor.BroadcastShapes(a, b, c)
	require.Equal(t, tensor.Shape{4, 2, 3}, s)
	require.Equal(t, []tensor.Shape{{1, 3}, {2, 1}, {4, 1, 1}}, []tensor.Shape{a, b, c})
}

func TestNaNStaysNaN(t *testing.T) {
	for _, other := range []float64{0, 1, inf, -inf, nan} {
		for name, c := range binaries {
			if name == "Pow" || name == "Less" || name == "LessEqual" || name == "Equal" || name == "Where" {
				continue // math.Pow(NaN, 0) is 1, comparisons with NaN are false
			}
			same(t, nan, c.op(tensor.Scalar(nan), tensor.Scalar(other)).Item(), name)
			same(t, nan, c.op(tensor.Scalar(other), tensor.Scalar(nan)).Item(), name)
		}
	}
}

func TestTiesShareTheDerivative(t *testing.T) {
	for _, op := range []func(a, b *tensor.Tensor) *tensor.Tensor{
		binaries["Maximum"].op, binaries["Minimum"].op,
	} {
		_, g := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor { return op(xs[0], xs[1]) },
			tensor.Scalar(2), tensor.Scalar(2))
		require.Equal(t, []float64{0.5, 0.5}, []float64{g[0].Item(), g[1].Item()})
	}
}

func TestPowAtZero(t *testing.T) {
	square := func(x *tensor.Tensor) *tensor.Tensor { return tensor.Pow(x, 2) }
	require.Equal(t, []float64{0, -6, 4}, gradient(square, tensor.Of([]float64{0, -3, 2})))
	power := func(b *tensor.Tensor) *tensor.Tensor { return tensor.Pow(0.0, b) }
	require.Equal(t, []float64{0, 0}, gradient(power, tensor.Of([]float64{2, 0.5})))
}

func TestComparisonsHaveNoDerivative(t *testing.T) {
	tape := tensor.NewTape()
	x := tape.Leaf(tensor.Of([]float64{1, 2}), true)
	y := tensor.Less(x, 1.5)
	require.False(t, y.NeedsGrad())
	require.Equal(t, []float64{1, 0}, y.Float64s(), "so that it may be read")
}
