package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"
)

func TestRanks(t *testing.T) {
	require.Equal(t, [][]float64{{0.25, 0.75}, {0.75, 0.75}}, ranks([][]float64{{1, 2}, {2, 2}}))
	require.Equal(t, [][]float64{{1, 0.25}, {0.5, 0.75}}, ranks([][]float64{{9, -1}, {3, 4}}))
}

// Chains from one distribution stay in their bands, and one that is shifted leaves its own.
func TestRank(t *testing.T) {
	same := normals(1, 1)
	shifted := normals(2, 1)
	d := stored(4, 500, site{"same", same}, site{"shifted", func(c, i int) []float64 {
		x := shifted(c, i)
		if c == 3 {
			x[0] += 0.5
		}
		return x
	}})
	f, err := Rank(d)
	drawn(t, f, err)
	names := []string{}
	for _, e := range f.legend {
		names = append(names, e.name)
	}
	require.Equal(t, []string{"chain 0", "chain 1", "chain 2", "chain 3", "band of 99 %"}, names)
	for i, leaves := range [][]bool{{false, false, false, false}, {false, false, false, true}} {
		p := f.panels[0][i]
		b := bandOf(t, p)
		curves := marks[*plotter.Line](p)
		require.Len(t, curves, 4)
		for c, l := range curves {
			outside := false
			for k, at := range l.XYs[1 : len(l.XYs)-1] {
				outside = outside || at.Y+at.X < b.low[k]-1e-9 || at.Y+at.X > b.high[k]+1e-9
			}
			require.Equal(t, leaves[c], outside, "panel %d, chain %d", i, c)
		}
	}
}

// bandOf returns the band in a panel.
func bandOf(t *testing.T, p *panel) (b band) {
	t.Helper()
	outline := marks[*plotter.Polygon](p)[0].XYs[0]
	n := len(outline)/2 - 1
	require.Len(t, outline, 2*n+2)
	for i := range n {
		up, down := outline[1+i], outline[len(outline)-1-i]
		require.Equal(t, up.X, down.X)
		b.points, b.low, b.high = append(b.points, up.X), append(b.low, down.Y+down.X), append(b.high, up.Y+up.X)
	}
	return b
}

// A chain that gets stuck leaves a band that the others' effective draws make.
func TestRankOfAStuckChain(t *testing.T) {
	draw := normals(3, 1)
	d := stored(4, 400, site{"x", func(c, i int) []float64 {
		if c == 1 && i < 300 {
			return []float64{0.25 + 1e-9*float64(i)}
		}
		return draw(c, i)
	}})
	f, err := Rank(d)
	drawn(t, f, err)
	b := bandOf(t, f.panels[0][0])
	largest := 0.0
	for _, at := range marks[*plotter.Line](f.panels[0][0])[1].XYs {
		largest = max(largest, at.Y)
	}
	require.Greater(t, largest, 0.2)
	require.Less(t, b.high[len(b.high)/2]-b.points[len(b.points)/2], 0.1)
}

func TestRankOfOneChain(t *testing.T) {
	f, err := Rank(stored(1, 201, site{"x", normals(1, 1)}))
	drawn(t, f, err)
	require.Equal(t, "first half", f.legend[0].name)
	require.Len(t, marks[*plotter.Line](f.panels[0][0]), 2)
	require.Contains(t, f.Caption, "There is one chain, of which the halves are compared.")
	f, err = Rank(stored(2, 10, site{"x", func(int, int) []float64 { return []float64{1} }}))
	drawn(t, f, err)
}
