package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"gonum.org/v1/gonum/mat"
)

// TestPosterior compares the draws with a sum over a grid of surprise and stays. Given these all else is normal: here
// the effect is one of the states of a Kalman filter in its textbook form, with covariances.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	counts := drivers.Float64s()
	move := mat.NewDense(6, 6, []float64{
		1, 1, 0, 0, 0, 0,
		0, 1, 0, 0, 0, 0,
		0, 0, -1, -1, -1, 0,
		0, 0, 1, 0, 0, 0,
		0, 0, 0, 1, 0, 0,
		0, 0, 0, 0, 0, 1})
	see := mat.NewVecDense(6, []float64{1, 0, 1, 0, 0, 0})

	// filter returns the log-density of the data, the moments of effect, those of the last number without the law, and
	// the mean of the next year's.
	filter := func(level, noise float64) (log float64, effect, without gallerytest.Moments, next float64) {
		mean, covariance := mat.NewVecDense(6, []float64{8.5, 0, 0, 0, 0, 0}), mat.NewDense(6, 6, nil)
		for i, sd := range []float64{0.5, 0.05, 0.2, 0.2, 0.2, 0.5} {
			covariance.Set(i, i, sd*sd)
		}
		step := func() {
			mean.MulVec(move, mean)
			covariance.Product(move, covariance, move.T())
			covariance.Set(0, 0, covariance.At(0, 0)+level*level)
		}
		seen := func(effect float64) (m, v float64, load *mat.VecDense) {
			see.SetVec(5, effect)
			load = new(mat.VecDense)
			load.MulVec(covariance, see)
			return mat.Dot(see, mean), mat.Dot(see, load), load
		}
		for q, count := range counts {
			if q > 0 {
				step()
			}
			if q == 56 {
				continue
			}
			law := 0.0
			if q > 56 {
				law = 1
			}
			m, v, load := seen(law)
			v += noise * noise
			off := math.Log(count) - m
			log -= math.Log(v)/2 + off*off/(2*v)
			mean.AddScaledVec(mean, off/v, load)
			covariance.RankOne(covariance, -1/v, load, load)
		}
		effect = gallerytest.Moments{Mean: mean.AtVec(5), SD: math.Sqrt(covariance.At(5, 5))}
		m, v, _ := seen(0)
		without = gallerytest.Moments{Mean: m, SD: math.Sqrt(v)}
		for range 4 {
			step()
			m, v, _ := seen(1)
			next += math.Exp(m + (v+noise*noise)/2)
		}
		return log, effect, without, next
	}
	// The grid is in the logarithm of surprise and in the log-odds of stays.
	scales := func(p []float64) (surprise, stays float64) { return math.Exp(p[0]), 1 / (1 + math.Exp(-p[1])) }
	of := func(p []float64) (log float64, effect, without gallerytest.Moments, next float64) {
		surprise, stays := scales(p)
		log, effect, without, next = filter(surprise*math.Sqrt(stays), surprise*math.Sqrt(1-stays))
		return log + p[0] - surprise*surprise/0.02 + 2*math.Log(stays*(1-stays)), effect, without, next
	}
	density := func(p []float64) float64 { log, _, _, _ := of(p); return log }
	axes := []gallerytest.Axis{{Low: -3.7, High: -2.3, N: 30}, {Low: -4.5, High: 7, N: 40}}
	want := gallerytest.Grid(t, axes, density,
		func(p []float64) float64 { surprise, _ := scales(p); return surprise },
		func(p []float64) float64 { _, stays := scales(p); return stays },
		func(p []float64) float64 { _, e, _, _ := of(p); return e.Mean },
		func(p []float64) float64 { _, e, _, _ := of(p); return e.Mean*e.Mean + e.SD*e.SD },
		func(p []float64) float64 { _, _, w, _ := of(p); return math.Exp(w.Mean + w.SD*w.SD/2) },
		func(p []float64) float64 { _, _, w, _ := of(p); return math.Exp(2*w.Mean + 2*w.SD*w.SD) },
		func(p []float64) float64 { _, _, _, next := of(p); return next })
	gallerytest.Agree(t, post, "surprise", want[0])
	gallerytest.Agree(t, post, "stays", want[1])
	square := func(i int) gallerytest.Moments {
		return gallerytest.Moments{Mean: want[i].Mean, SD: math.Sqrt(want[i+1].Mean - want[i].Mean*want[i].Mean)}
	}
	gallerytest.Agree(t, post, "effect", square(2))
	gallerytest.Agree(t, post, "without[63]", square(4))
	gallerytest.Near(t, want[6].Mean, gallerytest.Chains(t, post, "next"), "next")
}
