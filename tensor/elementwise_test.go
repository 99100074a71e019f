package tensor_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/tensor"
	"github.com/credence-ppl/credence/tensor/optest"
)

func ExampleElementwise() {
	// Φ is the distribution function of the standard normal.
	gelu := tensor.Elementwise("Gelu", "x*normcdf(x)", "x")
	x := tensor.Of([]float64{-1, 0, 1})
	y, grad := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		return tensor.Apply(&gelu, nil, in[0]).Sum()
	}, x)
	fmt.Println(y, grad[0])
	// Output: 0.682689 [3]{-0.0833155 0.5 1.08332}
}

func TestElementwise(t *testing.T) {
	for _, op := range []tensor.Op{
		tensor.Elementwise("Hypotenuse", "sqrt(x^2 + y^2)", "x", "y"),
		tensor.Elementwise("Chosen", "where(x < y, z*log(x), x^y)", "x", "y", "z"),
		tensor.Elementwise("Floor", "floor(x)", "x"),
		tensor.Elementwise("Half", "where(x < 1, y, 3)", "x", "y"), // no derivative by x
	} {
		optest.Check(t, &op)
	}
	floor := tensor.Elementwise("Floor", "floor(x)", "x")
	require.False(t, floor.Differentiable())
}

// TestElementwiseBroadcasts compares with a loop, over more elements than a block and runs shorter than one.
func TestElementwiseBroadcasts(t *testing.T) {
	op := tensor.Elementwise("Affine", "a*exp(x) + b", "x", "a", "b")
	rng := tensor.NewRNG(1)
	for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
		x, a, b := rng.Normal(301, 3).As(dtype), rng.Normal(301, 1).As(dtype), rng.Normal(3).As(dtype)
		y, grad := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor { return tensor.Apply(&op, nil, in...).Sum() }, x, a, b)
		xs, as, bs := x.Float64s(), a.Float64s(), b.Float64s()
		sum, da := 0.0, 0.0
		for i, v := range xs {
			sum += as[i/3]*math.Exp(v) + bs[i%3]
			if i/3 == 100 {
				da += math.Exp(v)
			}
		}
		accuracy := 1e-10
		if dtype == tensor.Float32 {
			accuracy = 1e-2
		}
		require.InDelta(t, sum, y.Item(), accuracy)
		require.InDelta(t, da, grad[1].Float64s()[100], accuracy)
		require.InDelta(t, as[100]*math.Exp(xs[301]), grad[0].Float64s()[301], accuracy)
		require.InDeltaSlice(t, slices.Repeat([]float64{301}, 3), grad[2].Float64s(), accuracy)
	}
}

// TestElementwiseWaysAgree compares with the formula where there are few elements, where there are blocks, and in
// programs.
func TestElementwiseWaysAgree(t *testing.T) {
	const text = "where(x < y, g*log(x), x^y) + tanh(x)"
	op := tensor.Elementwise("Mixed", text, "x", "y", "g")
	formula := expr.MustParse(text, "x", "y", "g")
	for _, n := range []int{1, 3, 8, 9, 300} {
		x, y, g := tensor.NewRNG(1).Uniform(n), tensor.Scalar(0.5), tensor.NewRNG(2).Uniform(n)
		want, slopes := 0.0, make([]float64, 2*n+1)
		for i := range n {
			at := []float64{x.At(i), 0.5, g.At(i)}
			want += formula.Eval(at...)
			slopes[i] = formula.Derivative("x").Eval(at...)
			slopes[n] += formula.Derivative("y").Eval(at...)
			slopes[n+1+i] = formula.Derivative("g").Eval(at...)
		}
		sum := func(x, y, g *tensor.Tensor) *tensor.Tensor { return tensor.Apply(&op, nil, x, y, g).Sum() }
		value, grad := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor { return sum(in[0], in[1], in[2]) }, x, y, g)
		require.InDelta(t, want, value.Item(), 1e-11)
		require.InDeltaSlice(t, slopes, slices.Concat(grad[0].Float64s(), grad[1].Float64s(), grad[2].Float64s()), 1e-11)

		at := slices.Concat(x.Float64s(), y.Float64s(), g.Float64s())
		p, dynamic := tensor.Record(make([]float64, len(at)), func(v *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
			return sum(v.Slice(0, 0, n), v.Slice(0, n, n+1).Reshape(), v.Slice(0, n+1, 2*n+1)), nil
		})
		require.Empty(t, dynamic)
		got := make([]float64, len(at))
		for range 2 {
			require.InDelta(t, want, p.ValueAndGrad(at, got), 1e-11)
			require.InDeltaSlice(t, slopes, got, 1e-11)
		}
	}
}

func TestElementwiseErrors(t *testing.T) {
	require.PanicsWithError(t, "tensor: Elementwise: None has 0 parameters; there must be 1 to 9", func() { tensor.Elementwise("None", "1") })
	require.PanicsWithError(t, "expr: line 1, column 1: z is unknown; the parameters are x\n\tz\n\t^", func() { tensor.Elementwise("Unknown", "z", "x") })
	require.PanicsWithValue(t, "expr: the derivative of trigamma with respect to x is not known", func() { tensor.Elementwise("Tri", "trigamma(x)", "x") })
}
