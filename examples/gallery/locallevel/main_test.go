package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
)

// TestPosterior compares the draws with the Kalman filter and smoother, summed over a grid of the two deviations.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	_, measured := well()

	// smooth returns the log-density of step and noise, and mean and variance of the level of a month given them.
	smooth := func(step, noise float64, of int) (log, mean, variance float64) {
		n := months
		m, v := make([]float64, n), make([]float64, n) // filtered
		predictedMean, predicted := 300.0, 50.0*50
		for i, y := range measured {
			if i > 0 {
				predictedMean, predicted = m[i-1], v[i-1]+step*step
			}
			m[i], v[i] = predictedMean, predicted
			if !math.IsNaN(y) {
				total := predicted + noise*noise
				log -= math.Log(total)/2 + (y-predictedMean)*(y-predictedMean)/(2*total)
				gain := predicted / total
				m[i], v[i] = predictedMean+gain*(y-predictedMean), predicted*(1-gain)
			}
		}
		log -= step*step/(2*20*20) + noise*noise/(2*50*50)
		mean, variance = m[n-1], v[n-1]
		for i := n - 2; i >= of; i-- { // Rauch, Tung & Striebel 1965
			gain := v[i] / (v[i] + step*step)
			mean, variance = m[i]+gain*(mean-m[i]), v[i]+gain*gain*(variance-v[i]-step*step)
		}
		return log, mean, variance
	}
	// The grid is in log step, whose density has another factor step.
	density := func(p []float64) float64 { log, _, _ := smooth(math.Exp(p[0]), p[1], 0); return log + p[0] }
	functions := []func([]float64) float64{func(p []float64) float64 { return math.Exp(p[0]) }, gallerytest.Coordinate(1)}
	at := []int{0, 10, 26, 66, 95}
	for _, i := range at {
		functions = append(functions,
			func(p []float64) float64 { _, m, _ := smooth(math.Exp(p[0]), p[1], i); return m },
			func(p []float64) float64 { _, m, v := smooth(math.Exp(p[0]), p[1], i); return m*m + v })
	}
	axes := []gallerytest.Axis{{Low: 0.5, High: 4, N: 40}, {Low: 1, High: 34, N: 44}}
	want := gallerytest.Grid(t, axes, density, functions...)
	gallerytest.Agree(t, post, "step", want[0])
	gallerytest.Agree(t, post, "noise", want[1])
	for k, i := range at {
		mean, square := want[2+2*k].Mean, want[3+2*k].Mean
		gallerytest.Agree(t, post, "level["+month(i)+"]", gallerytest.Moments{Mean: mean, SD: math.Sqrt(square - mean*mean)})
	}
}
