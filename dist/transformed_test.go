package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestTransformedAsFamilies: densities, distribution functions and quantiles agree with those of families of their own,
// far into both tails and outside of the support.
func TestTransformedAsFamilies(t *testing.T) {
	for _, test := range []struct {
		got, want dist.Distribution
		x         []float64
	}{
		{dist.Transformed(dist.Normal(0.3, 0.7), dist.Exp), dist.LogNormal(0.3, 0.7), []float64{-1, 0, 1e-30, 0.1, 1, 5, 1e10, 1e300, math.Inf(1), math.NaN()}},
		{dist.Transformed(dist.Normal(0, 1), dist.Affine(2, -3)), dist.Normal(2, 3), []float64{math.Inf(-1), -80, -1, 2, 40, 100, math.Inf(1), math.NaN()}},
		{dist.Transformed(dist.Gamma(2, 3), dist.Power(-1)), dist.InverseGamma(2, 3), []float64{-1, 0.01, 0.5, 2, 1e6}},
		{dist.Transformed(dist.Uniform(0, 1), dist.Affine(1, 4)), dist.Uniform(1, 5), []float64{0, 1.5, 3, 6}},
		{dist.Transformed(dist.LogNormal(1, 2), dist.Log), dist.Normal(1, 2), []float64{-50, 0, 1, 60}},
	} {
		x := tensor.Of(test.x)
		name := test.got.String()
		for what, f := range map[string]func(d dist.Distribution) *tensor.Tensor{
			"density":     func(d dist.Distribution) *tensor.Tensor { return d.LogProb(x) },
			"CDF":         func(d dist.Distribution) *tensor.Tensor { p, _ := dist.CDF(d, x); return p },
			"LogCDF":      func(d dist.Distribution) *tensor.Tensor { p, _ := dist.LogCDF(d, x); return p },
			"LogSurvival": func(d dist.Distribution) *tensor.Tensor { p, _ := dist.LogSurvival(d, x); return p },
			"Quantile": func(d dist.Distribution) *tensor.Tensor {
				p, _ := dist.Quantile(d, vec(0, 0.1, 0.5, 0.9, 1, math.NaN()))
				return p
			},
		} {
			want, got := f(test.want).Float64s(), f(test.got).Float64s()
			for i := range want {
				if math.IsNaN(want[i]) || math.IsInf(want[i], 0) {
					require.Equal(t, math.IsNaN(want[i]), math.IsNaN(got[i]), "%s: %s %d: %v", name, what, i, got[i])
					if !math.IsNaN(want[i]) {
						require.Equal(t, want[i], got[i], "%s: %s %d", name, what, i)
					}
					continue
				}
				require.InDelta(t, want[i], got[i], 1e-12*(1+math.Abs(want[i])), "%s: %s %d", name, what, i)
			}
		}
	}
}

// TestTransformedByAFactor: independent normals by a factor are the multivariate normal, masked batches and invalid
// factors included.
func TestTransformedByAFactor(t *testing.T) {
	loc, l := tensor.Of([]float64{0, 1, 2, -1}, 2, 2), tensor.Stack(0, tensor.Eye(2), tensor.Of([]float64{2, 0, 1, 3}, 2, 2))
	d := dist.Transformed(dist.Normal(tensor.Zeros(2), 1), dist.LowerCholeskyAffine(loc, l))
	want := dist.MultivariateNormal[dist.ScaleTril](loc, l)
	require.Equal(t, want.BatchShape(), d.BatchShape())
	x := want.Sample(tensor.NewRNG(1), 5)
	require.InDeltaSlice(t, want.LogProb(x).Float64s(), d.LogProb(x).Float64s(), 1e-13)
	require.NoError(t, d.Validate())

	bad := tensor.Stack(0, tensor.Of([]float64{0, 0, math.NaN(), -1}, 2, 2), tensor.Of([]float64{2, 0, 1, 3}, 2, 2))
	masked := dist.Transformed(dist.Normal(tensor.Zeros(2), 1), dist.LowerCholeskyAffine(loc, bad)).Mask(vec(0, 1))
	require.NoError(t, masked.Validate())
	require.ErrorContains(t, masked.Base().Validate(), "LowerCholeskyAffine: scale_tril must be lower triangular with a positive diagonal, found 0 at index [0, 0, 0]")
	_, grads := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
		return dist.Transformed(dist.Normal(tensor.Zeros(2), 1), dist.LowerCholeskyAffine(p[0], p[1])).Mask(vec(0, 1)).LogProb(x).Sum()
	}, loc, bad)
	for _, g := range grads {
		require.NoError(t, dist.CheckConstraint(dist.Real, g))
		require.Equal(t, []float64{0, 0}, g.Reshape(-1).Float64s()[:2])
	}
}

