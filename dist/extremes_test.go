package dist_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

// TestExtremes compares log-densities with values to 50 digits where quotients and squares leave the range of numbers:
// arguments are the value and the parameters, slopes the derivatives by all of them. NaN is what is not compared.
func TestExtremes(t *testing.T) {
	for _, test := range []struct {
		family string
		args   []float64
		want   float64
		slopes []float64
	}{
		// A distance that overflows in units of the scale.
		{"Cauchy", []float64{-1e20, 0, 1e-300}, -784.02366150382493, []float64{2e-20, -2e-20, 1e300}},
		{"Cauchy", []float64{1e300, -1e300, 1e-10}, -1407.1079309733372, []float64{-1e-300, 1e-300, 1e10}},
		{"StudentT", []float64{1e8, 1e-40, 0.3, 1e-300}, -111.21723164127413821, []float64{nan, 1e40, nan, 1e260}},
		{"StudentT", []float64{1e300, 2, -1e300, 1e-300}, -3455.9570810327483621, []float64{-1.5e-300, -1381.0907765672673284, 1.5e-300, 2e300}},
		// Degrees of freedom that are not one step from another number.
		{"StudentT", []float64{0.3, 1e-300, -1.5, 1e-160}, -692.05646174367576949, []float64{nan, 1e300, nan, nan}},
		// A ratio of value to concentration that underflows.
		{"InverseGamma", []float64{2, 1e160, 1e-160}, -7.3652037693865457e162, []float64{nan, -737.52037693865456, nan}},
		{"Gamma", []float64{1e-300, 1e300, 1e160}, -1.0121374409173802e303, []float64{nan, -1013.1374409173801, nan}},
		{"Binomial[Probs]", []float64{0, 0, 1}, 0, []float64{nan, nan, 0}},
		{"Binomial[Probs]", []float64{0, 0, 0}, 0, []float64{nan, nan, 0}},
	} {
		y, grads := at(t, func(d dist.Distribution, x *tensor.Tensor) (*tensor.Tensor, bool) { return d.LogProb(x), true }, test.family, test.args...)
		if !math.IsNaN(test.want) {
			require.InEpsilon(t, 1+test.want, 1+y, 1e-13, "%s at %v", test.family, test.args)
		}
		for i, want := range test.slopes {
			if !math.IsNaN(want) {
				require.InEpsilon(t, 1+want, 1+grads[i], 1e-12, "derivative %d of %s at %v", i, test.family, test.args)
			}
		}
	}
}

// TestNothingMovesWhereTheDensityIsZero: a derivative of -Inf is 0, whether it is for an invalid parameter or too far
// out.
func TestNothingMovesWhereTheDensityIsZero(t *testing.T) {
	for family, cases := range map[string][][]float64{
		"StudentT":  {{0.5, inf, 0, 1}, {0.5, 3, 0, inf}, {inf, 3, 0, 1}},
		"LogNormal": {{0.5, 0, inf}, {1e16, 40, 1e-160}, {1e-10, -1e300, 1e-160}},
		"Normal":    {{0.5, 0, inf}, {1e300, 0, 1e-160}},
	} {
		for _, args := range cases {
			y, grads := at(t, func(d dist.Distribution, x *tensor.Tensor) (*tensor.Tensor, bool) { return d.LogProb(x), true }, family, args...)
			require.True(t, math.IsInf(y, -1), "%s at %v: %v", family, args, y)
			require.Equal(t, make([]float64, len(args)), grads, "%s at %v", family, args)
		}
	}
}

// TestMomentsInRange: a moment that is a number does not overflow, or become NaN, on the way.
func TestMomentsInRange(t *testing.T) {
	v, _ := dist.Variance(dist.InverseGamma(1e8, 1e160))
	require.InEpsilon(t, 1.0000000400000011e296, v.Item(), 1e-14)
	for _, d := range []dist.Distribution{dist.LogNormal(-1e8, 1000), dist.LogNormal(-1e300, 1e40)} {
		_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			v, _ := dist.Variance(dist.LogNormal(in[0], in[1]))
			require.Equal(t, 0.0, v.Detach().Item(), "%v", d)
			return v
		}, d.(*dist.LogNormalDist).Loc(), d.(*dist.LogNormalDist).Scale())
		require.Equal(t, []float64{0, 0}, []float64{g[0].Item(), g[1].Item()}, "%v", d)
	}
	v, _ = dist.Variance(dist.LogNormal(-400, 20)) // e⁰ - e⁻⁴⁰⁰
	require.InEpsilon(t, 1, v.Item(), 1e-13)
}

// TestDistributionFunctionsAreFlatOutside the support, where parameters of 1 make powers of 0 that are 1.
func TestDistributionFunctionsAreFlatOutside(t *testing.T) {
	for _, f := range families.All {
		ones := slices.Repeat([]*tensor.Tensor{tensor.Scalar(1)}, f.Size())
		if recovered(func() { f.Of(ones...) }) != nil {
			continue
		}
		d := f.Of(ones...)
		if d.Validate() != nil || d.Support().Discrete() || len(d.BatchShape())+len(d.EventShape()) > 0 {
			continue
		}
		for _, x := range []float64{-3, -0.5, 5} {
			if dist.CheckSupport(d, tensor.Scalar(x), nil) == nil {
				continue
			}
			for name, of := range cumulatives {
				_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
					if y, ok := of(d, in[0]); ok {
						return y
					}
					return in[0].Mul(tensor.Scalar(0))
				}, tensor.Scalar(x))
				require.Zero(t, g[0].Item(), "%s of %v at %v", name, d, x)
			}
		}
	}
}
