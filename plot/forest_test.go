package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
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

func TestForests(t *testing.T) {
	a, b := stored(2, 100, site{"mu", normals(1, 1)}, site{"theta", normals(2, 2)}), stored(2, 100, site{"theta", normals(3, 2)}, site{"z", normals(4, 1)})
	f, err := Forests(map[string]*draws.Draws{"pooled": b, "alone": a})
	drawn(t, f, err)
	p := f.panels[0][0]
	require.Equal(t, []string{"z", "theta[1]", "theta[0]", "mu"}, p.Y.Tick.Marker.(names).names)
	require.Len(t, marks[*plotter.Line](p), 12)
	medians := marks[*plotter.Scatter](p)
	require.Len(t, medians, 2)
	for i, of := range []struct {
		d      *draws.Draws
		y      []float64
		legend string
	}{{a, []float64{3.15, 2.15, 1.15}, "alone"}, {b, []float64{1.85, 0.85, -0.15}, "pooled"}} {
		row := 0
		for name, x := range of.d.Elements() {
			require.Equal(t, draws.Quantile(x, 0.5), medians[i].XYs[row].X, name)
			require.InDelta(t, of.y[row], medians[i].XYs[row].Y, 1e-12, name)
			row++
		}
		require.Equal(t, of.legend, f.legend[2+i].name)
	}

	f, err = Forests(map[string]*draws.Draws{"alone": a, "pooled": b}, Sites("theta[1]", "z", "mu"), Limit(2))
	drawn(t, f, err)
	require.Equal(t, []string{"z", "mu", "theta[1]"}, f.panels[0][0].Y.Tick.Marker.(names).names)

	models := map[string]*draws.Draws{"a": a, "b": b}
	for words, call := range map[string]func() (*Figure, error){
		"plot: Forests: there are 0 models; it takes one to 7":                                    func() (*Figure, error) { return Forests(nil) },
		`plot: Forests: no model has a site "x"`:                                                  func() (*Figure, error) { return Forests(models, Sites("x", "theta")) },
		`plot: Forests: "a": there are none of the sites ["z"]; there are ["mu" "theta"]`:         func() (*Figure, error) { return Forests(models, Sites("z")) },
		`plot: Forests: "b": there are no draws; the *draws.Draws is nil`:                         func() (*Figure, error) { return Forests(map[string]*draws.Draws{"a": a, "b": nil}, Sites("mu")) },
		`plot: Forests: it has no use for the option ROPE; it takes ["Sites" "Limit" "Interval"]`: func() (*Figure, error) { return Forests(models, ROPE(0, 1)) },
	} {
		_, err := call()
		require.EqualError(t, err, words)
	}
}

// TestNamesOfRowsInPictures: they stand for numbers, which are understood, too.
func TestNamesOfRowsInPictures(t *testing.T) {
	d := draws.New(1, 10)
	d.Add("theta", tensor.Shape{2}, tensor.Float64, []string{"schools"})
	for i := range 10 {
		d.Put("theta", 0, i, tensor.Of([]float64{float64(i), 1}))
	}
	d.SetCoords("schools", []string{"St. Paul's [old]", "0"})
	for asked, want := range map[string]string{"theta[0]": "theta[0]", "theta[1]": "theta[0]", "theta[St. Paul's [old]]": "theta[St. Paul's [old]]"} {
		f, err := Forest(d, Sites(asked))
		drawn(t, f, err)
		require.Equal(t, []string{want}, f.panels[0][0].Y.Tick.Marker.(names).names, asked)
	}
	_, err := Forest(d, Sites("theta[2]"))
	require.EqualError(t, err, `plot: Forest: there is no element theta[2]; site "theta" has shape [2]`)
}
