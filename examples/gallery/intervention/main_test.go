package main

import (
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/credence-ppl/credence/tensor"
	"github.com/stretchr/testify/require"
)

// TestDo compares what Do says with the adjustment formula (Pearl 2009, "Causality", section 3.3),
//
//	p(cured | do(treatment)) = Σ p(stone) p(cured | stone, treatment),
//
// whose posterior mean is exact: the posteriors of all probabilities are independent Beta distributions.
func TestDo(t *testing.T) {
	d := load()
	require.Equal(t, []float64{700, 343, 350, 562}, []float64{float64(d.n), d.large.Sum().Item(), d.surgery.Sum().Item(), d.cured.Sum().Item()})
	post := gallerytest.Run(t, run)[0]
	mean := func(yes, n int) float64 { return float64(yes+1) / float64(n+2) }
	large := mean(343, 700)
	var cured [2][2]float64 // by stone and treatment
	for _, g := range groups {
		cured[g.large][g.surgery] = mean(g.cured, g.n)
	}
	var exact [2]float64
	for surgery := range 2 {
		exact[surgery] = (1-large)*cured[0][surgery] + large*cured[1][surgery]
		share, err := done(t.Context(), post, float64(surgery))
		require.NoError(t, err)
		gallerytest.Near(t, exact[surgery], chains(share), "cured, if all get the treatment")
	}
	require.Greater(t, exact[1], exact[0], "open surgery is better")

	// Who looks at those who got a treatment sees the opposite, and sees the data: 273 and 289 cured of 350.
	for surgery, share := range []float64{289.0 / 350, 273.0 / 350} {
		found, err := seen(t.Context(), post, float64(surgery))
		require.NoError(t, err)
		require.InDelta(t, share, found.Mean().Item(), 0.01)
	}
}

// chains returns numbers [chain, draw] as slices.
func chains(x *tensor.Tensor) [][]float64 {
	all := make([][]float64, x.Dim(0))
	for c := range all {
		all[c] = x.Index(0, c).Float64s()
	}
	return all
}
