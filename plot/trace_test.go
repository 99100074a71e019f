package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"
)

func TestTrace(t *testing.T) {
	d := diverging(stored(2, 5, site{"mu", func(c, i int) []float64 { return []float64{float64(10*c) + 0.5 + float64(i)} }},
		site{"theta", normals(1, 2)}), func(c, i int) bool { return c == 1 && i == 3 })
	f, err := Trace(d)
	drawn(t, f, err)
	require.Len(t, f.panels, 3)
	lines := marks[*plotter.Line](f.panels[0][1])
	require.Len(t, lines, 2)
	require.Equal(t, plotter.XYs{{X: 0, Y: 10.5}, {X: 1, Y: 11.5}, {X: 2, Y: 12.5}, {X: 3, Y: 13.5}, {X: 4, Y: 14.5}}, lines[1].XYs)
	require.NotEqual(t, marks[*plotter.Line](f.panels[0][0])[0].Dashes, marks[*plotter.Line](f.panels[0][0])[1].Dashes)
	rug := marks[*plotter.Scatter](f.panels[2][1])
	require.Len(t, rug, 1)
	require.Equal(t, 3.0, rug[0].XYs[0].X)
	require.Len(t, rug[0].XYs, 1)
	require.Less(t, rug[0].XYs[0].Y, f.panels[2][1].Y.Max)
	names := []string{}
	for _, e := range f.legend {
		names = append(names, e.name)
	}
	require.Equal(t, []string{"chain 0", "chain 1", "divergent"}, names)
}

// One chain, one draw, and draws that are all the same can be drawn, too.
func TestTraceOfLittle(t *testing.T) {
	f, err := Trace(stored(1, 1, site{"mu", normals(1, 1)}))
	require.Empty(t, drawn(t, f, err).legend)
	f, err = Trace(stored(30, 4, site{"mu", func(int, int) []float64 { return []float64{1e9} }}))
	drawn(t, f, err)
	require.Equal(t, "… 30 chains", f.legend[len(f.legend)-1].name)
	right := f.panels[0][1]
	require.Less(t, right.Y.Min, 1e9)
	require.Greater(t, right.Y.Max, 1e9)
}

// Long traces keep their extremes.
func TestThinned(t *testing.T) {
	x := make([]float64, 10000)
	for i := range x {
		x[i] = math.Sin(float64(i))
	}
	x[1234], x[8765], x[5000] = 7, -7, math.NaN()
	short := thinned(finitePoints(x), 100)
	require.LessOrEqual(t, len(short), 200)
	require.Contains(t, short, plotter.XY{X: 1234, Y: 7})
	require.Contains(t, short, plotter.XY{X: 8765, Y: -7})
	for i := 1; i < len(short); i++ {
		require.GreaterOrEqual(t, short[i].X, short[i-1].X)
	}
	require.Equal(t, plotter.XYs{{X: 0, Y: 1}, {X: 2, Y: 3}}, finitePoints([]float64{1, math.Inf(1), 3}))
}
