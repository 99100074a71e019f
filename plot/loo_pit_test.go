package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// predictions returns draws of data that are Normal(0, sd), with a log-likelihood that weighs all draws alike.
func predictions(n int, sd float64) (draws.LogLikelihood, *draws.Draws) {
	draw := normals(1, n)
	predicted := stored(1, 500, site{"y", func(c, i int) []float64 {
		x := draw(c, i)
		for k := range x {
			x[k] *= sd
		}
		return x
	}})
	return draws.LogLikelihood{Draws: stored(1, 500, site{"y", func(int, int) []float64 { return make([]float64, n) }})}, predicted
}

func TestLOOPIT(t *testing.T) {
	y := tensor.NewRNG(2).Normal(300)
	l, predicted := predictions(300, 1)
	f, err := LOOPIT(l, predicted, "y", y)
	drawn(t, f, err)
	require.Equal(t, "If the model is right, the curve stays in the band.", f.Caption)
	b := bandOf(t, f.panels[0][0])
	require.Equal(t, uniformBand(300, evenly(100), 0.95).points, b.points)
	require.Equal(t, b.difference(l.LOOPIT("y", predicted, y)), marks[*plotter.Line](f.panels[0][0])[0].XYs)

	l, predicted = predictions(300, 2)
	f, err = LOOPIT(l, predicted, "y", y)
	drawn(t, f, err)
	require.Equal(t, "If the model is right, the curve stays in the band. It does not.", f.Caption)
}

func TestLOOPITOfMistakes(t *testing.T) {
	l, predicted := predictions(2, 1)
	_, err := LOOPIT(l, nil, "y", tensor.Zeros(2))
	require.EqualError(t, err, "plot: LOOPIT: it takes draws of the log-likelihood and predictions from the same posterior; one of them is nil")
	_, err = LOOPIT(l, predicted, "y", nil)
	require.EqualError(t, err, "plot: LOOPIT: there are no observed data")
	_, err = LOOPIT(l, predicted, "z", tensor.Zeros(2))
	require.EqualError(t, err, `draws: there is no site "z"; there are ["y"]`)
	predicted.Put("y", 0, 0, tensor.Full(math.NaN(), 2))
	_, err = LOOPIT(l, predicted, "y", tensor.Zeros(2))
	require.EqualError(t, err, `plot: LOOPIT: log-likelihoods or predictions of site "y" are not finite; look at the model there`)
	l.SetMask("y", tensor.Zeros(2))
	_, err = LOOPIT(l, predicted, "y", tensor.Zeros(2))
	require.EqualError(t, err, `plot: LOOPIT: site "y" has no data; all are masked`)
}
