package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

func legendNames(f *Figure) (names []string) {
	for _, e := range f.legend {
		names = append(names, e.name)
	}
	return names
}

func TestPosteriorPredictive(t *testing.T) {
	d := stored(2, 40, site{"y", normals(1, 200)})
	y := tensor.NewRNG(2).Normal(200)
	f, err := PosteriorPredictive(d, "y", y)
	drawn(t, f, err)
	require.Equal(t, "50 of 80 predictions are shown.", f.Caption)
	require.Equal(t, []string{"predicted", "all predictions", "observed"}, legendNames(f))
	p := f.panels[0][0]
	lines := marks[*plotter.Line](p)
	require.Len(t, lines, 52)
	require.Equal(t, density(d.Get("y").Float64s()[:200]), lines[0].XYs)
	require.Equal(t, density(y.Float64s()), lines[51].XYs)
	require.InDelta(t, 0.4, at(lines[50].XYs, 0), 0.02)

	f, err = PriorPredictive(stored(1, 3, site{"y", normals(1, 2)}), "y", nil)
	drawn(t, f, err)
	require.Equal(t, "3 of 3 predictions are shown.", f.Caption)
	require.Equal(t, []string{"predicted", "all predictions"}, legendNames(f))
}

// Far predictions do not squeeze the data out of sight.
func TestPredictionsFarAway(t *testing.T) {
	draw := normals(1, 100)
	d := stored(1, 50, site{"y", func(c, i int) []float64 {
		x := draw(c, i)
		if i == 0 {
			x[0] = 1e8
		}
		return x
	}})
	f, err := PosteriorPredictive(d, "y", tensor.NewRNG(2).Normal(100))
	drawn(t, f, err)
	require.Less(t, f.panels[0][0].X.Max, 30.0)
	require.Less(t, f.panels[0][0].Y.Max, 1.0)
}

func TestPredictiveOfCounts(t *testing.T) {
	rng := tensor.NewRNG(3)
	d := stored(1, 50, site{"y", func(int, int) []float64 {
		x := rng.Uniform(1000).Float64s()
		for i, u := range x {
			x[i] = math.Floor(2 * u)
		}
		return x
	}})
	y := make([]float64, 1000)
	for i := range 300 {
		y[i] = 1
	}
	y[999] = 3
	f, err := PosteriorPredictive(d, "y", tensor.Of(y))
	drawn(t, f, err)
	p := f.panels[0][0]
	bars := marks[*plotter.Polygon](p)
	require.Len(t, bars, 4)
	require.Equal(t, 0.3, bars[1].XYs[0][1].Y)
	require.Equal(t, []float64{0.6, 1.4}, []float64{bars[1].XYs[0][0].X, bars[1].XYs[0][2].X})
	medians := marks[*plotter.Scatter](p)[0].XYs
	require.InDelta(t, 0.5, medians[1].Y, 4*0.5/math.Sqrt(50*1000)*1.3)
	require.Equal(t, plotter.XY{X: 2, Y: 0}, medians[2])
	interval := marks[*plotter.Line](p)[1].XYs
	require.InDelta(t, 2*1.645*0.5/math.Sqrt(1000), interval[1].Y-interval[0].Y, 0.02)
}

func TestPredictiveOfMissingData(t *testing.T) {
	d := stored(1, 5, site{"y", func(_, i int) []float64 {
		if i == 2 {
			return []float64{1.5, 2.5, math.NaN()}
		}
		return []float64{1.5, 2.5, 3.5}
	}})
	f, err := PosteriorPredictive(d, "y", tensor.Of([]float64{math.NaN(), 2, 3.25}))
	drawn(t, f, err)
	require.Equal(t, "5 of 5 predictions are shown. 1 of 3 data are missing and left out. 1 predicted values are not finite and left out.", f.Caption)
	sets, observed, _, err := options{}.dataSets(d, "y", tensor.Of([]float64{math.NaN(), 2, 3.25}))
	require.NoError(t, err)
	require.Equal(t, []float64{2, 3.25}, observed)
	require.Equal(t, [][]float64{{2.5, 3.5}, {2.5, 3.5}, {2.5}, {2.5, 3.5}, {2.5, 3.5}}, sets)

	nan := stored(1, 2, site{"y", func(int, int) []float64 { return []float64{math.NaN(), 1} }})
	for _, c := range []struct {
		d    *draws.Draws
		site string
		y    *tensor.Tensor
		want string
	}{
		{nil, "y", tensor.Zeros(3), "there are no predictions; the *draws.Draws is nil"},
		{d, "y", nil, "there are no observed data"},
		{d, "z", tensor.Zeros(3), `there are no predictions of a site "z"; there are ["y"]`},
		{d, "y", tensor.Zeros(2), `site "y" is predicted with shape [3] and observed with shape [2]; they must be the same`},
		{d, "y", tensor.Full(math.NaN(), 3), `no observed value of site "y" is finite`},
		{nan, "y", tensor.Of([]float64{1, math.NaN()}), `no predicted value of site "y" is finite`},
		{draws.New(1, 2), "y", nil, "there are no observed data"},
		{stored(1, 0, site{"y", normals(1, 2)}), "y", tensor.Zeros(2), `site "y" has 0 predictions of 2 data; it takes one of each at least`},
	} {
		_, err := PosteriorPredictive(c.d, c.site, c.y)
		require.EqualError(t, err, "plot: PosteriorPredictive: "+c.want)
	}
}
