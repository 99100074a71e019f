package plot

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

// estimate returns an ELPD of data at a site y.
func estimate(points ...float64) draws.ELPD {
	e := draws.ELPD{Method: "PSIS-LOO", Draws: 4000}
	for i, v := range points {
		e.Points = append(e.Points, draws.ELPDPoint{Site: "y", Index: []int{i}, Estimate: v, K: 0.09 * float64(i)})
		e.Estimate += v
	}
	e.SE = 1.5
	return e
}

func TestKhat(t *testing.T) {
	e := estimate(slices.Repeat([]float64{-1}, 9)...)
	e.Points[2].K = math.NaN()
	f, err := Khat(e)
	drawn(t, f, err)
	p := f.panels[0][0]
	points := marks[*plotter.Scatter](p)
	require.Len(t, points[0].XYs, 7)
	require.Len(t, points[1].XYs, 1)
	require.InDelta(t, 0.72, points[1].XYs[0].Y, 1e-12)
	require.Equal(t, []string{"y[8]"}, marks[*nameTags](p)[0].names)
	require.InDelta(t, draws.ParetoThreshold(4000), marks[*rule](p)[0].at, 1e-12)
	require.Equal(t, "1 of 9 data are above the threshold. k is not known for 1, which are left out.", f.Caption)
	require.Contains(t, svg(t, f), ">y[8]<")

	_, err = Khat(draws.ELPD{})
	require.EqualError(t, err, `plot: Khat: "" of 0 data has no k-hat; LOO has`)
	e.Method = "WAIC"
	_, err = Khat(e)
	require.EqualError(t, err, `plot: Khat: "WAIC" of 9 data has no k-hat; LOO has`)
	one := estimate(-1)
	one.Points[0].K = math.NaN()
	_, err = Khat(one)
	require.EqualError(t, err, "plot: Khat: k-hat is not known for any of 1 data: their log-likelihoods have too few different values, or are not finite")
}

// Names do not lie over each other.
func TestNameTags(t *testing.T) {
	e := estimate(slices.Repeat([]float64{-1}, 200)...)
	for i := range e.Points {
		e.Points[i].K = 0.9
	}
	f, err := Khat(e)
	drawn(t, f, err)
	text := svg(t, f)
	shown := 0
	for _, p := range e.Points {
		if strings.Contains(text, ">"+p.Name()+"<") {
			shown++
		}
	}
	require.Greater(t, shown, 5)
	require.Less(t, shown, 25)
}

func TestCompare(t *testing.T) {
	models := map[string]draws.ELPD{"worse": estimate(-4, -1, -3), "best": estimate(-1, -1, -1), "middle": estimate(-2, -2, -2)}
	f, err := Compare(models)
	drawn(t, f, err)
	p := f.panels[0][0]
	require.Equal(t, []string{"worse", "middle", "best"}, p.Y.Tick.Marker.(names).names)
	points := marks[*plotter.Scatter](p)
	require.Equal(t, plotter.XYs{{X: -3, Y: 2}, {X: -6, Y: 1}, {X: -8, Y: 0}}, points[0].XYs)
	difference, se := models["worse"].Minus(models["best"])
	require.Equal(t, plotter.XY{X: -3 + difference, Y: 0.25}, points[1].XYs[1])
	lines := marks[*plotter.Line](p)
	require.Equal(t, plotter.XYs{{X: -4.5, Y: 2}, {X: -1.5, Y: 2}}, lines[0].XYs)
	require.Equal(t, plotter.XYs{{X: -3 + difference - se, Y: 0.25}, {X: -3 + difference + se, Y: 0.25}}, lines[4].XYs)

	one := estimate(-1)
	one.SE = math.NaN()
	f, err = Compare(map[string]draws.ELPD{"a": one, "b": one})
	drawn(t, f, err)
	require.Empty(t, marks[*plotter.Line](f.panels[0][0]), "a single datum has no standard error")
	require.NotContains(t, svg(t, f), "NaN")

	_, err = Compare(map[string]draws.ELPD{"best": estimate(-1)})
	require.EqualError(t, err, "plot: Compare: there are 1 models; it takes two at least")
	models["worse"] = estimate(-4, math.NaN(), -3)
	_, err = Compare(models)
	require.EqualError(t, err, `plot: Compare: the estimate of "worse" is NaN; look at its warnings`)
	models["worse"] = estimate(-4)
	_, err = Compare(models)
	require.ErrorContains(t, err, "draws: the difference of PSIS-LOO of 1 data and PSIS-LOO of 3; both must be the same method for the same data")
}
