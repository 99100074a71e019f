package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// TestPosterior compares the draws with an exact answer: given scales, correlation and noise, all else is normal. All
// persons have the same days, so that the least-squares lines of persons, which are normal around the mean with the
// covariance V = Σ + noise² (XᵀX)⁻¹, and the squares that they leave say all that the data do.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	few, err := infer.MCMC{Seed: 2, Chains: 2, Draws: 500}.Run(t.Context(), ppl.Bind(model, noncentered))
	require.NoError(t, err)

	n := len(persons)
	center := mat.NewVecDense(2, nil)
	scatter, inverse, residual := mat.NewSymDense(2, nil), mat.NewSymDense(2, nil), 0.0
	x := mat.NewDense(10, 2, nil)
	for day := range 10 {
		x.SetRow(day, []float64{1, float64(day)})
	}
	var gram mat.Dense
	gram.Mul(x.T(), x)
	require.NoError(t, gram.Inverse(&gram))
	inverse.SetSym(0, 0, gram.At(0, 0))
	inverse.SetSym(0, 1, gram.At(0, 1))
	inverse.SetSym(1, 1, gram.At(1, 1))
	own := make([]*mat.VecDense, n)
	for j := range own {
		y := mat.NewVecDense(10, reaction.Index(0, j).Float64s())
		var b, toward, left mat.VecDense
		toward.MulVec(x.T(), y)
		b.MulVec(inverse, &toward)
		left.MulVec(x, &b)
		left.SubVec(y, &left)
		residual += mat.Dot(&left, &left)
		center.AddScaledVec(center, 1/float64(n), &b)
		own[j] = &b
	}
	for _, b := range own {
		var off mat.VecDense
		off.SubVec(b, center)
		scatter.SymRankOne(scatter, 1, &off)
	}
	require.InDelta(t, alone(8), own[8].AtVec(1), 1e-9)

	prior := mat.NewSymDense(2, []float64{100 * 100, 0, 0, 20 * 20}) // of the mean, around start
	start := mat.NewVecDense(2, []float64{250, 10})

	// given returns the log-density of log scales, atanh of the correlation, and log noise; and, given them, the mean
	// and the variance of the mean slope, and the mean of person 335's.
	given := func(p []float64) (log, mean, variance, person float64) {
		a, b, r, noise := math.Exp(p[0]), math.Exp(p[1]), math.Tanh(p[2]), math.Exp(p[3])
		sigma := mat.NewSymDense(2, []float64{a * a, r * a * b, r * a * b, b * b})
		v, total := mat.NewSymDense(2, nil), mat.NewSymDense(2, nil)
		v.ScaleSym(noise*noise, inverse)
		v.AddSym(v, sigma)
		total.ScaleSym(1/float64(n), v)
		total.AddSym(total, prior)
		var ofV, ofTotal mat.Cholesky
		require.True(t, ofV.Factorize(v) && ofTotal.Factorize(total))
		var spread mat.Dense
		require.NoError(t, ofV.SolveTo(&spread, scatter))
		var off, weighed mat.VecDense
		off.SubVec(center, start)
		require.NoError(t, ofTotal.SolveVecTo(&weighed, &off))
		log = -float64(n-1)/2*ofV.LogDet() - mat.Trace(&spread)/2 - ofTotal.LogDet()/2 - mat.Dot(&off, &weighed)/2 -
			8*float64(n)*p[3] - residual/(2*noise*noise)
		log += -a*a/(2*50*50) - b*b/(2*20*20) - noise*noise/(2*50*50) + 2*math.Log(1-r*r) + p[0] + p[1] + p[3]

		// The mean is start + prior·total⁻¹·(center - start), with the covariance prior - prior·total⁻¹·prior.
		var moved, shrunk, own8 mat.VecDense
		moved.MulVec(prior, &weighed)
		moved.AddVec(&moved, start)
		var gain mat.Dense
		require.NoError(t, ofTotal.SolveTo(&gain, prior))
		gain.Mul(prior, &gain)
		own8.SubVec(own[8], &moved)
		require.NoError(t, ofV.SolveVecTo(&shrunk, &own8))
		shrunk.MulVec(sigma, &shrunk)
		return log, moved.AtVec(1), prior.At(1, 1) - gain.At(1, 1), moved.AtVec(1) + shrunk.AtVec(1)
	}
	density := func(p []float64) float64 { log, _, _, _ := given(p); return log }
	exp := func(i int) func([]float64) float64 { return func(p []float64) float64 { return math.Exp(p[i]) } }
	axes := []gallerytest.Axis{{Low: 1.2, High: 5.2, N: 20}, {Low: 0.7, High: 3.2, N: 16}, {Low: -3, High: 3.6, N: 20}, {Low: 2.95, High: 3.6, N: 9}}
	want := gallerytest.Grid(t, axes, density, exp(0), exp(1), exp(3),
		func(p []float64) float64 { return math.Tanh(p[2]) },
		func(p []float64) float64 { _, m, _, _ := given(p); return m },
		func(p []float64) float64 { _, m, v, _ := given(p); return m*m + v },
		func(p []float64) float64 { _, _, _, m := given(p); return m })
	mean := gallerytest.Moments{Mean: want[4].Mean, SD: math.Sqrt(want[5].Mean - want[4].Mean*want[4].Mean)}
	gallerytest.Near(t, want[6].Mean, gallerytest.Chains(t, post, "slope[335]"), "slope[335]")
	gallerytest.Near(t, want[6].Mean, gallerytest.Chains(t, few, "slope[8]"), "slope[8]")
	for i, name := range []string{"scale[0]", "scale[1]", "noise", "correlation"} {
		gallerytest.Agree(t, post, name, want[i])
		gallerytest.Agree(t, few, name, want[i])
	}
	gallerytest.Agree(t, post, "mean[1]", mean)
	gallerytest.Agree(t, few, "mean[1]", mean)
}
