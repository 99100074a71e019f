package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

func TestLM(t *testing.T) {
	d := stored(2, 200, site{"mean", normals(1, 3)})
	x := []float64{2, 0, 1} // not in order
	f, err := LM(d, "mean", x, Interval(0.8), Observed([]float64{0, 1, 2}, []float64{5, math.NaN(), -5}), Labels("years", "calls"))
	drawn(t, f, err)
	require.Equal(t, "1 of 3 data are missing and left out.", f.Caption)
	p := f.panels[0][0]
	line := marks[*plotter.Line](p)[0].XYs
	band := marks[*plotter.Polygon](p)[0].XYs[0]
	require.Len(t, band, 6)
	i := 0
	of := map[float64][][]float64{}
	for _, chains := range d.Elements() {
		of[x[i]] = chains
		i++
	}
	for i := range 3 {
		at := float64(i)
		low, high := draws.HDI(of[at], 0.8)
		require.Equal(t, plotter.XY{X: at, Y: draws.Quantile(of[at], 0.5)}, line[i])
		require.Equal(t, plotter.XY{X: at, Y: low}, band[i])
		require.Equal(t, plotter.XY{X: at, Y: high}, band[5-i], "the upper side goes back")
	}
	require.Equal(t, plotter.XYs{{X: 0, Y: 5}, {X: 2, Y: -5}}, marks[*plotter.Scatter](p)[0].XYs)
	require.Equal(t, [2]string{"years", "calls"}, [2]string{p.X.Label.Text, p.Y.Label.Text})
	require.LessOrEqual(t, p.Y.Min, -5.0)

	f, err = LM(d, "mean", x, Observed([]float64{0, 0, 1, 2, 2}, []float64{1, 2, math.NaN(), 1, 2})) // more than x
	drawn(t, f, err)
	require.Equal(t, "1 of 5 data are missing and left out.", f.Caption)

	f, err = LM(d, "mean", x)
	drawn(t, f, err)
	require.Equal(t, "mean", f.panels[0][0].Y.Label.Text)
}

func TestLMErrors(t *testing.T) {
	d := stored(2, 20, site{"mean", normals(1, 3)}, site{"slope", normals(2, 1)})
	x := []float64{1, 2, 3}
	for want, f := range map[string]func() (*Figure, error){
		`plot: LM: there is no site "means"`:                    func() (*Figure, error) { return LM(d, "means", x) },
		`plot: LM: "slope" has 1 elements, and x 3`:             func() (*Figure, error) { return LM(d, "slope", x) },
		`plot: LM: "mean" has 3 elements, and x 0`:              func() (*Figure, error) { return LM(d, "mean", nil) },
		`plot: LM: x[1] is NaN`:                                 func() (*Figure, error) { return LM(d, "mean", []float64{1, math.NaN(), 3}) },
		`Observed has 3 numbers x and 1 numbers y`:              func() (*Figure, error) { return LM(d, "mean", x, Observed(x, x[:1])) },
		`Observed has no finite point of 0`:                     func() (*Figure, error) { return LM(d, "mean", x, Observed(nil, nil)) },
		`it has no use for the option ROPE`:                     func() (*Figure, error) { return LM(d, "mean", x, ROPE(0, 1)) },
		`plot: LM: there are no draws; the *draws.Draws is nil`: func() (*Figure, error) { return LM(nil, "mean", x) },
	} {
		figure, err := f()
		require.ErrorContains(t, err, want)
		require.Nil(t, figure)
	}
}
