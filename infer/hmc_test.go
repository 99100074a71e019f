package infer

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// The swing of a ball over a normal density takes a time of 2π once the metric has learned the scales. A path of the
// whole swing ends where it began, and one of a quarter is independent of that.
func TestHMCPathIsNotAWholeSwing(t *testing.T) {
	normals := func(c *ppl.Context) {
		ppl.Sample(c, "x", dist.Normal(tensor.Zeros(3), tensor.Of([]float64{1, 3, 10})).ToEvent(1))
	}
	draw := func(k HMC) (least float64, warnings []string) {
		post, err := MCMC{Kernel: k, Chains: 2, Warmup: 500, Draws: 500, Seed: 1}.Run(t.Context(), normals)
		require.NoError(t, err)
		s := post.Summary()
		least = math.Inf(1)
		for _, r := range s.Rows {
			least = min(least, r.ESSBulk, r.ESSTail)
		}
		return least, s.Warnings
	}
	least, warnings := draw(HMC{})
	require.Greater(t, least, 400.0)
	require.Empty(t, warnings)

	least, warnings = draw(HMC{PathLength: 2 * math.Pi})
	require.Less(t, least, 100.0)
	require.NotEmpty(t, warnings)
}
