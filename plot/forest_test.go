package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

func TestForest(t *testing.T) {
	d := stored(2, 100, site{"a", normals(1, 1)}, site{"b", normals(2, 2)})
	f, err := Forest(d, Interval(0.8))
	drawn(t, f, err)
	p := f.panels[0][0]
	lines, row := marks[*plotter.Line](p), 0
	require.Len(t, lines, 6)
	for name, x := range d.Elements() {
		y := float64(2 - row)
		low, high := draws.HDI(x, 0.8)
		require.Equal(t, plotter.XYs{{X: low, Y: y}, {X: high, Y: y}}, lines[2*row].XYs, name)
		low, high = draws.HDI(x, 0.5)
		require.Equal(t, plotter.XYs{{X: low, Y: y}, {X: high, Y: y}}, lines[2*row+1].XYs, name)
		require.Equal(t, plotter.XY{X: draws.Quantile(x, 0.5), Y: y}, marks[*plotter.Scatter](p)[0].XYs[row])
		row++
	}
	require.Equal(t, []string{"b[1]", "b[0]", "a"}, p.Y.Tick.Marker.(names).names, "the first is at the top")

	f, err = Forest(stored(1, 10, site{"w", normals(1, 1000)}))
	drawn(t, f, err)
	require.Len(t, f.panels[0][0].Y.Tick.Marker.(names).names, 40)
	require.Equal(t, "40 of 1000 elements are shown; Sites and Limit choose others.", f.Caption)
}
