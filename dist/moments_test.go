package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// exact is what is known of a distribution in closed form.
type exact struct{ mean, variance, entropy, cdf, quantile bool }

func exactOf(d dist.Distribution) (e exact) {
	half := tensor.Scalar(0.5)
	_, e.mean = dist.Mean(d)
	_, e.variance = dist.Variance(d)
	_, e.entropy = dist.Entropy(d)
	_, e.cdf = dist.CDF(d, half)
	_, e.quantile = dist.Quantile(d, half)
	return e
}

func TestExactResultsByFamily(t *testing.T) {
	all := exact{true, true, true, true, true}
	for _, test := range []struct {
		d    dist.Distribution
		want exact
	}{
		{dist.Normal(0, 1), all},
		{dist.Laplace(0, 1), all},
		{dist.HalfNormal(1), all},
		{dist.LogNormal(0, 1), all},
		{dist.Uniform(0, 1), all},
		{dist.Exponential(1), all},
		{dist.Gamma(1, 1), all},
		{dist.Beta(1, 1), all},
		{dist.Cauchy(0, 1), exact{entropy: true, cdf: true, quantile: true}},
		{dist.StudentT(5, 0, 1), exact{mean: true, variance: true}},
		{dist.InverseGamma(3, 1), exact{mean: true, variance: true, entropy: true}},
		{dist.HalfCauchy(1), exact{entropy: true, cdf: true, quantile: true}},
		{dist.Bernoulli[dist.Logits](0), exact{mean: true, variance: true, entropy: true}},
		{dist.Bernoulli[dist.Probs](0.5), exact{mean: true, variance: true, entropy: true}},
		{dist.Categorical[dist.Logits](tensor.Zeros(3)), exact{entropy: true}},
		{dist.Delta(1), exact{mean: true, variance: true}},
		{foreign{dist.Normal(0, 1)}, exact{}},
	} {
		require.Equal(t, test.want, exactOf(test.d), "%v", test.d)
		require.Equal(t, test.want, exactOf(dist.Expand(test.d, 2)), "%v expanded", test.d)
		require.Equal(t, test.want, exactOf(dist.Mask(test.d, vec(1, 0))), "%v masked", test.d)

		// Blocks of values have no distribution function.
		want := test.want
		want.cdf, want.quantile = false, false
		require.Equal(t, want, exactOf(dist.ToEvent(dist.Expand(test.d, 2), 1)), "%v as one event", test.d)
	}
}

// named is a type from elsewhere that knows its exact results but not how to expand.
type named struct {
	foreign
	known *dist.NormalDist
}

func (d named) Mean() (*tensor.Tensor, bool)                     { return d.known.Mean() }
func (d named) Variance() (*tensor.Tensor, bool)                 { return d.known.Variance() }
func (d named) Entropy() (*tensor.Tensor, bool)                  { return d.known.Entropy() }
func (d named) CDF(x *tensor.Tensor) (*tensor.Tensor, bool)      { return d.known.CDF(x) }
func (d named) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) { return d.known.Quantile(p) }

