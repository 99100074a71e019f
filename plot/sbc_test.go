package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/tensor"
)

func TestSBC(t *testing.T) {
	rng := tensor.NewRNG(1)
	uniform, low := []int{}, []int{}
	for range 300 {
		uniform = append(uniform, int(20*rng.Float64()))
		low = append(low, int(20*rng.Float64()*rng.Float64()))
	}
	f, err := SBC(map[string][]int{"wrong": low, "right": uniform}, 19)
	drawn(t, f, err)
	require.Equal(t, "right", f.panels[0][0].Title.Text)
	require.Equal(t, "wrong (!)", f.panels[0][1].Title.Text)
	curve := marks[*plotter.Line](f.panels[0][0])[0].XYs
	require.Len(t, curve, 21)
	n := 0.0
	for _, r := range uniform {
		if r <= 4 {
			n++
		}
	}
	require.InDelta(t, 0.25, curve[5].X, 1e-12)
	require.InDelta(t, n/300-0.25, curve[5].Y, 1e-12)
	require.Equal(t, uniformBand(300, rankPoints(19), 0.95).high, bandOf(t, f.panels[0][0]).high)
}

// Ranks among many draws have points that ranks can reach, and no more than are drawn.
func TestRankPoints(t *testing.T) {
	for _, draws := range []int{1, 7, 99, 100, 101, 999} {
		points := rankPoints(draws)
		require.Len(t, points, min(100, draws))
		for i, z := range points {
			k := z * float64(draws+1)
			require.InDelta(t, float64(int(k+0.5)), k, 1e-9)
			require.Less(t, z, 1.0)
			require.True(t, i == 0 || z > points[i-1])
		}
	}
}

func TestSBCOfMistakes(t *testing.T) {
	for want, ranks := range map[string]map[string][]int{
		"there are ranks of 0 quantities among 9 draws; it takes one of each at least": nil,
		`there are no ranks of "mu"`:                            {"mu": nil},
		`"mu" has rank 10; ranks among 9 draws are from 0 to 9`: {"mu": {3, 10}},
		`"mu" has rank -1; ranks among 9 draws are from 0 to 9`: {"mu": {-1}},
	} {
		_, err := SBC(ranks, 9)
		require.EqualError(t, err, "plot: SBC: "+want)
	}
}
