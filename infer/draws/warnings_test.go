package draws

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

// atDepth are the draws of a sampler of which every so manyth trajectory was cut off at depth 10.
func atDepth(x [][]float64, every int) *Draws {
	d := stored(x)
	d.SetSampling(Sampling{MaxDepth: 10})
	d.Stats().Add("depth", nil, tensor.Float64, nil)
	for c := range x {
		for i := range x[c] {
			depth := 3.0
			if every > 0 && i%every == 0 {
				depth = 10
			}
			d.Stats().Put("depth", c, i, tensor.Scalar(depth))
		}
	}
	return d
}

// moved are chains of independent draws, each the given distance from the one before.
func moved(distance float64) [][]float64 {
	x := autoregressive(4, 500, 0)
	for c := range x {
		for i := range x[c] {
			x[c][i] += float64(c) * distance
		}
	}
	return x
}

func warningsOf(d *Draws) string { return strings.Join(d.Summary().Warnings, "\n") }

func TestCutOffIsSlowOnlyWhereChainsAgree(t *testing.T) {
	require.Equal(t, "500 of 2000 trajectories were cut off at depth 10: the chains are slow, not wrong. Rescale or reparameterize, try Metric{Dense: true}, or raise MaxDepth",
		warningsOf(atDepth(moved(0), 4)))

	apart := warningsOf(atDepth(moved(0.2), 4))
	require.Contains(t, apart, "500 of 2000 trajectories were cut off at depth 10: the chains are too slow to agree yet. Rescale")
	require.NotContains(t, apart, "improper")

	few := warningsOf(atDepth([][]float64{{1, 2, 3}}, 1))
	require.Contains(t, few, "3 of 3 trajectories were cut off at depth 10: the chains are slow. Rescale")
}

func TestRunawaysMayBeOfAnImproperPosterior(t *testing.T) {
	const improper = "the posterior may be improper, so that nothing holds the chains, in x "
	const cure = ": give every latent a proper prior, however wide, and look for parameters of which the data tell only a sum or a product. If it is proper, the chains are still far from it"
	sawtooth := autoregressive(4, 500, 0)
	for name, c := range map[string]struct {
		d    *Draws
		want string
	}{
		"apart, cut off":        {atDepth(times(moved(10), 1e32), 1), `(R-hat `},
		"apart, cut off, small": {atDepth(moved(10), 9), `(R-hat `},
		"apart and large":       {stored(times(moved(10), 1e32)), `(R-hat `},
		"to the largest number": {stored(times(each(sawtooth, math.Abs), 1e307)), "(draws up to 3"},
		"all the largest":       {stored(each(sawtooth, func(float64) float64 { return math.MaxFloat64 })), "(draws up to 1.8e+308)"},
		"to the least":          {stored(times(each(sawtooth, math.Exp), 1e-307)), "(draws down to "},
		"below, to the least":   {stored(times(each(sawtooth, math.Exp), -1e-307)), "(draws down to "},
	} {
		t.Run(name, func(t *testing.T) {
			all := warningsOf(c.d)
			require.Contains(t, all, improper+c.want)
			require.Contains(t, all, cure)
			require.NotContains(t, all, "slow, not wrong")
		})
	}
	for name, d := range map[string]*Draws{
		"good and large":           stored(times(moved(0), 1e200)),
		"good, large and cut off":  atDepth(times(moved(0), 1e200), 1),
		"heavy tails":              stored(each(sawtooth, func(z float64) float64 { return math.Exp(30 * z) })),
		"small of both signs":      stored(times(sawtooth, 1e-306)),
		"several modes":            stored(moved(10)),
		"modes, hardly any cutoff": atDepth(moved(10), 20),
		"zeros":                    stored(each(sawtooth, func(z float64) float64 { return max(0, z) })),
	} {
		require.NotContains(t, warningsOf(d), "improper", name)
	}

	// A prior holds latents, and what is computed from them may be anything.
	computed := stored(times(each(sawtooth, math.Exp), 1e-307))
	computed.SetSampling(Sampling{Latents: []string{"z"}})
	require.NotContains(t, warningsOf(computed), "improper")
	computed.SetSampling(Sampling{Latents: []string{"z", "x"}})
	require.Contains(t, warningsOf(computed), improper)
}

