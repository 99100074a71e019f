package plot

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"
)

func TestRidge(t *testing.T) {
	f, err := Ridge(stored(1, 300, site{"x", normals(1, 3)}))
	drawn(t, f, err)
	p := f.panels[0][0]
	for i, l := range marks[*plotter.Line](p) {
		base := float64(2 - i)
		require.InDelta(t, base+1.6, slices.MaxFunc(l.XYs, byY).Y, 1e-12)
		require.GreaterOrEqual(t, slices.MinFunc(l.XYs, byY).Y, base)
	}
	require.Equal(t, []string{"x[2]", "x[1]", "x[0]"}, p.Y.Tick.Marker.(names).names)
	require.Greater(t, p.Y.Max, 3.6)
}
