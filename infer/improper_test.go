package infer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Posteriors that no density bounds are said to be so, whatever else the chains show.
func TestImproperPosteriorsAreNamed(t *testing.T) {
	racing.SkipNumbers(t)
	flat := func(c *ppl.Context, name string, support dist.Constraint) *tensor.Tensor {
		return ppl.Sample(c, name, dist.ImproperUniform(support, nil, nil))
	}
	for name, c := range map[string]struct {
		model ppl.Model
		sites []string
	}{
		"flat":          {func(c *ppl.Context) { flat(c, "b", dist.Real) }, []string{"b"}},
		"flat positive": {func(c *ppl.Context) { flat(c, "s", dist.Positive) }, []string{"s"}},
		"only the sum is known": {func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.Normal(flat(c, "a", dist.Real).Add(flat(c, "b", dist.Real)), 1), ppl.Obs(tensor.Scalar(1)))
		}, []string{"a", "b"}},
		"a scale of equal data": {func(c *ppl.Context) {
			s := flat(c, "s", dist.Positive)
			ppl.Sample(c, "y", dist.Normal(tensor.Zeros(2), s).ToEvent(1), ppl.Obs(tensor.Zeros(2)))
		}, []string{"s"}},
	} {
		t.Run(name, func(t *testing.T) {
			post, err := MCMC{Kernel: NUTS{MaxDepth: 8}, Warmup: 300, Draws: 300, Seed: 1}.Run(background, c.model)
			require.NoError(t, err)
			warnings := post.Summary().Warnings
			require.Contains(t, warnings[0], "the posterior may be improper, so that nothing holds the chains, in ")
			for _, site := range c.sites {
				require.Contains(t, warnings[0], site+" (")
			}
			require.NotContains(t, strings.Join(warnings, "\n"), "slow, not wrong")
		})
	}
}
