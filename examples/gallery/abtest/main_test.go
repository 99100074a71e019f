package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"gonum.org/v1/gonum/stat/distuv"
)

// TestPosterior compares the draws with the posterior, which is conjugate, and the probability that B is better with
// its closed form: a sum over the values of a parameter that is an integer (Miller 2015, "Formulas for Bayesian A/B
// testing").
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	exact := func(i int) distuv.Beta {
		return distuv.Beta{Alpha: 3 + buyers.At(i), Beta: 57 + visitors.At(i) - buyers.At(i)}
	}
	a, b := exact(0), exact(1)
	gallerytest.Agree(t, post, "share[0]", gallerytest.Moments{Mean: a.Mean(), SD: a.StdDev()})
	gallerytest.Agree(t, post, "share[1]", gallerytest.Moments{Mean: b.Mean(), SD: b.StdDev()})

	logBeta := func(a, b float64) float64 {
		x, _ := math.Lgamma(a)
		y, _ := math.Lgamma(b)
		z, _ := math.Lgamma(a + b)
		return x + y - z
	}
	better := 0.0
	for i := 0.0; i < b.Alpha; i++ {
		better += math.Exp(logBeta(a.Alpha+i, a.Beta+b.Beta) - math.Log(b.Beta+i) - logBeta(1+i, b.Beta) - logBeta(a.Alpha, a.Beta))
	}
	is := gallerytest.Map(gallerytest.Chains(t, post, "B - A"), func(d float64) float64 {
		if d > 0 {
			return 1
		}
		return 0
	})
	gallerytest.Near(t, better, is, "B is better")
}
