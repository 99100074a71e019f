package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

func TestESS(t *testing.T) {
	d := stored(2, 200, site{"x", normals(1, 1)})
	f, err := ESS(d)
	drawn(t, f, err)
	p := f.panels[0][0]
	for _, x := range d.Elements() {
		half := [][]float64{x[0][:100], x[1][:100]}
		lines := marks[*plotter.Line](p)
		require.Equal(t, plotter.XY{X: 200, Y: draws.ESSBulk(half)}, lines[0].XYs[9])
		require.Equal(t, plotter.XY{X: 400, Y: draws.ESSBulk(x)}, lines[0].XYs[19])
		require.Equal(t, plotter.XY{X: 400, Y: draws.ESSTail(x)}, lines[1].XYs[19])
	}
	require.Equal(t, 200.0, marks[*rule](p)[0].at)
	require.Equal(t, 0.0, p.Y.Min)
	f, err = ESS(stored(1, 5, site{"x", normals(1, 1)}))
	drawn(t, f, err)
}
