package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/credence-ppl/credence/tensor"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

// TestBelieve compares the approximation with the exact posterior, Beta(2 + clicked, 30 + shown - clicked). It is a
// normal distribution of log-odds, and some percent off where there are few clicks.
func TestBelieve(t *testing.T) {
	h := history{shown: tensor.Of([]int{200, 300, 4500}), clicked: tensor.Of([]int{8, 16, 352})}
	means, sds := make([]float64, 3), make([]float64, 3)
	const n = 40
	for seed := range uint64(n) {
		post, err := believe(t.Context(), h, seed)
		require.NoError(t, err)
		for i := range means {
			r := post.Summary().Rows[i]
			means[i] += r.Mean / n
			sds[i] += r.SD / n
		}
	}
	for i := range means {
		exact := distuv.Beta{Alpha: 2 + h.clicked.At(i), Beta: 30 + h.shown.At(i) - h.clicked.At(i)}
		require.InEpsilon(t, exact.Mean(), means[i], 0.004+0.5/(2+h.clicked.At(i)))
		require.InEpsilon(t, exact.StdDev(), sds[i], 0.1)
	}
}

// TestClicks compares the clicks of several games with those of Thompson sampling from the exact posterior.
func TestClicks(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	exactly := func() (clicks float64) {
		var shown, clicked [3]float64
		for range rounds {
			was, had := shown, clicked
			for range batch {
				best, most := 0, 0.0
				for i := range was {
					if r := (distuv.Beta{Alpha: 2 + had[i], Beta: 30 + was[i] - had[i], Src: rng}).Rand(); r > most {
						best, most = i, r
					}
				}
				shown[best]++
				if rng.Float64() < truth.At(best) {
					clicked[best]++
					clicks++
				}
			}
		}
		return clicks
	}
	moments := func(n int, play func(i int) float64) (mean, variance float64) {
		var sum, squares float64
		for i := range n {
			v := play(i)
			sum, squares = sum+v, squares+v*v
		}
		mean = sum / float64(n)
		return mean, (squares/float64(n) - mean*mean) / float64(n-1)
	}
	want, v := moments(100, func(int) float64 { return exactly() })
	found, w := moments(12, func(i int) float64 {
		_, clicks, err := play(t.Context(), uint64(i))
		require.NoError(t, err)
		return clicks[rounds-1]
	})
	require.InDelta(t, want, found, 4*math.Sqrt(v+w))
	require.Greater(t, found, rounds*batch*truth.Mean().Item(), "more than by an even split")
}

func TestRun(t *testing.T) { gallerytest.Run(t, run) }
