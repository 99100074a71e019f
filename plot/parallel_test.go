package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"
)

func TestParallel(t *testing.T) {
	// Of x the mean is 1.5 and the standard deviation √1.25; c is the same in all draws.
	d := diverging(stored(1, 4, site{"x", func(_, i int) []float64 { return []float64{float64(i)} }},
		site{"c", func(int, int) []float64 { return []float64{7} }}), func(_, i int) bool { return i == 2 })
	f, err := Parallel(d)
	drawn(t, f, err)
	lines := marks[*plotter.Line](f.panels[0][0])
	require.Len(t, lines, 4)
	require.InDelta(t, -1.5/1.118033988749895, lines[0].XYs[0].Y, 1e-12)
	require.Equal(t, plotter.XY{X: 1, Y: 0}, lines[0].XYs[1])
	require.InDelta(t, 0.5/1.118033988749895, lines[3].XYs[0].Y, 1e-12, "the one that diverged is on top")
	require.Equal(t, vermilion, lines[3].Color)
	require.Equal(t, []string{"x", "c"}, f.panels[0][0].X.Tick.Marker.(names).names)

	f, err = Parallel(stored(2, 1000, site{"x", normals(1, 2)}))
	drawn(t, f, err)
	require.Equal(t, "Every 7th draw is shown.", f.Caption)
	require.Len(t, marks[*plotter.Line](f.panels[0][0]), 286)
	_, err = Parallel(d, Sites("x"))
	require.EqualError(t, err, "plot: Parallel: there is only x to show; it takes two elements")
}
