package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

// coverage returns the part of simulations in which the band holds, and its standard error.
func coverage(simulations int, holds func() bool) (part, se float64) {
	n := 0
	for range simulations {
		if holds() {
			n++
		}
	}
	part = float64(n) / float64(simulations)
	return part, math.Sqrt(part * (1 - part) / float64(simulations))
}

// Uniform numbers stay in the band as often as it says. Integers make it a little wider, the more so the fewer there
// are.
func TestUniformBand(t *testing.T) {
	rng := tensor.NewRNG(5)
	for _, c := range []struct {
		n, points   int
		probability float64
		slack       float64
	}{{20, 20, 0.95, 0.02}, {200, 100, 0.95, 0.005}, {200, 10, 0.8, 0.03}, {1000, 50, 0.99, 0.002}} {
		b := uniformBand(c.n, evenly(c.points), c.probability)
		part, se := coverage(2000, func() bool { return b.holds(rng.Uniform(c.n).Float64s()) })
		require.Greater(t, part, c.probability-4*se, c)
		require.Less(t, part, c.probability+c.slack+4*se, c)
	}
}

// One point alone has the interval of the binomial distribution.
func TestBandOfOnePoint(t *testing.T) {
	b := uniformBand(100, []float64{0.3}, 0.95)
	require.InDelta(t, 0.21, b.low[0], 1e-9) // Binomial(100, 0.3): P(X < 21) = 0.0165, P(X < 22) = 0.0288
	require.InDelta(t, 0.39, b.high[0], 1e-9)
}

// Ranks that are discrete, as those of simulation-based calibration, at the points that they can take.
func TestBandOfDiscreteRanks(t *testing.T) {
	rng := tensor.NewRNG(6)
	b := uniformBand(150, evenly(9), 0.95)
	part, se := coverage(4000, func() bool {
		x := rng.Uniform(150).Float64s()
		for i, v := range x {
			x[i] = math.Floor(10*v+1) / 10
		}
		return b.holds(x)
	})
	require.Greater(t, part, 0.95-4*se)
	require.Less(t, part, 0.97+4*se)
}

// The ranks of one of several samples from the same distribution.
func TestSharedBand(t *testing.T) {
	rng := tensor.NewRNG(7)
	for _, groups := range []int{2, 4} {
		b := sharedBand(100, groups, evenly(50), 0.95)
		part, se := coverage(2000, func() bool {
			chains := make([][]float64, groups)
			for c := range chains {
				chains[c] = rng.Normal(100).Float64s()
			}
			return b.holds(ranks(chains)[0])
		})
		require.Greater(t, part, 0.95-4*se, groups)
		require.Less(t, part, 0.97+4*se, groups)
	}
}

func TestPointsFor(t *testing.T) {
	for n, want := range map[int]int{1: 100, 2000: 100, 4000: 50, 1_000_000: 20} {
		require.Equal(t, want, pointsFor(n))
	}
}
