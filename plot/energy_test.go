package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// withEnergies returns draws whose sampler told energies.
func withEnergies(n int, at func(c, i int) float64) *draws.Draws {
	d := stored(2, n, site{"x", normals(1, 1)})
	d.Stats().Add("energy", nil, tensor.Float64, nil)
	for c := range 2 {
		for i := range n {
			d.Stats().Put("energy", c, i, tensor.Scalar(at(c, i)))
		}
	}
	return d
}

// Independent energies change √2 times as much as they vary.
func TestEnergy(t *testing.T) {
	draw := normals(2, 1)
	f, err := Energy(withEnergies(4000, func(c, i int) float64 { return 100 + draw(c, i)[0] }))
	drawn(t, f, err)
	lines := marks[*plotter.Line](f.panels[0][0])
	for i, sd := range []float64{1, math.Sqrt2} {
		require.InDelta(t, 1/(sd*math.Sqrt(2*math.Pi)), at(lines[i].XYs, 0), 0.03)
	}
	require.Regexp(t, `^E-BFMI by chain: (1\.9\d|2\.0\d), (1\.9\d|2\.0\d)\. Below 0\.3 is too slow\.$`, f.Caption)

	for want, d := range map[string]*draws.Draws{
		"the draws have no energies; those of HMC and NUTS have": stored(1, 5, site{"x", normals(1, 1)}),
		"there are 3 draws of each chain; it takes 4 at least":   withEnergies(3, func(_, i int) float64 { return float64(i) }),
		"some energies are not finite":                           withEnergies(5, func(_, i int) float64 { return 1 / float64(i) }),
	} {
		_, err := Energy(d)
		require.EqualError(t, err, "plot: Energy: "+want)
	}
	_, err = Energy(nil)
	require.EqualError(t, err, "plot: Energy: the draws have no energies; those of HMC and NUTS have")
}
