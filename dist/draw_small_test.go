package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

var bothTypes = []tensor.DType{tensor.Float64, tensor.Float32}

// TestDirichletOfTinyConcentrationsIsOneHot: the largest of three elements is below 0.9 with the probability 1 - 3 P(x
// > 0.9), for the Beta variable x that one of them is.
func TestDirichletOfTinyConcentrationsIsOneHot(t *testing.T) {
	const n = 40_000
	for _, dtype := range bothTypes {
		for _, a := range []float64{0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-10, 1e-30} {
			x := dist.Dirichlet(tensor.Full(a, 3).As(dtype)).Sample(tensor.NewRNG(1), n).Float64s()
			below, firsts := 0.0, 0.0
			for i := 0; i < len(x); i += 3 {
				if max(x[i], x[i+1], x[i+2]) < 0.9 {
					below++
				}
				if x[i] > 0.5 {
					firsts++
				}
			}
			upTo, _ := dist.CDF(dist.Beta(2*a, a), tensor.Scalar(0.1)) // of 1 - x
			p := 1 - 3*upTo.Item()
			if a < 1e-6 {
				p = 0 // it is below 1e-8
			}
			require.InDelta(t, p, below/n, 5*math.Sqrt(p/n), "%g in %v", a, dtype)
			require.InDelta(t, 1.0/3, firsts/n, 5*math.Sqrt(2.0/9/n)+p, "%g in %v", a, dtype)
		}
		x := dist.Dirichlet(tensor.Of([]float64{1e-10, 1e-3, 1e-10}).As(dtype)).Sample(tensor.NewRNG(2), n).Mean(0).Float64s()
		for i, want := range []float64{1e-7, 0.9999998, 1e-7} {
			require.InDelta(t, want, x[i], 5*math.Sqrt(1e-7/n), "%v", dtype)
		}
	}
}

// TestDrawsOfConcentratedFamilies compares shares of draws below some values with the distribution function, where
// logarithms of draws are far out of the range of numbers, and where draws are all but one number.
func TestDrawsOfConcentratedFamilies(t *testing.T) {
	const n = 40_000
	f32 := func(v float64) *tensor.Tensor { return tensor.Full(v, 1).As(tensor.Float32) }
	for _, test := range []struct {
		d      dist.Distribution
		points []float64
	}{
		{dist.Gamma(1e-3, 1e-300), []float64{1e-5, 1e100, 1e290, 1e300}},
		{dist.Gamma(1e-3, 1e300), []float64{1e-305, 1e-301}},
		{dist.Gamma(f32(0.01), 1e-30), []float64{1e-7, 1e10, 1e25, 1e30}},
		{dist.Gamma(0.7, 2), []float64{0.01, 0.2, 1, 3}},
		{dist.Gamma(1e8, 1e8), []float64{0.9998, 1, 1.0001}},
		{dist.Gamma(f32(1e6), f32(1e6)), []float64{0.998, 1, 1.001}},
		{dist.InverseGamma(1e-3, 1e-300), []float64{1e-300, 1e-200, 1}},
		{dist.InverseGamma(f32(0.01), 1e-30), []float64{1e-29, 1e-20, 1, 1e30}},
		{dist.InverseGamma(30, 2), []float64{0.05, 0.07, 0.1}},
		{dist.Beta(1e-3, 0.5), []float64{1e-300, 1e-30, 0.1, 0.9}},
		{dist.Beta(f32(0.02), f32(0.5)), []float64{1e-37, 1e-30, 0.1, 0.9}},
		{dist.Beta(1e8, 3e8), []float64{0.24995, 0.25, 0.25002}},
		{dist.Beta(f32(1e6), f32(3e6)), []float64{0.2495, 0.25, 0.2502}},
		{dist.StudentT(1e-3, 0, 1), []float64{-1e300, -1e100, -1, 0, 1e10, 1e200}},
		{dist.StudentT(0.02, 3, 1e-10), []float64{-1e300, -1e10, 2.9, 3, 1e10}},
		{dist.StudentT(f32(0.02), f32(0), f32(1)), []float64{-1e38, -1e10, 0, 1, 1e10, 1e37}},
		{dist.StudentT(4, 1, 2), []float64{-3, 0, 1, 4}},
		{dist.StudentT(1e12, 1, 2), []float64{-3, 0, 1, 4}},
	} {
		x := test.d.Sample(tensor.NewRNG(3), n).Float64s()
		for _, at := range test.points {
			p, _ := dist.CDF(test.d, tensor.Full(at, test.d.BatchShape()...).As(x32(test.d)))
			want, below := p.Float64s()[0], 0.0
			for _, v := range x {
				if v <= at {
					below++
				}
			}
			require.InDelta(t, want, below/n, 5*math.Sqrt(want*(1-want)/n)+1e-5, "%v at %g", test.d, at)
		}
	}
}

