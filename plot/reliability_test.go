package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/tensor"
)

// Outcomes that come true as often as predicted lie on the diagonal within their errors.
func TestReliability(t *testing.T) {
	const n = 5000
	rng := tensor.NewRNG(1)
	probs, outcomes := rng.Uniform(n).Float64s(), make([]float64, n)
	for i, p := range probs {
		if rng.Float64() < p {
			outcomes[i] = 1
		}
	}
	f, err := Reliability(tensor.Of(probs), tensor.Of(outcomes))
	drawn(t, f, err)
	points := marks[*plotter.Scatter](f.panels[0][0])[0].XYs
	require.Len(t, points, 10)
	for i, at := range points {
		require.InDelta(t, (float64(i)+0.5)/10, at.X, 0.02)
		require.InDelta(t, at.X, at.Y, 4*math.Sqrt(at.X*(1-at.X)/500))
	}
	require.Equal(t, "5000 predictions in 10 groups of neighboring probabilities; bars are two standard errors.", f.Caption)
}

// Of classes the most probable one is judged.
func TestReliabilityOfClasses(t *testing.T) {
	answers, err := options{picture: "Reliability"}.answers(tensor.Of([]float64{0.2, 0.7, 0.1, 0.5, 0.25, 0.25}, 2, 3), tensor.Of([]float64{1, 2}))
	require.NoError(t, err)
	require.Equal(t, []answer{{0.7, 1}, {0.5, 0}}, answers)
	f, err := Reliability(tensor.Of([]float64{0.7, 0.2}), tensor.Of([]float64{1, math.NaN()}))
	drawn(t, f, err)
	require.Equal(t, "1 predictions in 1 groups of neighboring probabilities; bars are two standard errors. 1 of 2 data are missing and left out.", f.Caption)
}

func TestReliabilityOfMistakes(t *testing.T) {
	for _, c := range []struct {
		probs, outcomes *tensor.Tensor
		want            string
	}{
		{nil, tensor.Zeros(2), "it takes probabilities and outcomes; one of them is nil"},
		{tensor.Zeros(3), tensor.Zeros(2), "probabilities of shape [3] and outcomes of shape [2]; the first must be that of the second, or have the classes as one dimension more"},
		{tensor.Zeros(0), tensor.Zeros(0), "there are no predictions; probabilities have shape [0]"},
		{tensor.Of([]float64{0.5, -0.1}), tensor.Zeros(2), "probability 1 is -0.1; it must be from 0 to 1"},
		{tensor.Of([]float64{0.5, math.NaN()}), tensor.Zeros(2), "probability 1 is NaN; it must be from 0 to 1"},
		{tensor.Zeros(2), tensor.Of([]float64{0, 2}), "outcome 1 is 2; it must be a whole number from 0 to 1"},
		{tensor.Zeros(1), tensor.Of([]float64{math.NaN()}), "all 1 outcomes are missing"},
		{tensor.Zeros(2, 3), tensor.Of([]float64{0.5, 1}), "outcome 0 is 0.5; it must be a whole number from 0 to 2"},
	} {
		_, err := Reliability(c.probs, c.outcomes)
		require.EqualError(t, err, "plot: Reliability: "+c.want)
	}
}
