package draws

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"github.com/credence-ppl/credence/tensor"
)

// oneDatum has the log-likelihoods of one datum, of one chain.
func oneDatum(logs []float64) LogLikelihood {
	x := make([][]float64, len(logs))
	for i, v := range logs {
		x[i] = []float64{v}
	}
	return likelihoodOf([][][]float64{x})
}

// unsmoothed is the log-density by importance sampling without smoothing: the harmonic mean of the likelihoods.
func unsmoothed(logs []float64) float64 {
	ratios := slices.Clone(logs)
	floats.Scale(-1, ratios)
	return math.Log(float64(len(logs))) - floats.LogSumExp(ratios)
}

// Of 2,000 draws 43 find the datum much less likely, all of them equally.
func TestEqualTailsAreNotSmoothed(t *testing.T) {
	equal := func(other func(i int) float64) []float64 {
		logs := make([]float64, 2000)
		for i := range logs {
			logs[i] = other(i)
			if i%46 == 0 && i < 43*46 {
				logs[i] = -9
			}
		}
		return logs
	}
	rng := tensor.NewRNG(3)
	cases := map[string][]float64{
		"one value":                  equal(func(int) float64 { return -1 }),
		"one value but for rounding": equal(func(i int) float64 { return -1 - float64(i%3)*2.3e-16 }),
		"three values":               equal(func(i int) float64 { return []float64{-1, -1, -1, -2, -3, -1, -1}[i%7] }),
	}
	nearly := equal(func(int) float64 { return -1 })
	for i, v := range nearly {
		if v == -9 && i%4 == 0 {
			nearly[i] -= 1.8e-15
		}
	}
	cases["a tail of one value but for rounding"] = nearly
	spread := equal(func(int) float64 { return -rng.NormFloat64() * rng.NormFloat64() / 100 })
	for i := range 60 { // with the 43, more than half of the 134 in the tail
		spread[2+33*i] = -9
	}
	cases["most of the tail"] = spread
	require.InDelta(t, -5.175, unsmoothed(cases["one value"]), 5e-4)
	for name, logs := range cases {
		t.Run(name, func(t *testing.T) {
			loo := oneDatum(logs).LOO()
			require.InDelta(t, unsmoothed(logs), loo.Estimate, 1e-12)
			require.Equal(t, math.Inf(1), loo.Points[0].K)
			require.Len(t, loo.Warnings, 1)
			require.Contains(t, loo.Warnings[0], "k-hat is not known for 1 of 1 data, y[0]: among the draws that the data without them make likelier there are too few different ones")

			ratios := slices.Clone(logs)
			floats.Scale(-1, ratios)
			w, k := PSIS(ratios, 1)
			require.Equal(t, math.Inf(1), k)
			total := floats.LogSumExp(ratios)
			for i := range w {
				require.InDelta(t, ratios[i]-total, w[i], 1e-12)
			}
		})
	}
}

// The same draws with some noise are no less of a lump, and a fit would move the estimate by up to 0.9.
func TestNearlyEqualTailsAreNotSmoothed(t *testing.T) {
	for _, lump := range []int{10, 40, 120} {
		for _, noise := range []float64{1e-12, 1e-6, 1e-3, 0.01} {
			for _, rest := range []float64{0, 0.5} {
				if lump < 68 && rest > 0 { // less than half of the tail: k̂ is above 1, which says enough
					continue
				}
				rng := tensor.NewRNG(7)
				logs := make([]float64, 2000)
				for i := range logs {
					logs[i] = -1 + rest*rng.NormFloat64()
				}
				for _, i := range rand.New(rand.NewPCG(7, 0)).Perm(len(logs))[:lump] {
					logs[i] = -9 + noise*rng.NormFloat64()
				}
				loo := oneDatum(logs).LOO()
				require.InDelta(t, unsmoothed(logs), loo.Estimate, 1e-12, "%d, noise %v, rest %v: %v", lump, noise, rest, loo.Points[0].K)
				require.Equal(t, math.Inf(1), loo.Points[0].K)
				require.Contains(t, loo.Warnings[0], "k-hat is not known")
			}
		}
	}
}

// Ratios exp(cos φ), φ uniform, have a density that rises without bound to their end: k is -2, and drawn
// towards 1/2 somewhat above.
func TestTailsThatRiseToTheirEndAreNotSmoothed(t *testing.T) {
	ratios := make([]float64, 4000)
	for i := range ratios {
		ratios[i] = math.Cos(2 * math.Pi * (float64(i) + 0.5) / 4000)
	}
	w, k := PSIS(ratios, 1)
	require.InDelta(t, -1.75, k, 0.15)
	total := floats.LogSumExp(ratios)
	for i := range w {
		require.InDelta(t, ratios[i]-total, w[i], 1e-12)
	}
	floats.Scale(-1, ratios)
	require.Empty(t, oneDatum(ratios).LOO().Warnings)
}

