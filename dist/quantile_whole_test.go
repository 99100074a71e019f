package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestQuantilesOfCounts: the smallest value whose distribution function is at least p, at steps, between them and just
// above them.
func TestQuantilesOfCounts(t *testing.T) {
	for _, d := range []dist.Distribution{
		dist.Poisson(3), dist.Poisson(2e6), dist.Poisson(1e-9), dist.Binomial[dist.Probs](9, 0.3), dist.Bernoulli[dist.Logits](0.4),
		dist.Geometric[dist.Probs](1e-6), dist.NegativeBinomial2(30, 0.2), dist.Categorical[dist.Probs](vec(1, 2, 0, 3)),
		dist.OrderedLogistic(0.3, vec(-1, 0.5, 2)), dist.DiscreteUniform(-3, 8), dist.BetaBinomial(50, 0.3, 0.7), dist.Hypergeometric(90, 20, 30),
		dist.GeneralizedPoisson(4, 0.7), dist.Skellam(40, 3), dist.Skellam(1e-3, 5e3), dist.ZeroInflated[dist.Probs](dist.Poisson(4), 0.3),
		dist.Mixture(dist.Categorical[dist.Probs](vec(1, 3)), dist.Binomial[dist.Probs](vec(4, 9), 0.4)), dist.Expand(dist.Poisson(7)),
		dist.MixtureOf(dist.Categorical[dist.Probs](vec(1, 3, 2)), dist.Poisson(3), dist.Binomial[dist.Probs](30, 0.7), dist.DiscreteUniform(-4, 2)),
		dist.Truncated(dist.Poisson(5), 2, inf), dist.Censored(dist.Poisson(5), 2, 9), dist.Hurdle[dist.Logits](dist.Poisson(2), 0.3),
	} {
		for _, p := range []float64{1e-300, 1e-9, 0.01, 0.3, 0.5, 0.75, 0.9, 0.999, 1 - 1e-12} {
			x, ok := dist.Quantile(d, tensor.Scalar(p))
			require.True(t, ok, "%v", d)
			at, _ := dist.CDF(d, x)
			before, _ := dist.CDF(d, tensor.Sub(x, 1))
			require.True(t, before.Item() < p && p <= at.Item(), "%v at %v: %v has %v, and before that %v", d, p, x, at, before)
			if at.Item() < 1 {
				again, _ := dist.Quantile(d, at)
				require.Equal(t, x.Item(), again.Item(), "%v at a step", d)
				next, _ := dist.Quantile(d, tensor.Scalar(math.Nextafter(at.Item(), 2)))
				require.GreaterOrEqual(t, next.Item(), x.Item()+1, "%v above a step", d)
			}
		}
	}
	for d, ends := range map[dist.Distribution][2]float64{
		dist.Poisson(3): {0, inf}, dist.Skellam(1, 2): {-inf, inf}, dist.Binomial[dist.Probs](9, 0.3): {0, 9}, dist.DiscreteUniform(-3, 8): {-3, 8},
	} {
		x, ok := dist.Quantile(d, vec(0, 1, nan, -0.1, 1.1))
		require.True(t, ok)
		require.Equal(t, ends[:], x.Float64s()[:2])
		for _, v := range x.Float64s()[2:] {
			require.True(t, math.IsNaN(v))
		}
	}
	x, _ := dist.Quantile(dist.Poisson(vec(1, 30)), tensor.Of([]float64{0.5, 0.9}, 2, 1))
	require.Equal(t, []float64{1, 30, 2, 37}, x.Float64s())
	x, _ = dist.Quantile(dist.Poisson(-1), tensor.Scalar(0.5))
	require.True(t, math.IsNaN(x.Item()))
	_, ok := dist.Quantile(dist.Multinomial[dist.Probs](3, vec(1, 2)), tensor.Scalar(0.5))
	require.False(t, ok)
}

// TestSumsOfMasses: distribution functions that are sums agree with closed forms of the same law, in both tails and
// however many masses there are, with their derivatives.
func TestSumsOfMasses(t *testing.T) {
	compare := func(what string, tolerance float64, got, want func(p *tensor.Tensor) *tensor.Tensor, at float64) {
		y, slope := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor { return got(p[0]) }, tensor.Scalar(at))
		exact, exactSlope := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor { return want(p[0]) }, tensor.Scalar(at))
		require.InDelta(t, exact.Item(), y.Item(), tolerance*math.Abs(exact.Item())+1e-300, what)
		require.InDelta(t, exactSlope[0].Item(), slope[0].Item(), 10*tolerance*math.Abs(exactSlope[0].Item())+1e-300, "derivative of "+what)
	}
	for _, f := range []exactFunc{dist.CDF, dist.LogCDF, dist.LogSurvival} {
		of := func(d dist.Distribution, x float64) *tensor.Tensor { y, _ := f(d, tensor.Scalar(x)); return y }
		// values and rates
		for _, c := range [][2]float64{{3, 2}, {0, 3}, {40, 3}, {1e6, 1e6}, {1.005e6, 1e6}, {9.9e5, 1e6}, {1e9 + 1e5, 1e9}} {
			poisson := func(rate *tensor.Tensor) *tensor.Tensor { return of(dist.Poisson(rate), c[0]) }
			compare("GeneralizedPoisson", 3e-10, func(rate *tensor.Tensor) *tensor.Tensor { return of(dist.GeneralizedPoisson(rate, 0), c[0]) }, poisson, c[1])
			compare("Skellam", 3e-10, func(rate *tensor.Tensor) *tensor.Tensor { return of(dist.Skellam(rate, 1e-300), c[0]) }, poisson, c[1])
		}
		for _, x := range []float64{0, 7, 1e5, 9e8, 1e9 - 1} { // with b = 1, or a = 1, masses have sums in closed form
			const n = 1e9
			// log Γ(x+1+a) Γ(n+1) / (Γ(x+1) Γ(n+1+a))
			ratio := func(a *tensor.Tensor) *tensor.Tensor {
				l := tensor.Add(a, x+1).Lgamma().Sub(tensor.Scalar(x + 1).Lgamma()).Sub(tensor.Add(a, n+1).Lgamma()).Add(tensor.Scalar(n + 1).Lgamma())
				return l
			}
			y, ok := dist.LogCDF(dist.BetaBinomial(n, 0.5, 1), tensor.Scalar(x))
			require.True(t, ok)
			require.InDelta(t, ratio(tensor.Scalar(0.5)).Item(), y.Item(), 1e-5) // what large logarithms differ by
			p, _ := dist.CDF(dist.BetaBinomial(n, 1, 1), tensor.Scalar(x))
			require.InEpsilon(t, (x+1)/(n+1), p.Item(), 1e-12)
			q, _ := dist.LogSurvival(dist.BetaBinomial(n, 1, 1), tensor.Scalar(x))
			require.InDelta(t, math.Log((n-x)/(n+1)), q.Item(), 1e-11*math.Abs(q.Item())+1e-15)
		}
	}
}
