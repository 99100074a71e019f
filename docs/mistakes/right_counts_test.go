package mistakes

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// ofCounts are right programs beside the mistakes with counts, categories, ratings and angles, and with data that are
// known in part.
func ofCounts() []right {
	whole := func(v ...int) *tensor.Tensor { return tensor.Of(v) }
	wide := math.Inf(1)
	var programs []right
	// Each is data, and their distribution by a latent that is near 0.
	for _, r := range []struct {
		name string
		data *tensor.Tensor
		d    func(z *tensor.Tensor) dist.Distribution
	}{
		{"ratings from 0", whole(0, 2, 4, 3), func(z *tensor.Tensor) dist.Distribution { return dist.OrderedLogistic(z, of(-2, -1, 1, 2)) }},
		{"counts with totals of their own", tensor.Of([]int{5, 3, 2, 4, 4, 1}, 2, 3), func(z *tensor.Tensor) dist.Distribution {
			return dist.Multinomial[dist.Logits](whole(10, 9), tensor.Stack(0, z, tensor.Scalar(0), tensor.Scalar(0)))
		}},
		{"overdispersed counts of categories", tensor.Of([]int{5, 3, 2, 4, 4, 1}, 2, 3), func(z *tensor.Tensor) dist.Distribution {
			return dist.DirichletMultinomial(whole(10, 9), z.Exp().Mul(tensor.Ones(3)))
		}},
		{"rows of 0 and 1", tensor.Of([]int{1, 0, 0, 0, 0, 1}, 2, 3), func(z *tensor.Tensor) dist.Distribution {
			return dist.OneHotCategorical[dist.Logits](tensor.Stack(0, z, tensor.Scalar(0), tensor.Scalar(0)))
		}},
		{"counts by mean and exposure", whole(3, 0, 9, 2), func(z *tensor.Tensor) dist.Distribution {
			return dist.NegativeBinomial2(z.Exp().Mul(of(2, 1, 4, 1)), 1.5)
		}},
		{"zero-inflated counts by log-odds", whole(3, 0, 0, 2), func(z *tensor.Tensor) dist.Distribution {
			return dist.ZeroInflated[dist.Logits](dist.Poisson(3), z)
		}},
		{"a hurdle of counts", whole(3, 0, 0, 2), func(z *tensor.Tensor) dist.Distribution {
			return dist.Hurdle[dist.Probs](dist.NegativeBinomial2(z.Exp(), 2), 0.4)
		}},
		{"dry days before a Gamma", of(3.5, 0, 12, 0), func(z *tensor.Tensor) dist.Distribution {
			return dist.Hurdle[dist.Logits](dist.Gamma(2, z.Neg().Exp()), -0.5)
		}},
		{"claims of which some are 0", of(3.5, 0, 12, 0), func(z *tensor.Tensor) dist.Distribution { return dist.Tweedie(z.Exp(), 1, 1.5) }},
		{"goal differences", whole(2, -1, 0, 3), func(z *tensor.Tensor) dist.Distribution { return dist.Skellam(z.Exp(), 1) }},
		{"a share by its mean", of(0.2, 0.5, 0.9), func(z *tensor.Tensor) dist.Distribution { return dist.BetaProportion(z.Sigmoid(), 10) }},
		{"angles in radians", of(0.3, 3.1, -1.4), func(z *tensor.Tensor) dist.Distribution { return dist.VonMises(z, 2) }},
		{"times that are censored", of(6, 9, 4), func(z *tensor.Tensor) dist.Distribution {
			return dist.Censored(dist.Weibull(z.Exp().Mul(tensor.Scalar(10)), 1.5), 0, of(wide, 9, wide))
		}},
		{"times between visits", whole(0, 1, 2), func(z *tensor.Tensor) dist.Distribution {
			return dist.IntervalCensored(dist.Weibull(z.Exp().Mul(tensor.Scalar(10)), 1.5), tensor.Of([]float64{4, 8, 3, 9, 5, 7}, 3, 2))
		}},
		{"ages in brackets", whole(0, 3, 1, 2), func(z *tensor.Tensor) dist.Distribution {
			return dist.IntervalCensored(dist.Normal(z.Mul(tensor.Scalar(10)).Add(tensor.Scalar(40)), 15), of(18, 30, 50))
		}},
		{"trips of those who went", whole(2, 1, 4), func(z *tensor.Tensor) dist.Distribution { return dist.Truncated(dist.Poisson(z.Exp()), 1, wide) }},
		{"weights to a half", of(61.5, 70, 58.5), func(z *tensor.Tensor) dist.Distribution {
			return dist.Rounded(dist.Normal(z.Add(tensor.Scalar(63)), 5), 0.5)
		}},
		{"sizes of errors", of(0.4, 1.1, 0.2), func(z *tensor.Tensor) dist.Distribution { return dist.Folded(dist.Normal(z, 1)) }},
		{"two kinds of amounts", of(0.5, 1.4, 6), func(z *tensor.Tensor) dist.Distribution {
			return dist.MixtureOf(dist.Categorical[dist.Probs](tensor.Ones(2)), dist.Gamma(2, z.Exp()), dist.LogNormal(1, 1))
		}},
	} {
		programs = append(programs, right{r.name, func() error {
			return quick(func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(0, 0.5))
				ppl.Plate(c, "rows", r.data.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "y", r.d(z), ppl.Obs(r.data)) })
			})
		}})
	}
	return programs
}