// Draws that a sampler rejected are there twice, which is no reason to leave the tail alone.
func TestTailsWithFewEqualRatiosAreSmoothed(t *testing.T) {
	rng := tensor.NewRNG(5)
	ratios := make([]float64, 2000)
	for i := range ratios {
		if i%4 == 0 {
			z := rng.NormFloat64()
			ratios[i] = z * z / 8
		} else {
			ratios[i] = ratios[i-1]
		}
	}
	_, k := PSIS(ratios, 0.25)
	require.InDelta(t, 0.25, k, 0.25)
}

func TestPSISOfOddRatios(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	third := -math.Log(3)
	for name, c := range map[string]struct {
		ratios, weights []float64
		k               float64
	}{
		"none":                   {nil, nil, nan},
		"one":                    {[]float64{7}, []float64{0}, nan},
		"equal":                  {[]float64{5, 5, 5}, []float64{third, third, third}, nan},
		"equal but for rounding": {[]float64{1e5, 1e5 + 1.5e-11, 1e5}, []float64{third, third, third}, nan},
		"few":                    {[]float64{0, math.Log(2), 0}, []float64{-math.Log(4), -math.Log(2), -math.Log(4)}, inf},
		"an infinite one":        {[]float64{0, inf, -inf}, []float64{-inf, 0, -inf}, inf},
		"infinite ones":          {[]float64{inf, 2, inf}, []float64{-math.Log(2), -inf, -math.Log(2)}, inf},
		"one of zero":            {[]float64{3, -inf, 3}, []float64{-math.Log(2), -inf, -math.Log(2)}, inf},
		"NaN":                    {[]float64{0, nan, 1}, []float64{nan, nan, nan}, nan},
		"huge":                   {[]float64{1e300, -1e300, 1e300}, []float64{-math.Log(2), -2e300, -math.Log(2)}, inf},
	} {
		t.Run(name, func(t *testing.T) {
			w, k := PSIS(c.ratios, 1)
			requireSame(t, c.k, k)
			for i := range c.weights {
				requireSame(t, c.weights[i], w[i])
			}
		})
	}

	// A hundred ratios of zero beside a thousand others change nothing but the number of draws that the tail is of.
	rng := tensor.NewRNG(2)
	ratios := make([]float64, 1000)
	for i := range ratios {
		ratios[i] = 0.3 * rng.NormFloat64()
	}
	_, k := PSIS(append(slices.Clone(ratios), slices.Repeat([]float64{-inf}, 100)...), 1)
	require.Less(t, k, 0.5)
	for _, relative := range []float64{0, -1, nan} {
		_, other := PSIS(ratios, relative)
		_, one := PSIS(ratios, 1)
		require.Equal(t, one, other)
	}
}

// requireSame accepts rounding, and NaN for NaN.
func requireSame(t *testing.T, want, got float64) {
	t.Helper()
	if math.IsNaN(want) {
		require.True(t, math.IsNaN(got), "%v", got)
		return
	}
	if math.IsInf(want, 0) {
		require.Equal(t, want, got)
		return
	}
	require.InDelta(t, want, got, 1e-10)
}

func TestLOOOfOddLikelihoods(t *testing.T) {
	inf := math.Inf(1)
	logs := func(n int, f func(i int) float64) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = f(i)
		}
		return x
	}
	constant := oneDatum(logs(100, func(int) float64 { return -2.5 })).LOO()
	require.Equal(t, -2.5, constant.Estimate)
	require.Empty(t, constant.Warnings)

	rounded := oneDatum(logs(100, func(i int) float64 { return -2.5 - float64(i%5)*4.4e-16 })).LOO()
	require.InDelta(t, -2.5, rounded.Estimate, 1e-14)
	require.Empty(t, rounded.Warnings)

	for name, odd := range map[string]float64{"no density": -inf, "NaN": math.NaN(), "infinite density": inf} {
		loo := oneDatum(logs(100, func(i int) float64 { return []float64{-float64(i) / 100, odd}[i/99] })).LOO()
		require.Len(t, loo.Warnings, 1, name)
		require.Contains(t, loo.Warnings[0], "the log-likelihood is not finite in some draws for 1 of 1 data, y[0]: ", name)
	}
	require.Equal(t, -inf, oneDatum([]float64{-1, -inf}).LOO().Estimate, "one draw excludes the datum")
	require.Equal(t, -inf, oneDatum([]float64{-inf, -inf}).LOO().Estimate)

	few := oneDatum([]float64{-1, -2, -1.5}).LOO()
	require.InDelta(t, unsmoothed([]float64{-1, -2, -1.5}), few.Estimate, 1e-12)
	require.Contains(t, few.Warnings[0], "k-hat is not known for 1 of 1 data")
}
