package plot

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

func TestPosterior(t *testing.T) {
	d := stored(2, 500, site{"x", normals(1, 2)})
	f, err := Posterior(d, Sites("x[1]"), Interval(0.5), ROPE(-0.5, 0.5), Reference(1))
	drawn(t, f, err)
	p := f.panels[0][0]
	var x [][]float64
	for name, chains := range d.Elements() {
		if name == "x[1]" {
			x = chains
		}
	}
	low, high := draws.HDI(x, 0.5)
	lines := marks[*plotter.Line](p)
	require.Equal(t, plotter.XYs{{X: low}, {X: high}}, lines[1].XYs)
	require.InDelta(t, 1, area(lines[0].XYs), 0.01)
	require.Equal(t, 1.0, lines[2].XYs[0].X)
	require.Equal(t, "x[1]", p.Title.Text)
	sum, below, inside, above, under := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, v := range append(x[0], x[1]...) {
		sum += v
		switch {
		case v < -0.5:
			below++
		case v > 0.5:
			above++
		default:
			inside++
		}
		if v < 1 {
			under++
		}
	}
	require.Equal(t, fmt.Sprintf("mean %.3g, interval %.3g to %.3g\n%.0f %% in ROPE\n%.0f %% below, %.0f %% above\n%.0f %% below 1, %.0f %% above",
		sum/1000, low, high, inside/10, below/10, above/10, under/10, 100-under/10), p.X.Label.Text)
	region := marks[*plotter.Polygon](p)[0].XYs[0]
	require.Equal(t, -0.5, region[0].X)
	require.Equal(t, 0.5, region[2].X)
	require.Equal(t, "50 % highest-density interval", f.legend[0].name)

	f, err = Posterior(stored(1, 20, site{"c", func(int, int) []float64 { return []float64{3} }}, site{"b", normals(1, 7)}))
	drawn(t, f, err)
	require.Len(t, f.panels, 3)
	require.Nil(t, f.panels[2][2], "eight elements leave a place empty")
	require.Equal(t, "mean 3, interval 3 to 3", f.panels[0][0].X.Label.Text)
}

func TestPercent(t *testing.T) {
	for p, want := range map[float64]string{0: "0 %", 1: "100 %", 1e-5: "< 0.1 %", 0.99999: "> 99.9 %", 0.0512: "5.1 %", 0.25: "25 %",
		0.996: "99.6 %"} {
		require.Equal(t, want, percent(p))
	}
	for v, want := range map[float64]string{0: "0", 12345: "12345", 0.012345: "0.0123", -1234567: "-1.23e+06"} {
		require.Equal(t, want, number(v))
	}
}
