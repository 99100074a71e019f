package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

// TestTruncatedInTheTails: quantiles are the roots of the distribution function where it, or what it leaves, is far
// below the rounding error of 1, and beyond the range of numbers.
func TestTruncatedInTheTails(t *testing.T) {
	for _, test := range []struct {
		d       dist.Distribution
		p, want float64
	}{ // mpmath, 400 digits
		{dist.Truncated(dist.Normal(0, 1), 8, math.Inf(1)), 0.5, 8.0849110073915441024},
		{dist.Truncated(dist.Normal(0, 1), 8, math.Inf(1)), 1e-12, 8.000000000000123132},
		{dist.Truncated(dist.Normal(0, 1), 8, 9), 1 - 0x1p-50, 8.9999999999994626029},
		{dist.Truncated(dist.Normal(0, 1), math.Inf(-1), -40), 0.25, -40.034620774855168031},
		{dist.Truncated(dist.Normal(0, 1), 1000, math.Inf(1)), 0.75, 1000.0013862920139288},
		{dist.Truncated(dist.Exponential(2), 500, math.Inf(1)), 0.5, 500 + math.Ln2/2},
		{dist.Truncated(dist.Cauchy(0, 1), 1e12, math.Inf(1)), 0.75, 4e12},
		{dist.Truncated(dist.HalfCauchy(1), 1e12, math.Inf(1)), 0.75, 4e12},
		{dist.Truncated(dist.Normal(0, 1), -1, 2), 0, -1},
		{dist.Truncated(dist.Normal(0, 1), -1, 2), 1, 2},
		{dist.Truncated(dist.Exponential(1), -5, 2), 0, 0},
	} {
		x, ok := dist.Quantile(test.d, tensor.Scalar(test.p))
		require.True(t, ok)
		require.InDelta(t, test.want, x.Item(), 1e-14*(1+math.Abs(test.want)), "%v", test.d)
		if test.p > 0 && test.p < 1 {
			back, _ := dist.CDF(test.d, x)
			require.InDelta(t, test.p, back.Item(), 1e-9*test.p+1e-13, "%v", test.d)
		}
	}
	x := dist.Truncated(dist.Normal(0, 1), 8, math.Inf(1)).Sample(tensor.NewRNG(1), 20_000)
	require.GreaterOrEqual(t, x.Min().Item(), 8.0)
	require.InDelta(t, 8.1213681122361126807, x.Mean().Item(), 5*0.12/math.Sqrt(20_000))
}

// TestTruncatedToHalf: halves of distributions around 0 are the families that have names of their own.
func TestTruncatedToHalf(t *testing.T) {
	for _, pair := range [][2]dist.Distribution{
		{dist.Truncated(dist.Normal(0, vec(0.5, 2)), 0, math.Inf(1)), dist.HalfNormal(vec(0.5, 2))},
		{dist.Truncated(dist.Cauchy(0, vec(0.5, 2)), 0, math.Inf(1)), dist.HalfCauchy(vec(0.5, 2))},
		{dist.Truncated(dist.Laplace(0, vec(0.5, 2)), 0, math.Inf(1)), dist.Exponential(vec(2, 0.5))},
		{dist.Truncated(dist.Uniform(-1, 5), vec(0, 2), 4), dist.Uniform(vec(0, 2), 4)},
	} {
		x := pair[1].Sample(tensor.NewRNG(1), 50)
		require.InDeltaSlice(t, pair[1].LogProb(x).Float64s(), pair[0].LogProb(x).Float64s(), 1e-12)
		for name, f := range cumulatives {
			got, _ := f(pair[0], x)
			want, _ := f(pair[1], x)
			require.InDeltaSlice(t, want.Float64s(), got.Float64s(), 1e-11, "%s of %v", name, pair[0])
		}
	}
	require.Equal(t, "at least 0", dist.Truncated(dist.Normal(0, 1), 0, math.Inf(1)).Support().String())
	require.Equal(t, "at most 0", dist.Truncated(dist.Normal(0, 1), math.Inf(-1), 0).Support().String())
	require.Equal(t, "in [0, 2]", dist.Truncated(dist.Exponential(1), -1, 2).Support().String())
	require.Equal(t, dist.Real, dist.Truncated(dist.Normal(0, 1), math.Inf(-1), math.Inf(1)).Support())
	require.NoError(t, dist.CheckSupport(dist.Truncated(dist.Normal(0, 1), 8, math.Inf(1)), vec(8, 9), nil))
	require.Error(t, dist.CheckSupport(dist.Truncated(dist.Normal(0, 1), 8, math.Inf(1)), vec(8, 7.9), nil))
}

