package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestDrawsStayInsideTheOpenSupport uses parameters that push draws onto its rim, in both element types.
func TestDrawsStayInsideTheOpenSupport(t *testing.T) {
	const n = 20_000
	f32 := func(v float64) *tensor.Tensor { return tensor.Full(v, 1).As(tensor.Float32) }
	for _, test := range []struct {
		d         dist.Distribution
		low, high float64
	}{
		{dist.Beta(1e-3, 1e-3), 0, 1},
		{dist.Beta(1e-300, 1e-300), 0, 1},
		{dist.Beta(5e-324, 5e-324), 0, 1},
		{dist.Beta(1e8, 1e-8), 0, 1},
		{dist.Beta(f32(1e-3), f32(1e-3)), 0, 1},
		{dist.Beta(f32(1e-38), f32(1e-38)), 0, 1},
		{dist.Beta(f32(1e8), f32(1e-8)), 0, 1},
		{dist.Gamma(1e-4, 1), 0, math.Inf(1)},
		{dist.Gamma(f32(1e-4), 1), 0, math.Inf(1)},
		{dist.Gamma(1e-5, 1), 0, math.Inf(1)},
		{dist.Gamma(1e-5, f32(1)), 0, math.Inf(1)},
		{dist.Gamma(2, 1e-320), 0, math.Inf(1)},
		{dist.Gamma(2, 1e308), 0, math.Inf(1)},
		{dist.Exponential(5e-324), 0, math.Inf(1)},
		{dist.Exponential(f32(1e38)), 0, math.Inf(1)},
		{dist.HalfNormal(5e-324), 0, math.Inf(1)},
		{dist.HalfCauchy(1e308), 0, math.Inf(1)},
		{dist.HalfCauchy(f32(1e30)), 0, math.Inf(1)},
		{dist.LogNormal(0, 1000), 0, math.Inf(1)},
		{dist.LogNormal(0, f32(100)), 0, math.Inf(1)},
		{dist.Uniform(f32(0), f32(1)), 0, 1},
		{dist.Uniform(1, 1+0x1p-50), 1, 1 + 0x1p-50},
	} {
		require.NoError(t, test.d.Validate())
		x := test.d.Sample(tensor.NewRNG(1), n)
		lp := test.d.LogProb(x).Float64s()
		for i, v := range x.Float64s() {
			if !(v > test.low && v < test.high) {
				t.Fatalf("%v draws %v", test.d, v)
			}
			if math.IsInf(lp[i], 0) || math.IsNaN(lp[i]) {
				t.Fatalf("%v draws %v, whose log-density is %v", test.d, v, lp[i])
			}
		}
	}
}

// TestTinyBetaIsACoin: for tiny concentrations all mass is at the ends, a/(a+b) of it at 1.
func TestTinyBetaIsACoin(t *testing.T) {
	const n = 20_000
	ones := tensor.Less(0.5, dist.Beta(3e-9, 1e-9).Sample(tensor.NewRNG(2), n)).Mean().Item()
	require.InDelta(t, 0.75, ones, 5*math.Sqrt(0.75*0.25/n))
}

// TestDerivativesOfExtremeDrawsAreFinite: a gradient step may come through here.
func TestDerivativesOfExtremeDrawsAreFinite(t *testing.T) {
	for name, draw := range map[string]func(p ...*tensor.Tensor) dist.Distribution{
		"Beta":  func(p ...*tensor.Tensor) dist.Distribution { return dist.Beta(p[0], p[1]) },
		"Gamma": func(p ...*tensor.Tensor) dist.Distribution { return dist.Gamma(p[0], p[1]) },
	} {
		for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
			for _, v := range []float64{1e-20, 1e-3, 1, 1e3, 1e8} {
				a, b := tensor.Full(v, 200).As(dtype), tensor.Full(2, 200).As(dtype)
				_, g := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
					return draw(p...).RSample(tensor.NewRNG(3)).Sum()
				}, a, b)
				for i := range g {
					require.NoError(t, dist.CheckConstraint(dist.Real, g[i]), "%s(%v) in %v by parameter %d", name, v, dtype, i)
				}
			}
		}
	}
}
