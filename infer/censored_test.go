package infer_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// openBins are families by two reals: a location, where they have one, and the logarithm of a scale, a rate or a shape.
var openBins = map[string]func(u, v *tensor.Tensor) dist.Distribution{
	"Normal":       func(u, v *tensor.Tensor) dist.Distribution { return dist.Normal(u, v.Exp()) },
	"Cauchy":       func(u, v *tensor.Tensor) dist.Distribution { return dist.Cauchy(u, v.Exp()) },
	"Laplace":      func(u, v *tensor.Tensor) dist.Distribution { return dist.Laplace(u, v.Exp()) },
	"StudentT":     func(u, v *tensor.Tensor) dist.Distribution { return dist.StudentT(u.Exp(), u, v.Exp()) },
	"LogNormal":    func(u, v *tensor.Tensor) dist.Distribution { return dist.LogNormal(u, v.Exp()) },
	"HalfNormal":   func(_, v *tensor.Tensor) dist.Distribution { return dist.HalfNormal(v.Exp()) },
	"HalfCauchy":   func(_, v *tensor.Tensor) dist.Distribution { return dist.HalfCauchy(v.Exp()) },
	"Exponential":  func(_, v *tensor.Tensor) dist.Distribution { return dist.Exponential(v.Exp()) },
	"Gamma":        func(u, v *tensor.Tensor) dist.Distribution { return dist.Gamma(u.Exp(), v.Exp()) },
	"InverseGamma": func(u, v *tensor.Tensor) dist.Distribution { return dist.InverseGamma(u.Exp(), v.Exp()) },
	"Beta":         func(u, v *tensor.Tensor) dist.Distribution { return dist.Beta(u.Exp(), v.Exp()) },
	"Uniform": func(u, v *tensor.Tensor) dist.Distribution {
		return dist.Uniform(tensor.Sub(-1, u.Exp()), tensor.Add(1, v.Exp()))
	},
	"Poisson":  func(_, v *tensor.Tensor) dist.Distribution { return dist.Poisson(v.Exp()) },
	"Binomial": func(u, _ *tensor.Tensor) dist.Distribution { return dist.Binomial[dist.Logits](5, u) },
	"Mixture": func(u, v *tensor.Tensor) dist.Distribution {
		return dist.Mixture(dist.Categorical[dist.Logits](tensor.Stack(0, u, v)), dist.Normal(tensor.Stack(0, u, v), v.Exp()))
	},
}

// TestOpenBins: observations that are only known to lie in a bin that has no end train and sample, for every family,
// and the survival function says the same as the difference of two distribution functions.
func TestOpenBins(t *testing.T) {
	racing.SkipNumbers(t)
	inf := math.Inf(1)
	low, high := tensor.Of([]float64{-inf, 0.2, 0.6}), tensor.Of([]float64{0.2, 0.6, inf})
	for name, family := range openBins {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model := func(bins func(d dist.Distribution) *tensor.Tensor) ppl.Model {
				return func(c *ppl.Context) {
					d := family(ppl.Sample(c, "u", dist.Normal(0, 1)), ppl.Sample(c, "v", dist.Normal(0, 1)))
					ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Factor(c, "bin", bins(d)) })
				}
			}
			cdf := func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor {
				p, ok := dist.CDF(d, x)
				require.True(t, ok)
				return p
			}
			differences := func(d dist.Distribution) *tensor.Tensor {
				p := cdf(d, high).Sub(cdf(d, low))
				return tensor.Where(tensor.Less(0, p), p, 1).Log() // counts have no mass between 0.2 and 0.6
			}
			tails := func(d dist.Distribution) *tensor.Tensor {
				below, ok := dist.LogCDF(d, tensor.Scalar(0.2))
				require.True(t, ok)
				above, ok := dist.LogSurvival(d, tensor.Scalar(0.6))
				require.True(t, ok)
				between := differences(d).Slice(0, 1, 2)
				return tensor.Concat(0, below.Reshape(1), between, above.Reshape(1))
			}
			losses := map[string][]float64{}
			for kind, bins := range map[string]func(d dist.Distribution) *tensor.Tensor{"differences": differences, "tails": tails} {
				m := func(c *ppl.Context, _ int) { model(bins)(c) }
				svi := NewSVI(m, AutoNormal(m, AutoOptions{}), SVIOptions{Seed: 1})
				for range 20 {
					step, err := svi.Step(0)
					require.NoError(t, err)
					require.False(t, math.IsNaN(step.Loss) || math.IsInf(step.Loss, 0))
					losses[kind] = append(losses[kind], step.Loss)
				}
				post, err := MCMC{Chains: 1, Draws: 20, Warmup: 50, Seed: 1}.Run(background, model(bins))
				require.NoError(t, err)
				for _, v := range append(post.Get("u").Float64s(), post.Get("v").Float64s()...) {
					require.Less(t, math.Abs(v), 10.0)
				}
			}
			require.InDeltaSlice(t, losses["differences"], losses["tails"], 1e-9)
		})
	}
}
