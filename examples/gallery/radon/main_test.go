package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// TestPosterior compares the draws with an exact answer. Given spread and noise, all else is normal: the data have a
// normal distribution, whose covariance is written out, and only the two are left to sum over.
func TestPosterior(t *testing.T) {
	d, truth, err := simulate()
	require.NoError(t, err)
	post := gallerytest.Run(t, run)[0]

	// The latents are base, uranium, upstairs and 30 deviations of counties; radon = design · latents + noise.
	n, k := len(d.county), 3+counties
	design := mat.NewDense(n, k, nil)
	for h, j := range d.county {
		design.SetRow(h, append([]float64{1, d.uranium.At(j), d.upstairs.At(h)}, make([]float64, counties)...))
		design.Set(h, 3+j, 1)
	}
	y := mat.NewVecDense(n, d.radon.Float64s())
	var gram mat.Dense
	gram.Mul(design.T(), design)
	var toward mat.VecDense
	toward.MulVec(design.T(), y)

	// given returns the posterior mean of the latents given spread and noise, and the log-density of the two.
	given := func(spread, noise float64) (mean *mat.VecDense, log float64) {
		precision := mat.NewSymDense(k, nil)
		for i := range k {
			for j := range i + 1 {
				precision.SetSym(i, j, gram.At(i, j)/(noise*noise))
			}
			prior := []float64{1.0 / 4, 1, 1}
			if i < 3 {
				precision.SetSym(i, i, precision.At(i, i)+prior[i])
			} else {
				precision.SetSym(i, i, precision.At(i, i)+1/(spread*spread))
			}
		}
		var chol mat.Cholesky
		require.True(t, chol.Factorize(precision))
		mean = mat.NewVecDense(k, nil)
		var scaled mat.VecDense
		scaled.ScaleVec(1/(noise*noise), &toward)
		require.NoError(t, chol.SolveVecTo(mean, &scaled))
		log = -float64(n)*math.Log(noise) - counties*math.Log(spread) - chol.LogDet()/2 -
			mat.Dot(y, y)/(2*noise*noise) + mat.Dot(mean, &scaled)/2 - (spread*spread+noise*noise)/2
		return mean, log
	}
	// The grid is in log spread, whose density has another factor spread.
	density := func(p []float64) float64 { _, log := given(math.Exp(p[0]), p[1]); return log + p[0] }
	spread := func(p []float64) float64 { return math.Exp(p[0]) }
	at := func(weights map[int]float64) func([]float64) float64 {
		return func(p []float64) (v float64) {
			mean, _ := given(math.Exp(p[0]), p[1])
			for i, w := range weights {
				v += w * mean.AtVec(i)
			}
			return v
		}
	}
	axes := []gallerytest.Axis{{Low: -9, High: 1.2, N: 100}, {Low: 0.4, High: 1.4, N: 30}}
	want := gallerytest.Grid(t, axes, density, spread, gallerytest.Coordinate(1), at(map[int]float64{2: 1}),
		at(map[int]float64{0: 1, 1: d.uranium.At(0), 3: 1}), at(map[int]float64{0: 1, 1: d.uranium.At(29), 32: 1}))
	gallerytest.Agree(t, post, "spread", want[0])
	gallerytest.Agree(t, post, "noise", want[1])
	for i, name := range []string{"upstairs", "level[0]", "level[29]"} {
		gallerytest.Near(t, want[2+i].Mean, gallerytest.Chains(t, post, name), name)
	}

	// Intervals of probability 0.9 hold about as many of the true levels: 27 of 30, and 22 or more with probability 0.998.
	sum, held := post.Summary(), 0
	for j := range counties {
		if r := sum.Row(fmt.Sprintf("level[%d]", j)); r.Q5 < truth.At(j) && truth.At(j) < r.Q95 {
			held++
		}
	}
	require.GreaterOrEqual(t, held, 22)
}
