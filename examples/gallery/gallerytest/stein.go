package gallerytest

import (
	"fmt"
	"testing"
)

// Stein requires what Stein's identity says of draws from any density on ℝⁿ that vanishes far out: of the derivatives
// of its logarithm, the mean is 0, and the mean of their product with the coordinate that they belong to is -1. It
// takes the draws of each coordinate and a function that returns the derivatives, so that an answer can be tried where
// there are too many latents for a grid.
func Stein(t *testing.T, x [][][]float64, score func(x []float64) []float64) {
	t.Helper()
	zero, one := make([][][]float64, len(x)), make([][][]float64, len(x))
	for c := range x[0] {
		for d := range x {
			zero[d], one[d] = append(zero[d], nil), append(one[d], nil)
		}
		at := make([]float64, len(x))
		for i := range x[0][c] {
			for d := range x {
				at[d] = x[d][c][i]
			}
			for d, s := range score(at) {
				zero[d][c], one[d][c] = append(zero[d][c], s), append(one[d][c], at[d]*s)
			}
		}
	}
	for d := range x {
		Near(t, 0, zero[d], fmt.Sprint("E[∂ log p] in coordinate ", d))
		Near(t, -1, one[d], fmt.Sprint("E[x ∂ log p] in coordinate ", d))
	}
}
