package dist

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

// A program of a sum gives what a run gives, also where the parameters are none.
func TestReplayAtTheEnds(t *testing.T) {
	data := tensor.Of([]float64{1, 1, 1})
	at := func(x *tensor.Tensor, i int) *tensor.Tensor { return x.Slice(0, i, i+1).Reshape() }
	locScales := [][]float64{{0, 1}, {1, 1e-310}, {1, 1e300}, {0, 0}, {0, -1}, {0, math.NaN()}, {math.Inf(1), 1}, {0, 2}}
	inf := math.Inf(1)
	for name, c := range map[string]struct {
		f  func(x *tensor.Tensor) *tensor.Tensor
		xs [][]float64
	}{
		"Normal":  {func(x *tensor.Tensor) *tensor.Tensor { return LogProbSum(Normal(at(x, 0), at(x, 1)), data, nil, 1) }, locScales},
		"Laplace": {func(x *tensor.Tensor) *tensor.Tensor { return LogProbSum(Laplace(at(x, 0), at(x, 1)), data, nil, 1) }, locScales},
		"each": {func(x *tensor.Tensor) *tensor.Tensor {
			return Normal(at(x, 0), at(x, 1)).LogProb(data).Mul(tensor.Of([]float64{2, 0, -3})).Sum()
		}, locScales},
		"mixture": {func(x *tensor.Tensor) *tensor.Tensor {
			y := tensor.Of([]float64{-1, 3, 1e200, inf})
			return tensor.Stack(0, Normal(at(x, 0), at(x, 1)).LogProb(y), Cauchy(at(x, 1), at(x, 1)).LogProb(y)).LogSumExp(0).Sum()
		}, locScales},
		"exponential": {func(x *tensor.Tensor) *tensor.Tensor {
			return Exponential(at(x, 1)).LogProb(tensor.Of([]float64{-1, 3, 1e300, 0})).Exp().Sum()
		}, locScales},
		"values": {func(x *tensor.Tensor) *tensor.Tensor {
			return LogProbSum(Normal(0, 1), x, nil, 1).Add(LogProbSum(Laplace(0, 1), x, nil, 1))
		}, [][]float64{{1, 2}, {1, inf}, {1e300, 2}, {3, math.NaN()}, {0, 0}}},
		"Bernoulli": {func(x *tensor.Tensor) *tensor.Tensor {
			return LogProbSum(Bernoulli[Logits](x), tensor.Of([]float64{0, 1}), nil, 1)
		}, [][]float64{{1, 2}, {1, inf}, {1, -inf}, {inf, -inf}, {800, -800}, {3, math.NaN()}, {0, 0}}},
	} {
		program, dynamic := tensor.Record([]float64{0, 1}, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) { return c.f(x), nil })
		require.Empty(t, dynamic)
		for _, x := range c.xs {
			dx := make([]float64, 2)
			y := program.ValueAndGrad(x, dx)
			want, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor { return c.f(xs[0]) }, tensor.Of(x))
			if w := want.Item(); math.IsNaN(w) || math.IsInf(w, 0) {
				require.Equal(t, math.IsNaN(w), math.IsNaN(y), "%s %v", name, x)
				require.Equal(t, math.IsInf(w, -1), math.IsInf(y, -1), "%s %v", name, x)
			} else {
				require.InDelta(t, w, y, 1e-14*math.Abs(w), "%s %v", name, x)
			}
			for i, g := range grads[0].Float64s() {
				if math.IsNaN(g) {
					require.True(t, math.IsNaN(dx[i]), "%s %v: %v", name, x, dx)
				} else {
					require.InDelta(t, g, dx[i], 1e-13*math.Abs(g), "%s %v", name, x)
				}
			}
		}
	}
}

// A mask may depend on what a program's vector is.
func TestReplayFollowsTheMask(t *testing.T) {
	outcomes := tensor.Of([]float64{0, 1, 1})
	f := func(x *tensor.Tensor) *tensor.Tensor {
		mask := tensor.Less(x.Slice(0, 0, 1).Reshape(), 0.0)
		return LogProbSum(Bernoulli[Logits](x), outcomes, mask, 1)
	}
	program, dynamic := tensor.Record([]float64{-1, 1, 2}, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) { return f(x), nil })
	require.Empty(t, dynamic)
	for _, x := range [][]float64{{-1, 1, 2}, {1, 1, 2}, {-2, 1, 3}} {
		dx := make([]float64, 3)
		y := program.ValueAndGrad(x, dx)
		want, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor { return f(xs[0]) }, tensor.Of(x))
		require.InDelta(t, want.Item(), y, 1e-14, "%v", x)
		require.InDeltaSlice(t, grads[0].Float64s(), dx, 1e-14, "%v", x)
	}
}

// A program that runs again has the derivatives of its values now, not those of its runs before on top.
func TestReplayAgain(t *testing.T) {
	for name, family := range map[string]func(x *tensor.Tensor) Distribution{
		"Exponential": func(x *tensor.Tensor) Distribution { return Exponential(x.Exp()) },
		"StudentT":    func(x *tensor.Tensor) Distribution { return StudentT(4, x.Exp(), x.Exp()) },
	} {
		for _, data := range []*tensor.Tensor{tensor.Scalar(2), tensor.Of([]float64{2, 1, 0.5})} {
			f := func(x *tensor.Tensor) *tensor.Tensor { return LogProbSum(family(x.Reshape()), data, nil, 1) }
			program, dynamic := tensor.Record([]float64{1}, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) { return f(x), nil })
			require.Empty(t, dynamic)
			for _, x := range []float64{0, 1, 0} {
				dx := make([]float64, 1)
				y := program.ValueAndGrad([]float64{x}, dx)
				want, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor { return f(xs[0]) }, tensor.Of([]float64{x}))
				require.InDelta(t, want.Item(), y, 1e-13, "%s of %v at %v", name, data, x)
				require.InDelta(t, grads[0].At(0), dx[0], 1e-13, "%s of %v at %v", name, data, x)
			}
		}
	}
}