// x32 is the element type of draws.
func x32(d dist.Distribution) tensor.DType { return d.Sample(tensor.NewRNG(1)).DType() }

// TestDirichletDrawsOfLargeConcentrations: the deviations from the mean have their variance, of which 1e16 leaves
// 1e-17.
func TestDirichletDrawsOfLargeConcentrations(t *testing.T) {
	const n = 40_000
	for _, test := range []struct {
		dtype tensor.DType
		size  float64
	}{{tensor.Float64, 1e14}, {tensor.Float64, 1e8}, {tensor.Float32, 1e6}, {tensor.Float64, 20}} {
		share := []float64{0.25, 0.25, 0.5}
		a := make([]float64, 3)
		for i := range a {
			a[i] = test.size * share[i]
		}
		x := dist.Dirichlet(tensor.Of(a).As(test.dtype)).Sample(tensor.NewRNG(4), n).Float64s()
		for c, m := range share {
			mean, square := 0.0, 0.0
			for i := c; i < len(x); i += 3 {
				off := x[i] - m
				mean += off / n
				square += off * off / n
			}
			variance := m * (1 - m) / (test.size + 1)
			require.InDelta(t, 0, mean, 5*math.Sqrt(variance/n), "%g in %v", test.size, test.dtype)
			require.InEpsilon(t, variance, square, 5*math.Sqrt(2.0/n)+0.01, "%g in %v", test.size, test.dtype)
		}
	}
}

// TestLogDensityOfTinyDrawsIsFinite: a step along the derivative of a draw's log-density, through the draw too, goes
// on. No element of a draw is 0, where the density is infinite.
func TestLogDensityOfTinyDrawsIsFinite(t *testing.T) {
	for name, build := range map[string]func(p *tensor.Tensor) dist.Distribution{
		"Beta":         func(p *tensor.Tensor) dist.Distribution { return dist.Beta(p.Slice(-1, 0, 1), p.Slice(-1, 1, 2)) },
		"Gamma":        func(p *tensor.Tensor) dist.Distribution { return dist.Gamma(p, 2) },
		"InverseGamma": func(p *tensor.Tensor) dist.Distribution { return dist.InverseGamma(p, 2) },
		"Dirichlet":    func(p *tensor.Tensor) dist.Distribution { return dist.Dirichlet(p) },
	} {
		for _, dtype := range bothTypes {
			for _, v := range [][]float64{{1e-3, 1e-3, 1e-3}, {1.5, 1e-5, 3}, {1e-10, 1e-3, 1e-10}, {1e-20, 1, 1e8}, {0.01, 0.02, 0.03}, {1e5, 1e-30, 1e8}} {
				a := tensor.Ones(500, 3).Mul(tensor.Of(v)).As(dtype)
				lp, g := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
					d := build(p[0])
					return d.LogProb(d.RSample(tensor.NewRNG(5))).Sum()
				}, a)
				require.False(t, math.IsInf(lp.Item(), 0) || math.IsNaN(lp.Item()), "%s(%v) in %v", name, v, dtype)
				require.NoError(t, dist.CheckConstraint(dist.Real, g[0]), "%s(%v) in %v", name, v, dtype)
			}
		}
	}
}

// TestDerivativeOfDirichletDraws: their mean is the derivative of the mean of the draws.
func TestDerivativeOfDirichletDraws(t *testing.T) {
	const n = 10_000
	for _, a := range [][]float64{{0.5, 1, 2}, {0.05, 0.1, 0.2}, {300, 20, 5}} {
		total := a[0] + a[1] + a[2]
		for _, dtype := range bothTypes {
			rows := tensor.Ones(n, 3).Mul(tensor.Of(a)).As(dtype)
			_, g := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
				return dist.Dirichlet(p[0]).RSample(tensor.NewRNG(6)).Slice(-1, 0, 1).Sum()
			}, rows)
			for k := range a {
				mean, square := 0.0, 0.0
				d := g[0].Float64s()
				for i := k; i < len(d); i += 3 {
					mean += d[i] / n
					square += d[i] * d[i] / n
				}
				want := -a[0] / total / total
				if k == 0 {
					want += 1 / total
				}
				require.InDelta(t, want, mean, 5*math.Sqrt((square-mean*mean)/n), "%v by concentration %d in %v", a, k, dtype)
			}
		}
	}
}