// TestTruncatedOfEveryFamily: half of the probability of a base, around its median, has twice the density, the median
// and the quartiles of the base at an eighth more and less; and n in order have n! times the product.
func TestTruncatedOfEveryFamily(t *testing.T) {
	eachFamily(t, func(t *testing.T, f families.Family, params []*tensor.Tensor) {
		base := f.Build(params...)
		at := func(d dist.Distribution, p float64) *tensor.Tensor {
			x, ok := dist.Quantile(d, tensor.Scalar(p))
			require.True(t, ok)
			return x
		}
		if _, ok := dist.Quantile(base, tensor.Scalar(0.5)); !ok || base.Support().Discrete() {
			return
		}
		if _, interval := base.Support().(dist.Bounder); !interval {
			require.ErrorContains(t, recovered(func() { dist.Truncated(base, 0, 1) }), "no interval of numbers", "%v", base)
			require.ErrorContains(t, recovered(func() { dist.OrderStatistics(base, 2) }), "not an interval of numbers", "%v", base)
			return
		}
		d := dist.Truncated(base, at(base, 0.25), at(base, 0.75))
		require.NoError(t, d.Validate())
		for _, p := range []float64{0.25, 0.5, 0.75} {
			want, got := at(base, 0.25+p/2), at(d, p)
			width := d.High().Sub(d.Low()).Expand(want.Shape()...)
			for i, w := range width.Float64s() {
				require.InDelta(t, want.Float64s()[i], got.Float64s()[i], 1e-9*w, "%v at %v", d, p)
			}
			for i, w := range base.LogProb(want).Float64s() {
				require.InDelta(t, w+math.Ln2, d.LogProb(want).Float64s()[i], 1e-9*(1+math.Abs(w)), "%v at %v", d, p)
			}
		}
		x := d.Sample(tensor.NewRNG(1), 50)
		require.NoError(t, dist.CheckSupport(d, x, nil))
		require.NoError(t, dist.CheckSupport(base, x, nil))
		two := dist.OrderStatistics(base, 2)
		pair := tensor.Stack(at(base, 0.25).Rank(), at(base, 0.25), at(base, 0.75))
		for i, w := range base.LogProb(at(base, 0.25)).Add(base.LogProb(at(base, 0.75))).Float64s() {
			require.InDelta(t, w+math.Ln2, two.LogProb(pair).Float64s()[i], 1e-12*(1+math.Abs(w)), "%v", two)
		}
		require.NoError(t, dist.CheckSupport(two, two.Sample(tensor.NewRNG(1), 50), nil))
	})
}

func TestTruncatedMistakes(t *testing.T) {
	for _, test := range []struct {
		f     func()
		words string
	}{
		{func() { dist.Truncated(nil, 0, 1) }, "Truncated: base is nil"},
		{func() { dist.Truncated(dist.Normal(0, 1), (*tensor.Tensor)(nil), 1) }, "Truncated: low is nil"},
		{func() { dist.Truncated(dist.Normal(0, 1), 0, (*tensor.Tensor)(nil)) }, "Truncated: high is nil"},
		{func() { dist.Truncated(dist.Delta(2), 0, 1) }, "base has values that are the point 2, and no interval of numbers to cut from"},
		{func() { dist.Truncated(dist.Dirichlet(vec(1, 2)), 0, 1) }, "base draws events of shape [2]; only numbers lie in an interval"},
		{func() { dist.Truncated(dist.Normal(vec(0, 1), 1), vec(0, 1, 2), 4) }, "low and high of shape [3] and [] does not broadcast with base of batch shape [2]"},
		{func() { dist.Truncated(dist.Normal(vec(0, 1), 1), vec32(0, 1), 4) }, "low has another element type than base"},
		{func() { dist.Truncated(foreign{dist.Normal(0, 1)}, 0, 1).LogProb(tensor.Scalar(0.5)) }, "has no distribution function"},
		{func() { dist.Truncated(foreign{dist.Normal(0, 1)}, 0, 1).Sample(tensor.NewRNG(1)) }, "has no distribution function"},
		{func() { dist.Truncated(dist.Flat(), 0, 1).RSample(tensor.NewRNG(1), 3) }, "has no distribution function"},
	} {
		require.ErrorContains(t, recovered(test.f), test.words)
	}
	require.ErrorContains(t, dist.Truncated(foreign{dist.Normal(0, 1)}, 0, 1).Validate(), "Truncated: base Normal(loc: 0, scale: 1) has no distribution function")
	require.ErrorContains(t, dist.Truncated(dist.Flat(), 0, 1).Validate(), "has no distribution function")
	require.ErrorContains(t, dist.Truncated(dist.Normal(0, 1), 2, 1).Validate(), "low 2 and high 1 have no probability of Normal(loc: 0, scale: 1) between them")
	require.ErrorContains(t, dist.Truncated(dist.Normal(0, 1), vec(0, -inf), 1).Validate(), "low is infinite for a part of the batch only")
	require.ErrorContains(t, dist.Truncated(dist.Normal(0, 1), 1, 1+1e-13).Validate(), "or too little to be told from rounding")
	require.ErrorContains(t, dist.Truncated(dist.Normal(0, -1), 0, 1).Validate(), "Normal: scale must be positive")
	require.ErrorContains(t, dist.Truncated(dist.Normal(0, 1), math.NaN(), 1).Validate(), "Truncated: low must be a number or ±Inf, found NaN")
	require.NoError(t, dist.CheckParams(dist.Truncated(dist.Normal(vec(0, 0), 1), vec(5, 0), vec(1, 1)), vec(0, 1)))
	narrow := dist.Truncated(dist.Normal(0, 1).Expand(2), vec32(0, 1), 4)
	require.ErrorContains(t, dist.CheckDType(narrow, vec(2, 3)), "Truncated has Float32 parameters")
	require.NoError(t, dist.CheckDType(narrow, vec32(2, 3)))
}
