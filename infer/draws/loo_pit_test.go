package draws

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/credence-ppl/credence/tensor"
)

// oneMean has draws of the mean of normal data with a standard deviation of 1, under a flat prior.
func oneMean(y []float64, chains, n int) (LogLikelihood, *Draws) {
	rng := tensor.NewRNG(4)
	l, predicted := LogLikelihood{New(chains, n)}, New(chains, n)
	l.Add("y", tensor.Shape{len(y)}, tensor.Float64, nil)
	predicted.Add("y", tensor.Shape{len(y)}, tensor.Float64, nil)
	center := mean(y)
	for c := range chains {
		for i := range n {
			mu := center + rng.NormFloat64()/math.Sqrt(float64(len(y)))
			like := make([]float64, len(y))
			for k, v := range y {
				like[k] = distuv.Normal{Mu: mu, Sigma: 1}.LogProb(v)
			}
			l.Put("y", c, i, tensor.Of(like))
			predicted.Put("y", c, i, tensor.Scalar(mu).Add(rng.Normal(len(y))))
		}
	}
	return l, predicted
}

// Without one of n data, the next is normal around the mean of the others, with variance 1 + 1/(n-1).
func TestLOOPITOfNormals(t *testing.T) {
	y := []float64{-1.2, 0.3, 0.1, 2.2, -0.4, 1.1, 0.6, -1.9}
	l, predicted := oneMean(y, 2, 10000)
	got := l.LOOPIT("y", predicted, tensor.Of(y))
	for i, v := range y {
		others := slices.Delete(slices.Clone(y), i, i+1)
		exact := distuv.Normal{Mu: mean(others), Sigma: math.Sqrt(1 + 1/float64(len(others)))}
		require.InDelta(t, exact.CDF(v), got[i], 0.02, i) // 4 standard errors of 20000 draws, of which weights leave a third
	}
	mask := slices.Repeat([]float64{1}, len(y))
	mask[2] = 0
	l.SetMask("y", tensor.Of(mask))
	require.Equal(t, slices.Delete(slices.Clone(got), 2, 3), l.LOOPIT("y", predicted, tensor.Of(y)))
}

// Of predictions that equal the datum a uniform part counts.
func TestLOOPITOfCounts(t *testing.T) {
	const n = 2000
	l, predicted := LogLikelihood{New(1, 4)}, New(1, 4)
	l.Add("y", tensor.Shape{n}, tensor.Float64, nil)
	predicted.Add("y", tensor.Shape{n}, tensor.Float64, nil)
	for i, v := range []float64{0, 1, 1, 2} {
		predicted.Put("y", 0, i, tensor.Full(v, n))
	}
	got := l.LOOPIT("y", predicted, tensor.Full(1, n))
	require.GreaterOrEqual(t, slices.Min(got), 0.25)
	require.LessOrEqual(t, slices.Max(got), 0.75)
	require.InDelta(t, 0.5, mean(got), 4*0.5/math.Sqrt(12*n))
	require.Equal(t, got, l.LOOPIT("y", predicted, tensor.Full(1, n)))

	predicted.Put("y", 0, 0, tensor.Full(math.NaN(), n))
	require.True(t, math.IsNaN(l.LOOPIT("y", predicted, tensor.Full(1, n))[0]))
}

func TestLOOPITOfWhatDoesNotFit(t *testing.T) {
	l, predicted := oneMean([]float64{1, 2, 3}, 2, 5)
	require.PanicsWithError(t, `draws: LOOPIT of 2 chains of 5 draws with predictions of 2 of 4; both must be of the same draws`,
		func() { l.LOOPIT("y", predicted.Cut(4), tensor.Zeros(3)) })
	require.PanicsWithError(t, `draws: LOOPIT of site "y": its log-likelihood has shape [3], its predictions [3], and the data [2]; all must be the same, so that each datum is a number`,
		func() { l.LOOPIT("y", predicted, tensor.Zeros(2)) })
	one, alone := oneMean([]float64{1, 2, 3}, 1, 1)
	require.PanicsWithError(t, "draws: LOOPIT of 1 draws; it takes two at least, and some hundreds to be of use",
		func() { one.LOOPIT("y", alone, tensor.Zeros(3)) })
	require.PanicsWithError(t, `draws: there is no site "z"; there are ["y"]`, func() { l.LOOPIT("z", predicted, tensor.Zeros(2)) })
}
