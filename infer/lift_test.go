package infer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Parameters that start at random values get priors by Lift, or values by Substitute, under a sampler, too: the
// posterior is that of the same random module, draw for draw.
func TestSamplersOfLiftedNetworks(t *testing.T) {
	for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
		t.Run(dtype.String(), func(t *testing.T) {
			net := nn.As(nn.NewLinear(1, 1), dtype)
			x := tensor.Of([]float64{1, 2, 3}, 3, 1).As(dtype)
			observe := func(c *ppl.Context, net *nn.Linear) {
				ppl.Sample(c, "y", dist.Normal(net.Forward(x), 1).ToEvent(2), ppl.Obs(tensor.Mul(x, 2)))
			}
			trained := func(c *ppl.Context) { observe(c, nn.Params(c, "net", net)) }
			prior := func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) }
			sample := func(m ppl.Model) *draws.Draws {
				d, err := MCMC{Chains: 1, Warmup: 50, Draws: 50, Seed: 1}.Run(background, m)
				require.NoError(t, err)
				return d
			}
			want := sample(func(c *ppl.Context) { observe(c, nn.RandomModule(c, "net", net, nn.PriorFunc(prior))) })
			got := sample(ppl.Lift(trained, prior))
			for _, name := range want.Names() {
				require.Equal(t, want.Get(name).Float64s(), got.Get(name).Float64s())
			}

			one := tensor.Ones(1, 1).As(dtype)
			fixed := ppl.Lift(ppl.Substitute(trained, ppl.Values{"net.weight": one}), prior)
			require.Equal(t, []string{"net.bias"}, sample(fixed).Names())
		})
	}
}
