package draws

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

// autoregressive are chains of an AR(1) process of variance 1.
func autoregressive(chains, n int, rho float64) [][]float64 {
	rng := tensor.NewRNG(8)
	x := make([][]float64, chains)
	for c := range x {
		last := rng.NormFloat64()
		for range n {
			x[c] = append(x[c], last)
			last = rho*last + math.Sqrt(1-rho*rho)*rng.NormFloat64()
		}
	}
	return x
}

func times(x [][]float64, unit float64) [][]float64 {
	out := make([][]float64, len(x))
	for c := range x {
		for _, v := range x[c] {
			out[c] = append(out[c], v*unit)
		}
	}
	return out
}

// stored has one site "x" of the draws.
func stored(x [][]float64) *Draws {
	d := New(len(x), len(x[0]))
	d.Add("x", nil, tensor.Float64, nil)
	for c := range x {
		for i, v := range x[c] {
			d.Put("x", c, i, tensor.Scalar(v))
		}
	}
	return d
}

func TestDiagnosticsDoNotDependOnTheUnit(t *testing.T) {
	counts := map[string]func([][]float64) float64{ // without a unit
		"RHat": RHat, "ESSBulk": ESSBulk, "ESSTail": ESSTail, "ESSMean": ESSMean, "ESSSD": ESSSD,
		"ESSQuantile": func(x [][]float64) float64 { return ESSQuantile(x, 0.3) },
		"EBFMI":       func(x [][]float64) float64 { return EBFMI(x)[1] },
	}
	sizes := map[string]func([][]float64) float64{ // in the unit of the draws
		"MCSEMean": MCSEMean, "MCSESD": MCSESD,
		"MCSEQuantile": func(x [][]float64) float64 { return MCSEQuantile(x, 0.3) },
		"Quantile":     func(x [][]float64) float64 { return Quantile(x, 0.3) },
		"HDI":          func(x [][]float64) float64 { low, high := HDI(x, 0.9); return high/2 - low/2 },
		"Mean":         func(x [][]float64) float64 { return stored(x).Summary().Rows[0].Mean },
		"SD":           func(x [][]float64) float64 { return stored(x).Summary().Rows[0].SD },
		"MCSE":         func(x [][]float64) float64 { return stored(x).Summary().Rows[0].MCSE },
	}
	for _, rho := range []float64{0.99, -0.5} {
		x := autoregressive(2, 301, rho)
		for _, power := range []int{-1000, -33, 66, 1021} {
			y := times(x, math.Ldexp(1, power))
			for name, f := range counts {
				require.Equal(t, f(x), f(y), "%s times 2^%d", name, power)
			}
			for name, f := range sizes {
				require.Equal(t, math.Ldexp(f(x), power), f(y), "%s times 2^%d", name, power)
			}
		}
		for _, unit := range []float64{1e-300, 1e-200, 1e-20, 1e-10, 1e200, 1e300} {
			y := times(x, unit)
			for name, f := range counts {
				tolerance := 1e-9
				if name == "RHat" {
					tolerance = 1e-4 // which of the two middle draws is farther from their mean is up to rounding
				}
				require.InEpsilon(t, f(x), f(y), tolerance, "%s times %g", name, unit)
			}
			for name, f := range sizes {
				require.InEpsilon(t, f(x), f(y)/unit, 1e-9, "%s times %g", name, unit)
			}
		}
	}

	// The process has n (1 - ρ)/(1 + ρ) = 20 effective draws for its mean, and n (1 - ρ²)/(1 + ρ²) = 40 for its spread.
	slow := autoregressive(4, 1000, 0.99)
	require.InDelta(t, 20, ESSMean(times(slow, 1e-20)), 15)
	require.InDelta(t, 40, ESSSD(times(slow, 1e-10)), 25)
}

// The sum of squares of draws is not a number here, nor is the distance from the largest to the smallest.
func TestSummaryOfTheLargestNumbers(t *testing.T) {
	const big = math.MaxFloat64
	x := [][]float64{{big, -big, big, -big / 2, big / 2, -big}, {-big, big, -big, big, 0, big / 4}}
	r := stored(x).Summary().Rows[0]
	require.InEpsilon(t, big/48, r.Mean, 1e-12)
	require.InEpsilon(t, big*stored(times(x, 1/big)).Summary().Rows[0].SD, r.SD, 1e-12)
	require.InEpsilon(t, big/8, r.Median, 1e-12)
	require.Equal(t, -big, r.Q5)
	require.Equal(t, RHat(times(x, 0x1p-500)), r.RHat)

	wide := stored([][]float64{{1e-200, 1e200, 2e-200, 3e-200, 4e-200}}).Summary().Rows[0]
	require.Equal(t, 3e-200, wide.Median, "small beside the largest")
}

func TestGoodRunsInAnyUnitHaveNoWarning(t *testing.T) {
	for _, scale := range []float64{1e-300, 1e-200, 1.45e-16, 1e-10, 1, 1e100, 1e200} {
		require.Empty(t, stored(times(autoregressive(4, 1000, 0.1), scale)).Summary().Warnings, "Normal(0, %g)", scale)
	}
}

// Means of equal numbers can differ from them by rounding, which is not variance.
func TestChainsThatStandStillInAnyUnit(t *testing.T) {
	for _, v := range []float64{0, 0.1, 1e-305, 1e-200, -1e-16, 1.1, 1e16 / 3, 1e200, 1e305} {
		t.Run(fmt.Sprint(v), func(t *testing.T) {
			constant := make([][]float64, 3)
			for c := range constant {
				constant[c] = make([]float64, 37)
				for i := range constant[c] {
					constant[c][i] = v
				}
			}
			require.True(t, math.IsNaN(RHat(constant)))
			require.Equal(t, 3*36.0, ESSMean(constant))
			require.Equal(t, 3*36.0, ESSSD(constant))
			require.Zero(t, MCSEMean(constant))
			require.Zero(t, MCSESD(constant))
			r := stored(constant).Summary().Rows[0]
			require.Equal(t, v, r.Mean)
			require.Zero(t, r.SD)
			require.Empty(t, stored(constant).Summary().Warnings)
			require.True(t, math.IsNaN(EBFMI(constant)[0]))

			if v == 0 {
				return
			}
			for i := range constant[1] {
				constant[1][i] = 1.5 * v
			}
			require.True(t, math.IsInf(RHat(constant), 1), "stuck at different places")
			warnings := stored(constant).Summary().Warnings
			require.Contains(t, warnings[0], "a chain stood still in x: ")
		})
	}
}
