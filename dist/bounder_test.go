package dist_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// span is an interval from elsewhere, which knows nothing of those of the package but Real.
type span struct{ low, high *tensor.Tensor }

func (c span) String() string                     { return fmt.Sprintf("from %v to %v", c.low, c.high) }
func (span) EventDim() int                        { return 0 }
func (span) Discrete() bool                       { return false }
func (c span) Bounds() (low, high *tensor.Tensor) { return c.low, c.high }
func (c span) Bijection() dist.Transform          { return logistic{c} }

func (c span) Inside(shape ...int) *tensor.Tensor {
	return tensor.Mul(c.low.Add(c.high), 0.5).Expand(shape...)
}

func (c span) Check(x *tensor.Tensor) ([]int, bool) { return dist.Interval(c.low, c.high).Check(x) }

// logistic is the map into a span.
type logistic struct{ onto span }

func (t logistic) String() string            { return "logistic" }
func (t logistic) Domain() dist.Constraint   { return dist.Real }
func (t logistic) Codomain() dist.Constraint { return t.onto }
func (t logistic) Sign() *tensor.Tensor      { return tensor.To(1) }

func (t logistic) Forward(x *tensor.Tensor) *tensor.Tensor {
	return t.onto.low.Add(t.onto.high.Sub(t.onto.low).Mul(x.Sigmoid()))
}

func (t logistic) share(y *tensor.Tensor) *tensor.Tensor {
	return y.Sub(t.onto.low).Div(t.onto.high.Sub(t.onto.low))
}

func (t logistic) Inverse(y *tensor.Tensor) *tensor.Tensor {
	p := t.share(y)
	return p.Log().Sub(tensor.Sub(1, p).Log())
}

func (t logistic) LogDet(_, y *tensor.Tensor) *tensor.Tensor {
	p := t.share(y)
	return p.Log().Add(tensor.Sub(1, p).Log()).Add(t.onto.high.Sub(t.onto.low).Log())
}

func (t logistic) ForwardShape(shape ...int) tensor.Shape {
	out, _ := tensor.BroadcastShapes(shape, t.onto.low.Shape(), t.onto.high.Shape())
	return out
}

func (t logistic) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

// uniformOn is the uniform distribution on a span, with the functions of one of the package.
type uniformOn struct {
	*dist.UniformDist
	on span
}

func (d uniformOn) Support() dist.Constraint { return d.on }
func (d uniformOn) WithBatchShape(shape tensor.Shape) dist.Distribution {
	return uniformOn{d.UniformDist.Expand(shape...), d.on}
}

// TestIntervalsFromElsewhere: a set that tells its bounds is as good as an interval of the package.
func TestIntervalsFromElsewhere(t *testing.T) {
	low, high := vec(0, -1), vec(1, 5)
	far, known := span{low, high}, dist.Interval(low, high)
	x := vec(0.25, 4)
	same := func(a, b dist.Distribution) {
		t.Helper()
		require.InDeltaSlice(t, b.LogProb(x).Float64s(), a.LogProb(x).Float64s(), 1e-12, "%v", a)
		for name, f := range cumulatives {
			got, ok := f(a, x)
			require.True(t, ok, "%s of %v", name, a)
			want, _ := f(b, x)
			require.InDeltaSlice(t, want.Float64s(), got.Float64s(), 1e-12, "%s of %v", name, a)
		}
		for _, p := range []float64{0, 0.3, 1} {
			got, ok := dist.Quantile(a, tensor.Scalar(p))
			require.True(t, ok)
			want, _ := dist.Quantile(b, tensor.Scalar(p))
			require.InDeltaSlice(t, want.Float64s(), got.Float64s(), 1e-12, "%v", a)
		}
	}
	same(dist.Transformed(dist.Normal(0, 1), logistic{far}), dist.Transformed(dist.Normal(0, 1), known.Bijection()))
	foreign := uniformOn{dist.Uniform(low, high), far}
	same(dist.Truncated(foreign, 0, 4.5), dist.Truncated(dist.Uniform(low, high), 0, 4.5))

	ordered := dist.OrderStatistics(foreign, 2)
	require.NoError(t, dist.CheckSupport(ordered, tensor.Of([]float64{0, 0.5, 2, 4}, 2, 2), nil))
	require.ErrorContains(t, dist.CheckSupport(ordered, tensor.Of([]float64{0, 2, 2, 4}, 2, 2), nil), "found 2 at index [0, 1]")

	ends := dist.IntoSupport(foreign, vec(0, 5)).Float64s()
	require.Greater(t, ends[0], 0.0)
	require.Less(t, ends[1], 5.0)

	mixture := dist.Mixture(dist.Categorical[dist.Probs](vec(0.5, 0.5)), foreign)
	require.NoError(t, dist.CheckSupport(mixture, vec(0.5, 4, -0.5), nil))
	require.Error(t, dist.CheckSupport(mixture, vec(0.5, 6, -0.5), nil))

	nan := span{vec(0, nan), vec(1, 1)}
	require.NoError(t, dist.CheckSupport(dist.ImproperUniform(nan, tensor.Shape{2}, nil), vec(0.5, 7), vec(1, 0)))
	flat := dist.ImproperUniform(far, tensor.Shape{2}, nil)
	require.Equal(t, []float64{-inf, 0}, flat.LogProb(vec(2, 2)).Float64s())
}
