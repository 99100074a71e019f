package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
)

// TestPosterior compares the draws with the Kalman filter and smoother, summed over a grid of the two deviations.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]

	// smooth returns the log-density of step and noise, and mean and variance of the level of a year given them.
	smooth := func(step, noise float64, year int) (log, mean, variance float64) {
		n := len(nile)
		m, v := make([]float64, n), make([]float64, n) // filtered
		predictedMean, predicted := 1000.0, 300.0*300
		for i, y := range nile {
			if i > 0 {
				predictedMean, predicted = m[i-1], v[i-1]+step*step
			}
			m[i], v[i] = predictedMean, predicted
			if !lost(i) {
				total := predicted + noise*noise
				log -= math.Log(total)/2 + (y-predictedMean)*(y-predictedMean)/(2*total)
				gain := predicted / total
				m[i], v[i] = predictedMean+gain*(y-predictedMean), predicted*(1-gain)
			}
		}
		log -= step*step/(2*100*100) + noise*noise/(2*300*300)
		mean, variance = m[n-1], v[n-1]
		for i := n - 2; i >= year; i-- { // Rauch, Tung & Striebel 1965
			gain := v[i] / (v[i] + step*step)
			mean, variance = m[i]+gain*(mean-m[i]), v[i]+gain*gain*(variance-v[i]-step*step)
		}
		return log, mean, variance
	}
	// The grid is in log step, whose density has another factor step.
	density := func(p []float64) float64 { log, _, _ := smooth(math.Exp(p[0]), p[1], 0); return log + p[0] }
	functions := []func([]float64) float64{func(p []float64) float64 { return math.Exp(p[0]) }, gallerytest.Coordinate(1)}
	years := []int{0, 10, 30, 99}
	for _, year := range years {
		functions = append(functions,
			func(p []float64) float64 { _, m, _ := smooth(math.Exp(p[0]), p[1], year); return m },
			func(p []float64) float64 { _, m, v := smooth(math.Exp(p[0]), p[1], year); return m*m + v })
	}
	axes := []gallerytest.Axis{{Low: -0.5, High: 5.6, N: 40}, {Low: 55, High: 240, N: 36}}
	want := gallerytest.Grid(t, axes, density, functions...)
	gallerytest.Agree(t, post, "step", want[0])
	gallerytest.Agree(t, post, "noise", want[1])
	for i, year := range years {
		mean, square := want[2+2*i].Mean, want[3+2*i].Mean
		gallerytest.Agree(t, post, fmt.Sprintf("level[%d]", year), gallerytest.Moments{Mean: mean, SD: math.Sqrt(square - mean*mean)})
	}
}
