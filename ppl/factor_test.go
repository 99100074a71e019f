package ppl_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestFactor(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		ppl.Factor(c, "number", -2)
		ppl.Factor(c, "tensor", scalar(0.5))
	}, 1)
	requireNear(t, -1.5, trace.LogProb())
	s := trace.Site("number")
	require.True(t, s.LogWeighted())
	require.False(t, s.Latent())
	requireNear(t, -2, s.LogProb())
}

// A factor is expanded to its plates, like a distribution, so that its weight does not depend on how many rows a batch
// has.
func TestFactorInPlate(t *testing.T) {
	for _, batch := range []int{1, 4, 10} {
		trace := run(t, func(c *ppl.Context) {
			ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
				ppl.Factor(c, "each", 0.5)
				ppl.Factor(c, "given", tensor.Full(0.25, batch))
			}, ppl.BatchSize(batch))
		}, 1)
		require.Equal(t, tensor.Shape{batch}, trace.Site("each").LogProb().Shape())
		requireNear(t, 5, trace.Site("each").LogProbSum())
		requireNear(t, 2.5, trace.Site("given").LogProbSum())
		requireNear(t, 7.5, trace.LogProb())
	}
}

func TestFactorMaskedAndScaled(t *testing.T) {
	weights := tensor.Of([]float64{1, math.NaN(), 3})
	trace := run(t, func(c *ppl.Context) {
		ppl.Plate(c, "rows", 3, ppl.Scale(ppl.Mask(func(c *ppl.Context) {
			ppl.Factor(c, "w", weights)
		}, tensor.Of([]int{1, 0, 1})), 2))
	}, 1)
	require.Equal(t, []float64{1, 0, 3}, trace.Site("w").LogProb().Float64s())
	requireNear(t, 8, trace.LogProb())
}
