package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestCARRefuses(t *testing.T) {
	pair := dist.NewAdjacency(tensor.Of([]float64{0, 1, 1, 0}, 2, 2))
	for want, build := range map[string]func(){
		"dist: CAR: adjacency must be a square matrix, found [2]{1 1}":                                 func() { dist.NewAdjacency(tensor.Of([]float64{1, 1})) },
		"dist: CAR: adjacency must be symmetric, found 1 and 0 at [0, 1] and [1, 0]":                   func() { dist.NewAdjacency(tensor.Of([]float64{0, 1, 0, 0}, 2, 2)) },
		"dist: CAR: adjacency must have non-negative weights, found -1 at [0, 1]":                      func() { dist.NewAdjacency(tensor.Of([]float64{0, -1, -1, 0}, 2, 2)) },
		"dist: CAR: adjacency is nil":                                                                  func() { dist.CAR(tensor.Zeros(2), 0.5, 1, nil) },
		"dist: CAR: loc of shape [3] must have 2 elements along its last dimension, one for each site": func() { dist.CAR(tensor.Zeros(3), 0.5, 1, pair) },
		"dist: CAR: adjacency must have zeros on the diagonal, as no site is its own neighbor, found 1 at [0, 0]": func() {
			dist.NewAdjacency(tensor.Eye(2))
		},
		"dist: CAR: adjacency has site 2 without neighbors; leave it out, and give it a distribution of its own": func() {
			dist.NewAdjacency(tensor.Of([]float64{0, 1, 0, 1, 0, 0, 0, 0, 0}, 3, 3))
		},
	} {
		require.PanicsWithError(t, want, build)
	}
	require.EqualError(t, dist.CAR(tensor.Zeros(2), 1.5, 1, pair).Validate(), "dist: CAR: correlation must be in (-1, 1), found 1.5")
}

// TestCARIsConditionallyNormal: given all others, a value is normal around the average of its neighbors.
func TestCARIsConditionallyNormal(t *testing.T) {
	sites := dist.NewAdjacency(tensor.Of([]float64{0, 1, 2, 1, 0, 0, 2, 0, 0}, 3, 3))
	d := dist.CAR(tensor.Of([]float64{1, 2, 3}), 0.8, 1.5, sites)
	others := func(x float64) *tensor.Tensor { return tensor.Of([]float64{x, 0.5, 4}) }
	around := dist.Normal(1+0.8*(1*(0.5-2)+2*(4-3))/3, 1/2.1213203435596424) // √(1.5·3)
	got := d.LogProb(others(2)).Item() - d.LogProb(others(-1)).Item()
	require.InDelta(t, around.LogProb(tensor.Scalar(2)).Item()-around.LogProb(tensor.Scalar(-1)).Item(), got, 1e-12)
}