func TestTransformedMoments(t *testing.T) {
	d := dist.Transformed(dist.Gamma(2, 3), dist.Affine(vec(1, 2), -2), dist.Affine(0, 5))
	mean, ok := dist.Mean(d)
	require.True(t, ok)
	require.InDeltaSlice(t, []float64{5 - 10*2.0/3, 10 - 10*2.0/3}, mean.Float64s(), 1e-14)
	variance, ok := dist.Variance(d)
	require.True(t, ok)
	require.InDeltaSlice(t, []float64{100 * 2.0 / 9, 100 * 2.0 / 9}, variance.Expand(2).Float64s(), 1e-13)
	entropy, ok := dist.Entropy(d)
	base, _ := dist.Entropy(dist.Gamma(2, 3))
	require.True(t, ok)
	require.InDeltaSlice(t, []float64{base.Item() + math.Log(10), base.Item() + math.Log(10)}, entropy.Float64s(), 1e-14)
	_, ok = dist.Mean(dist.Transformed(dist.Normal(0, 1), dist.Exp))
	require.False(t, ok)
}

func TestTransformedShapes(t *testing.T) {
	d := dist.Transformed(dist.Normal(tensor.Zeros(5, 6), 1), dist.CorrCholesky.Bijection())
	require.Equal(t, tensor.Shape{5}, d.BatchShape())
	require.Equal(t, tensor.Shape{4, 4}, d.EventShape())
	x := d.Sample(tensor.NewRNG(1), 3)
	require.Equal(t, tensor.Shape{3, 5, 4, 4}, x.Shape())
	require.NoError(t, dist.CheckSupport(d, x, nil))
	require.Equal(t, tensor.Shape{3, 5}, d.LogProb(x).Shape())
	require.Equal(t, tensor.Shape{7, 5}, d.Expand(7, 5).BatchShape())
	require.Equal(t, tensor.Shape{3}, dist.Transformed(dist.Normal(0, 1), dist.Affine(vec(1, 2, 3), 1)).BatchShape())
	require.Equal(t, tensor.Float32, dist.Transformed(dist.Normal(0, 1), dist.Affine(vec(1, 2).As(tensor.Float32), 1)).Sample(tensor.NewRNG(1)).DType())
	require.True(t, math.IsInf(d.LogProb(tensor.Ones(5, 4, 4)).Max().Item(), -1))
	require.Equal(t, "the image by Affine(loc: 2, scale: 3) of what is positive", dist.Transformed(dist.LogNormal(0, 1), dist.Affine(2, 3)).Support().String())
}

// undrawn has no differentiable draws.
type undrawn struct{ dist.Distribution }

func (undrawn) HasRSample() bool { return false }

func TestTransformedMistakes(t *testing.T) {
	for _, test := range []struct {
		f     func()
		words string
	}{
		{func() { dist.Transformed(nil, dist.Exp) }, "Transformed: base is nil"},
		{func() { dist.Transformed(dist.Normal(vec(1, 2), 1), dist.Affine(vec32(1, 2), 1)) }, "Transformed: base has another element type than the transforms: dist: Transformed has parameters of type Float32 and Float64 is needed"},
		{func() { dist.Transformed(undrawn{dist.Normal(0, 1)}, dist.Exp).RSample(tensor.NewRNG(1)) }, "Transformed.RSample: it has no differentiable draws (HasRSample is false); use Sample"},
		{func() { dist.Transformed(dist.Poisson(2), dist.Exp) }, "base is discrete (Poisson(rate: 2)), and has no density to transform"},
		{func() { dist.Transformed(dist.Normal(0, 1), dist.Log) }, "base draws any real numbers, and Log maps only what is positive"},
		{func() { dist.Transformed(dist.Normal(0, 1), dist.Ordered) }, "1 dimensions of batch shape []: it has 0"},
		{func() { dist.Transformed(dist.Normal(vec(1), 1).ToEvent(1), dist.Affine(vec(1, 2), 1)) }, "has events of shape [1], and Affine(loc: [2]{1 2}, scale: 1) events of shape [2]"},
	} {
		require.ErrorContains(t, recovered(test.f), test.words)
	}
	err := dist.Transformed(dist.Normal(0, 1), dist.Affine(1, 0)).Validate()
	require.EqualError(t, err, "dist: Affine: scale must be a finite number other than 0, found 0; a constant is not a bijection")
	require.ErrorContains(t, dist.Transformed(dist.Normal(0, -1), dist.Exp).Validate(), "Normal: scale must be positive")
	require.ErrorContains(t, dist.Transformed(dist.LogNormal(0, 1), dist.Power(0)).Validate(), "Power: p must be")
}