func each(x [][]float64, f func(float64) float64) [][]float64 {
	out := make([][]float64, len(x))
	for c := range x {
		for _, v := range x[c] {
			out[c] = append(out[c], f(v))
		}
	}
	return out
}

func TestTooFewDrawsAreSaidToBe(t *testing.T) {
	for n := range 4 {
		want := fmt.Sprintf("there are too few draws, %d of each chain: R-hat, effective draws and standard errors take 4 at least, and some hundreds to be of use", n)
		require.Equal(t, []string{want}, stored([][]float64{[]float64{1, 2, 3}[:n]}).Summary().Warnings)
	}
	require.Contains(t, warningsOf(stored([][]float64{{1, 2, 3, 4, 5}})), "there are fewer than 100 effective draws a chain in x (")
	require.Empty(t, New(1, 0).Summary().Warnings, "of nothing")
}

// A number beside a limit is on the side that the words say.
func TestWarningsShowNumbersOnTheirSideOfTheLimit(t *testing.T) {
	for _, c := range []struct {
		v, limit float64
		digits   int
		want     string
	}{
		{1.0104, 1.01, 3, "1.0104"}, {1.01004, 1.01, 3, "1.01004"}, {1.012, 1.01, 3, "1.012"}, {math.Inf(1), 1.01, 3, "+Inf"},
		{40.25, 100, 0, "40"}, {99.97, 100, 0, "99.97"}, {99.7, 100, 0, "99.7"}, {0.298, 0.3, 2, "0.298"}, {0.1, 0.3, 2, "0.10"},
	} {
		require.Equal(t, c.want, beside(c.v, c.limit, c.digits))
	}

	// Of chains that are a little apart, one at a distance where three digits do not do.
	for distance := 0.0; ; distance += 1e-4 {
		x := moved(distance)
		if r := RHat(x); r > 1.01 {
			require.Less(t, r, 1.0105)
			require.Contains(t, warningsOf(stored(x)), "the chains do not agree (R-hat above 1.01) in x (1.010")
			require.NotContains(t, warningsOf(stored(x)), "(1.010)")
			break
		}
	}

	// 161 of four chains are 40 of each.
	slow := stored(autoregressive(4, 500, 0.85))
	r := slow.Summary().Rows[0]
	require.Contains(t, warningsOf(slow), "there are fewer than 100 effective draws a chain in x ("+beside(min(r.ESSBulk, r.ESSTail)/4, 100, 0)+"): ")
	require.Less(t, min(r.ESSBulk, r.ESSTail)/4, 60.0)
}

func TestEnergiesBelowTheLimit(t *testing.T) {
	d := stored(moved(0))
	d.Stats().Add("energy", nil, tensor.Float64, nil)
	for c, chain := range autoregressive(4, 500, 0.95) {
		for i, v := range chain {
			d.Stats().Put("energy", c, i, tensor.Scalar(v*1e200))
		}
	}
	require.Contains(t, warningsOf(d), "the energies of chain 0 (0.")
	require.Contains(t, warningsOf(d), "are explored slowly (E-BFMI below 0.3): heavy tails or a hierarchy")
}

// TestASamplerThatIsFine is said to be, by what is known of it; one divergence is enough that it is not.
func TestASamplerThatIsFine(t *testing.T) {
	d := stored(moved(0))
	require.NotContains(t, d.Summary().String(), "sampler:")
	for _, name := range []string{"divergent", "depth", "energy"} {
		d.Stats().Add(name, nil, tensor.Float64, nil)
	}
	rng := tensor.NewRNG(1)
	for c := range d.Chains() {
		for i := range d.Draws() {
			d.Stats().Put("depth", c, i, tensor.Scalar(float64(1+i%3)))
			d.Stats().Put("energy", c, i, rng.Normal())
		}
	}
	require.Contains(t, d.Summary().String(), "\nsampler: no divergences, E-BFMI at least ")
	d.SetSampling(Sampling{MaxDepth: 10})
	require.Regexp(t, `\nsampler: no divergences, tree depth at most 3 of 10, E-BFMI at least [12]\.\d\d\.$`, d.Summary().String())
	d.Stats().Put("divergent", 1, 7, tensor.Scalar(1))
	require.NotContains(t, d.Summary().String(), "sampler:")
	require.Contains(t, warningsOf(d), "1 of 2000 transitions was divergent: ")
}