func TestExactResultsThroughWrappers(t *testing.T) {
	n := dist.Normal(vec(1, 2), vec(1, 3))
	h := []float64{0.5 * math.Log(2*math.Pi*math.E), 0.5*math.Log(2*math.Pi*math.E) + math.Log(3)}
	value := func(r *tensor.Tensor, ok bool) *tensor.Tensor {
		require.True(t, ok)
		return r
	}
	for name, base := range map[string]dist.Distribution{"family": n, "elsewhere": named{foreign{n}, n}} {
		wide := dist.Expand(base, 3, 2)
		for what, d := range map[string]dist.Distribution{
			"expanded": wide,
			"masked":   dist.Mask(wide, vec(0, 1)),
			"event":    dist.ToEvent(wide, 1),
			"block":    dist.ToEvent(dist.Mask(wide, vec(0, 1)), 2),
		} {
			require.Equal(t, tensor.Shape{3, 2}, value(dist.Mean(d)).Shape(), "%s %s", name, what)
			require.Equal(t, []float64{1, 2, 1, 2, 1, 2}, value(dist.Mean(d)).Float64s(), "%s %s", name, what)
			require.Equal(t, []float64{1, 9, 1, 9, 1, 9}, value(dist.Variance(d)).Float64s(), "%s %s", name, what)
		}
		require.InDeltaSlice(t, []float64{h[0], h[1], h[0], h[1], h[0], h[1]}, value(dist.Entropy(wide)).Float64s(), 1e-14, name)
		masked := value(dist.Entropy(dist.Mask(wide, vec(0, 1)))).Float64s()
		require.InDeltaSlice(t, []float64{0, h[1], 0, h[1], 0, h[1]}, masked, 1e-14, name)
		require.InDeltaSlice(t, []float64{h[0] + h[1], h[0] + h[1], h[0] + h[1]}, value(dist.Entropy(dist.ToEvent(wide, 1))).Float64s(), 1e-14, name)
		require.InDelta(t, 3*h[1], value(dist.Entropy(dist.ToEvent(dist.Mask(wide, vec(0, 1)), 2))).Item(), 1e-14, name)

		for _, d := range []dist.Distribution{wide, dist.Mask(wide, vec(0, 1))} {
			p := value(dist.CDF(d, vec(1, 5)))
			require.Equal(t, tensor.Shape{3, 2}, p.Shape(), name)
			require.InDeltaSlice(t, []float64{0.5, 0.8413447460685429}, p.Float64s()[4:], 1e-15, name)
			require.InDeltaSlice(t, []float64{1, 5}, value(dist.Quantile(d, p)).Float64s()[4:], 1e-14, name)
		}
	}
}

func TestQuantileAtItsEnds(t *testing.T) {
	p := vec(0, 1, -0.1, 1.1, math.NaN())
	for _, test := range []struct {
		d         dist.Distribution
		low, high float64
	}{
		{dist.Normal(3, 2), -inf, inf},
		{dist.Laplace(3, 2), -inf, inf},
		{dist.HalfNormal(2), 0, inf},
		{dist.HalfCauchy(2), 0, inf},
		{dist.LogNormal(3, 2), 0, inf},
		{dist.Exponential(2), 0, inf},
		{dist.Gamma(3, 2), 0, inf},
		{dist.Beta(3, 2), 0, 1},
		{dist.Uniform(-3, 2), -3, 2},
	} {
		x, ok := dist.Quantile(test.d, p)
		require.True(t, ok)
		require.Equal(t, []float64{test.low, test.high}, x.Float64s()[:2], "%v", test.d)
		for _, v := range x.Float64s()[2:] {
			require.True(t, math.IsNaN(v), "%v: %v", test.d, x)
		}
		below, ok := dist.CDF(test.d, vec(-1e300, 1e300, -inf, inf))
		require.True(t, ok)
		require.Equal(t, []float64{0, 1, 0, 1}, below.Float64s(), "%v", test.d)
	}
}

// TestUnknownDerivativesAreRefused: what would train nothing must not pass for a derivative of 0.
func TestUnknownDerivativesAreRefused(t *testing.T) {
	half := tensor.Scalar(0.5)
	for name, f := range map[string]func(a *tensor.Tensor) (*tensor.Tensor, bool){
		"Beta.CDF":      func(a *tensor.Tensor) (*tensor.Tensor, bool) { return dist.CDF(dist.Beta(a, 2), half) },
		"Beta.Quantile": func(a *tensor.Tensor) (*tensor.Tensor, bool) { return dist.Quantile(dist.Beta(a, 2), half) },
	} {
		err := recovered(func() {
			tensor.ValueAndGrad(func(a ...*tensor.Tensor) *tensor.Tensor {
				p, _ := f(a[0])
				return p
			}, tensor.Scalar(2))
		})
		require.ErrorContains(t, err, name)
		require.ErrorContains(t, err, "Detach()")
		_, ok := f(tensor.Scalar(2))
		require.True(t, ok)
	}
}
