package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

func TestAutocorrelation(t *testing.T) {
	d := stored(2, 300, site{"x", normals(1, 2)})
	f, err := Autocorrelation(d)
	drawn(t, f, err)
	i := 0
	for _, x := range d.Elements() {
		for c, l := range marks[*plotter.Line](f.panels[0][i]) {
			require.Len(t, l.XYs, 101)
			for lag, at := range l.XYs {
				require.Equal(t, plotter.XY{X: float64(lag), Y: draws.Autocorrelation(x[c])[lag]}, at)
			}
		}
		i++
	}
	edge := marks[*plotter.Polygon](f.panels[0][0])[0].XYs[0]
	require.Equal(t, 1.96/math.Sqrt(300), edge[1].Y)

	_, err = Autocorrelation(stored(1, 3, site{"x", normals(1, 1)}))
	require.EqualError(t, err, "plot: Autocorrelation: there are 3 draws of each chain; it takes 4 at least")
	_, err = Autocorrelation(stored(1, 5, site{"x", func(_, i int) []float64 { return []float64{1 / float64(i)} }}))
	require.EqualError(t, err, "plot: Autocorrelation: x is not finite, or above 1e100, in some draws; look at the model there")
	f, err = Autocorrelation(stored(1, 5, site{"x", func(int, int) []float64 { return []float64{2} }}))
	drawn(t, f, err)
}
