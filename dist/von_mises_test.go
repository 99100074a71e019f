package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestVonMisesQuantiles: the distribution function of quantiles is the probability, wherever the mode is.
func TestVonMisesQuantiles(t *testing.T) {
	for _, c := range [][2]float64{{0, 0}, {0.5, 1}, {3, 4}, {-2, 200}, {1e3, 30}, {1, 1e8}} {
		d := dist.VonMises(c[0], c[1])
		for _, p := range []float64{1e-12, 0.01, 0.3, 0.75, 0.999} {
			x, ok := dist.Quantile(d, tensor.Scalar(p))
			require.True(t, ok)
			back, _ := dist.CDF(d, x)
			require.InEpsilon(t, p, back.Item(), 1e-10+4e-16*math.Abs(x.Item())*math.Exp(d.LogProb(x).Item())/p, "%v at %v", d, p)
		}
	}
}

// TestVonMisesDraws: the mean of cos(x - loc) is I₁/I₀, from concentrations of 0 to those of which angles are normal.
func TestVonMisesDraws(t *testing.T) {
	const n = 40_000
	for k, want := range map[float64]float64{0: 0, 1e-300: 0, 1e-3: 5e-4, 1: 0.44639, 30: 0.98319, 1e8: 1 - 0.5e-8, 1e300: 1} {
		d := dist.VonMises(2.5, k)
		x := d.Sample(tensor.NewRNG(1), n)
		require.NoError(t, dist.CheckSupport(d, x, nil))
		drop := 0.0
		for _, v := range x.Float64s() {
			s := math.Sin((v - 2.5) / 2)
			drop += 2 * s * s / n
		}
		require.InDelta(t, 1-want, drop, 5/math.Sqrt(n)*min(1, 1-want)+1e-12, "concentration %v", k)
	}
}

// TestVonMisesDrawsMove compares the derivative of an angle by the concentration with that by mpmath at 60 digits, of
// the distribution function over the density, from the uniform to the normal.
func TestVonMisesDrawsMove(t *testing.T) {
	for _, c := range [][3]float64{
		{0.3, 0, -0.29552020666133957511},
		{3, 0, -0.1411200080598672221},
		{1, 1e-9, -0.84147098458057214985},
		{0.1, 0.5, -0.07570953882038943692},
		{1.2, 2, -0.42540508395933831749},
		{3.1, 2, -0.070521600583557059626},
		{-2.5, 0.7, 0.73815066247891009925},
		{0.3, 40, -0.0038031746884962788811},
		{1e-3, 40, -0.000012580159732431633576},
		{1, 40, -0.013771959942713536272},
		{1e-4, 1e8, -5.0000000166666668375e-13},
		{-3e-4, 1e8, 1.5000000150000002513e-12},
		{1e-10, 1e8, -5.000000012500000125e-19},
		{0.02, 1e4, -1.0000583405012490373e-6},
		{1e-8, 1e16, -5.0000000000000001667e-25},
	} {
		require.InEpsilon(t, c[2], dist.VonMisesShift(c[0], c[1]), 1e-12, "angle %v, concentration %v", c[0], c[1])
	}
}

// TestVonMisesGradients: the mean of cos(x) is A(k)·cos(loc), A = I₁/I₀, and what draws say of its derivatives are
// those: -A·sin(loc), and A′(k)·cos(loc) with A′ = 1 - A/k - A².
func TestVonMisesGradients(t *testing.T) {
	const n = 40_000
	for _, c := range [][3]float64{ // k, A and A′ by mpmath
		{1e-3, 0.00049999993750001041666, 0.49999981250005208332},
		{0.7, 0.33017728953267106075, 0.41930111528732861839},
		{5, 0.89338313704408522159, 0.023189943036452199567},
		{200, 0.99749685925164352753, 0.000012531486848644696294},
	} {
		for _, loc := range []float64{0.4, 3, 100} {
			p := []*tensor.Tensor{tensor.Full(loc, n), tensor.Full(c[0], n)}
			_, g := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
				return dist.VonMises(p[0], p[1]).RSample(tensor.NewRNG(3)).Cos().Sum()
			}, p...)
			for i, want := range []float64{-c[1] * math.Sin(loc), c[2] * math.Cos(loc)} {
				sum, squares := 0.0, 0.0
				for _, v := range g[i].Float64s() {
					sum += v / n
					squares += v * v / n
				}
				require.InDelta(t, want, sum, 5*math.Sqrt((squares-sum*sum)/n)+1e-12, "concentration %v, loc %v, parameter %d", c[0], loc, i)
			}
		}
	}
}
