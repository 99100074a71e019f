package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"
)

func TestPair(t *testing.T) {
	number := func(sign float64) func(c, i int) []float64 {
		return func(c, i int) []float64 { return []float64{sign * (float64(1000*c+i) + 0.5)} }
	}
	d := diverging(stored(2, 1000, site{"x", number(1)}, site{"y", number(-1)}), func(c, i int) bool { return c == 1 && i == 3 })
	f, err := Pair(d)
	drawn(t, f, err)
	require.Equal(t, "Every 2nd draw is shown, and every one that diverged.", f.Caption)
	require.Nil(t, f.panels[0][1])
	scatters := marks[*plotter.Scatter](f.panels[1][0])
	require.Len(t, scatters[0].XYs, 1000)
	require.Equal(t, plotter.XY{X: 2.5, Y: -2.5}, scatters[0].XYs[1])
	require.Equal(t, plotter.XYs{{X: 1003.5, Y: -1003.5}}, scatters[1].XYs)
	require.Equal(t, "x", f.panels[1][0].X.Label.Text)
	require.Equal(t, "y", f.panels[1][0].Y.Label.Text)
	require.Len(t, f.legend, 2)

	f, err = Pair(stored(1, 10, site{"x", normals(1, 9)}))
	drawn(t, f, err)
	require.Len(t, f.panels, 4)
	require.Empty(t, f.legend)
}

func TestOrdinal(t *testing.T) {
	for n, want := range map[int]string{2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 22: "22nd"} {
		require.Equal(t, want, ordinal(n))
	}
}
