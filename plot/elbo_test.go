package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer"
)

func TestELBO(t *testing.T) {
	steps := make([]infer.Step, 200)
	for i := range steps {
		steps[i] = infer.Step{N: i + 1, Loss: 100 + 10*math.Pow(-1, float64(i))}
	}
	steps[0].Loss, steps[7].Loss = 1e6, math.Inf(1)
	f, err := ELBO(steps)
	drawn(t, f, err)
	require.Equal(t, "1 losses are not finite and left out. 1 steps are below the picture.", f.Caption)
	lines := marks[*plotter.Line](f.panels[0][0])
	require.Len(t, lines[0].XYs, 199)
	require.Equal(t, plotter.XY{X: 1, Y: -1e6}, lines[0].XYs[0])
	require.InDelta(t, -100, lines[1].XYs[100].Y, 2)
	require.Greater(t, f.panels[0][0].Y.Min, -130.0)
	require.Less(t, f.panels[0][0].Y.Min, -110.0)

	f, err = ELBO(steps[1:2])
	drawn(t, f, err)
	_, err = ELBO(nil)
	require.EqualError(t, err, "plot: ELBO: 0 steps have no finite loss; collect them in the loop over SVI.Run")
}

func TestSmoothed(t *testing.T) {
	require.Equal(t, plotter.XYs{{X: 0, Y: 1.5}, {X: 1, Y: 2}, {X: 2, Y: 2.5}}, smoothed(plotter.XYs{{X: 0, Y: 1}, {X: 1, Y: 2}, {X: 2, Y: 3}}, 1))
}
