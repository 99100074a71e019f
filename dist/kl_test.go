package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func vec(v ...float64) *tensor.Tensor { return tensor.Of(v) }

func mustKL(t *testing.T, q, p dist.Distribution) *tensor.Tensor {
	t.Helper()
	kl, ok := dist.KL(q, p)
	require.True(t, ok, "%v and %v", q, p)
	return kl
}

// pairs are two members of each family with a closed form.
var pairs = [][2]dist.Distribution{
	{dist.Normal(vec(0, 1), 0.5), dist.Normal(0.3, 2)},
	{dist.LogNormal(0.5, vec(0.5, 1)), dist.LogNormal(0, 1.2)},
	{dist.HalfNormal(vec(0.5, 2)), dist.HalfNormal(1)},
	{dist.HalfCauchy(vec(0.5, 2)), dist.HalfCauchy(1)},
	{dist.Cauchy(vec(0, 1), 0.5), dist.Cauchy(0.3, vec(2, 0.5))},
	{dist.Exponential(vec(0.5, 2)), dist.Exponential(1)},
	{dist.Uniform(0, vec(1, 2)), dist.Uniform(-1, 3)},
	{dist.Gamma(vec(0.5, 3), 2), dist.Gamma(1.5, vec(1, 3))},
	{dist.Beta(vec(0.5, 3), 2), dist.Beta(1.5, vec(1, 3))},
	{dist.Binomial[dist.Probs](vec(3, 20), 0.3), dist.Binomial[dist.Logits](vec(3, 20), vec(0.2, -1))},
	{dist.NegativeBinomial[dist.Logits](vec(0.5, 3), -0.4), dist.NegativeBinomial[dist.Probs](vec(0.5, 3), 0.3)},
	{dist.NegativeBinomial2(vec(0.5, 3), 2), dist.NegativeBinomial2(1, 2)},
	{dist.LogitNormal(vec(0.5, -1), 2), dist.LogitNormal(0, vec(1, 3))},
	{dist.Transformed(dist.Gamma(vec(0.5, 3), 2), dist.Affine(1, 2), dist.Exp), dist.Transformed(dist.Gamma(1, vec(1, 2)), dist.Affine(1, 2), dist.Exp)},
	{dist.InverseGaussian(vec(0.5, 3), 2), dist.InverseGaussian(1, vec(1, 2))},
	{dist.Bernoulli[dist.Logits](vec(-2, 1)), dist.Bernoulli[dist.Logits](0.5)},
	{dist.Bernoulli[dist.Probs](vec(0.2, 0.9)), dist.Bernoulli[dist.Probs](0.5)},
	{dist.Bernoulli[dist.Probs](vec(0.2, 0.9)), dist.Bernoulli[dist.Logits](0.5)},
	{dist.Categorical[dist.Logits](tensor.Of([]float64{0, 1, 2, 1, 1, -3}, 2, 3)), dist.Categorical[dist.Probs](vec(1, 2, 3))},
	{dist.Dirichlet(tensor.Of([]float64{2, 3, 5, 1, 4, 1}, 2, 3)), dist.Dirichlet(vec(1.5, 1, 4))},
	{dist.MultivariateNormal[dist.ScaleTril](vec(1, -1), tensor.Of([]float64{1, 9, 0.5, 2, 0.3, 9, -1, 0.7}, 2, 2, 2)),
		dist.MultivariateNormal[dist.Covariance](vec(0.5, 0), tensor.Of([]float64{2, 0.6, 0.6, 1}, 2, 2))},
}

// TestKLIsTheMeanLogRatio compares with the mean of log q - log p over draws from q.
func TestKLIsTheMeanLogRatio(t *testing.T) {
	const n = 40_000
	for _, pair := range pairs {
		q, p := pair[0], pair[1]
		x := q.Sample(tensor.NewRNG(1), n)
		ratio := q.LogProb(x).Sub(p.LogProb(x))
		mean := ratio.Mean(0)
		stderr := tensor.Div(ratio.Sub(mean).Square().Mean(0), float64(n)).Sqrt().Float64s()
		kl := mustKL(t, q, p)
		require.Equal(t, tensor.Shape{2}, kl.Shape())
		for i, got := range kl.Float64s() {
			require.InDelta(t, mean.At(i), got, 5*stderr[i]+1e-9, "%v to %v", q, p)
		}
	}
}

func TestKLToItselfIsExactlyZero(t *testing.T) {
	for _, pair := range pairs {
		for _, d := range pair {
			for _, v := range mustKL(t, d, d).Float64s() {
				require.Zero(t, v, "%v", d)
			}
			sum, ok := dist.KLSum(d, d, nil, 3)
			require.True(t, ok)
			require.Zero(t, sum.Item(), "%v", d)
		}
	}
}

func TestKLIsInfiniteWhereMassMeetsNone(t *testing.T) {
	for _, pair := range [][2]dist.Distribution{
		{dist.Uniform(0, 2), dist.Uniform(0, 1)},
		{dist.Uniform(-1, 1), dist.Uniform(0, 1)},
		{dist.Bernoulli[dist.Probs](0.5), dist.Bernoulli[dist.Probs](0)},
		{dist.Bernoulli[dist.Logits](0), dist.Bernoulli[dist.Logits](math.Inf(1))},
		{dist.Categorical[dist.Probs](vec(1, 1)), dist.Categorical[dist.Probs](vec(1, 0))},
		{dist.Delta(-1), dist.HalfNormal(1)},
	} {
		require.Equal(t, math.Inf(1), mustKL(t, pair[0], pair[1]).Item(), "%v to %v", pair[0], pair[1])
	}
	// The other way round the support nests.
	require.InDelta(t, math.Ln2, mustKL(t, dist.Uniform(0, 1), dist.Uniform(0, 2)).Item(), 1e-15)
	require.InDelta(t, math.Ln2, mustKL(t, dist.Bernoulli[dist.Probs](0), dist.Bernoulli[dist.Probs](0.5)).Item(), 1e-15)
	require.InDelta(t, math.Ln2, mustKL(t, dist.Categorical[dist.Probs](vec(1, 0)), dist.Categorical[dist.Logits](vec(2, 2))).Item(), 1e-15)
}

// TestKLNearby compares categorical distributions that nearly agree with the leading term of their divergence.
func TestKLNearby(t *testing.T) {
	const e = 1e-7
	p := dist.Categorical[dist.Logits](vec(0.3, -1, 2))
	q := dist.Categorical[dist.Logits](vec(0.3+e, -1, 2))
	w := p.Probs().At(0)
	require.InEpsilon(t, w*(1-w)*e*e/2, mustKL(t, q, p).Item(), 1e-5)
}

func TestKLOfPoints(t *testing.T) {
	p := dist.Normal(vec(0, 1), 2)
	point := dist.Delta(vec(0.5, 0.5)).WithLogDensity(vec(0.1, 0.2))
	want := vec(0.1, 0.2).Sub(p.LogProb(vec(0.5, 0.5)))
	require.Equal(t, want.Float64s(), mustKL(t, point, p).Float64s())
	require.Equal(t, want.Sum().Item(), mustKL(t, point.ToEvent(1), p.ToEvent(1)).Item())

	// One point against a batch counts once for each of it.
	require.Equal(t, tensor.Shape{2}, mustKL(t, dist.Delta(0.5), p).Shape())
}

func TestKLSeesThroughWrappers(t *testing.T) {
	q, p := dist.Normal(vec(0, 1, 2), 0.5), dist.Normal(0, 1)
	each := mustKL(t, q, p)
	require.Equal(t, tensor.Shape{3}, each.Shape())
	require.InDelta(t, each.Sum().Item(), mustKL(t, q.ToEvent(1), p.Expand(3).ToEvent(1)).Item(), 1e-14)

	mask := vec(1, 0, 1)
	masked := mustKL(t, q.Mask(mask), p.Mask(mask))
	require.Equal(t, each.Mul(mask).Float64s(), masked.Float64s())
	_, ok := dist.KL(q.Mask(mask), p)
	require.False(t, ok, "the log-density of p counts where that of q does not: no divergence")
	_, ok = dist.KL(q.Mask(mask), p.Mask(vec(1, 1, 0)))
	require.False(t, ok)

	foreign := dist.Expand(struct{ dist.Distribution }{p}, 4, 3)
	_, ok = dist.KL(dist.Expand(q, 4, 3), foreign)
	require.False(t, ok, "nothing is known of a foreign type")

	for _, pair := range [][2]dist.Distribution{{q, dist.LogNormal(0, 1)}, {q.ToEvent(1), p}, {dist.Gamma(1, 1), dist.HalfNormal(1)}} {
		_, ok := dist.KL(pair[0], pair[1])
		require.False(t, ok, "%v to %v", pair[0], pair[1])
	}
}

func TestKLOfFamiliesWithoutAClosedForm(t *testing.T) {
	for _, d := range []dist.Distribution{dist.StudentT(5, 0, 1), dist.Logistic(0, 1)} {
		_, ok := dist.KL(d, d)
		require.False(t, ok, "%v", d)
		_, ok = dist.KLSum(d, d, nil, 1)
		require.False(t, ok, "%v", d)
	}
}

func TestKLSum(t *testing.T) {
	mask := vec(1, 0)
	for _, pair := range pairs {
		kl := mustKL(t, pair[0], pair[1])
		sum, ok := dist.KLSum(pair[0], pair[1], nil, 2.5)
		require.True(t, ok)
		require.InDelta(t, 2.5*kl.Sum().Item(), sum.Item(), 1e-13)
		sum, _ = dist.KLSum(pair[0], pair[1], mask, 2.5)
		require.InDelta(t, 2.5*kl.At(0), sum.Item(), 1e-13)
	}
	_, ok := dist.KLSum(dist.Normal(0, 1), dist.Gamma(1, 1), nil, 1)
	require.False(t, ok)
}

// TestKLSumOfManyNormals takes the ways with one logarithm for many, with several, and around them.
func TestKLSumOfManyNormals(t *testing.T) {
	rng := tensor.NewRNG(1)
	for name, scale := range map[string]*tensor.Tensor{
		"far":       tensor.Add(tensor.Mul(rng.Uniform(1000), 0.1), 1e-3),
		"near":      tensor.Add(tensor.Mul(rng.Uniform(1000), 1e-6), 1),
		"mixed":     rng.Normal(1000).Exp(),
		"subnormal": tensor.Mul(rng.Uniform(1000), 1e-320),
		"huge":      tensor.Mul(rng.Uniform(1000), 1e300),
	} {
		q, p := dist.Normal(rng.Normal(1000), scale), dist.Normal(tensor.Zeros(1000), tensor.Ones(1000))
		sum, ok := dist.KLSum(q, p, nil, 1)
		require.True(t, ok)
		want := mustKL(t, q, p).Sum().Item()
		if math.IsInf(want, 1) {
			require.Equal(t, want, sum.Item(), name)
		} else {
			require.InEpsilon(t, want, sum.Item(), 1e-12, name)
		}
	}
	bad := vec(1, -1, 1)
	sum, _ := dist.KLSum(dist.Normal(0, bad), dist.Normal(0, 1), nil, 1)
	require.Equal(t, math.Inf(1), sum.Item())
}

func TestKLSumSkipsMaskedNaN(t *testing.T) {
	nan := math.NaN()
	loc, scale := vec(0.5, nan), vec(2, nan)
	y, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		kl, _ := dist.KLSum(dist.Normal(in[0], in[1]), dist.Normal(0, 1), vec(1, 0), 2)
		return kl
	}, loc, scale)
	require.InDelta(t, 2*(0.5*(4-1-math.Log(4))+0.125), y.Item(), 1e-14)
	require.Equal(t, []float64{1, 0}, g[0].Float64s())
	require.Equal(t, []float64{3, 0}, g[1].Float64s())
}

// TestKLOfTransformed: the bases' where the transforms are alike, and none elsewhere.
func TestKLOfTransformed(t *testing.T) {
	q, p := dist.Normal(vec(0, 1), 0.5), dist.Normal(0.3, 2)
	scale := tensor.Scalar(2)
	for _, transforms := range [][2][]dist.Transform{
		{{dist.Exp}, {dist.Exp}},
		{{dist.Affine(1, 2), dist.Sigmoid}, {dist.Affine(1, 2), dist.Sigmoid}},
		{{dist.Affine(1, scale)}, {dist.Affine(1, scale)}},
	} {
		a, b := dist.Transformed(q, transforms[0]...), dist.Transformed(p, transforms[1]...)
		require.Equal(t, mustKL(t, q, p).Float64s(), mustKL(t, a, b).Float64s())
		require.InDelta(t, mustKL(t, q, p).Sum().Item(), mustKL(t, a.ToEvent(1), b.Expand(2).ToEvent(1)).Item(), 1e-13)
	}
	require.Equal(t, mustKL(t, q, p).Float64s(), mustKL(t, dist.LogitNormal(vec(0, 1), 0.5), dist.LogitNormal(0.3, 2)).Float64s())
	for _, transforms := range [][2][]dist.Transform{
		{{dist.Exp}, {dist.Sigmoid}},
		{{dist.Exp}, {dist.Exp, dist.Exp}},
		{{dist.Affine(1, 2)}, {dist.Affine(1, 3)}},
		{{dist.Affine(1, 2)}, {dist.Affine(1, vec(2, 2))}},
	} {
		_, ok := dist.KL(dist.Transformed(q, transforms[0]...), dist.Transformed(p, transforms[1]...))
		require.False(t, ok)
	}
	tape := tensor.NewTape() // two parameters of equal values move apart
	_, ok := dist.KL(dist.Transformed(q, dist.Affine(0, tape.Leaf(scale, true))), dist.Transformed(p, dist.Affine(0, tape.Leaf(scale, true))))
	require.False(t, ok)
}

// TestKLOfTrials: as many trials, as many times the divergence of one; of other numbers there is no closed form.
func TestKLOfTrials(t *testing.T) {
	one := mustKL(t, dist.Bernoulli[dist.Probs](0.2), dist.Bernoulli[dist.Probs](0.5)).Item()
	require.InDelta(t, 7*one, mustKL(t, dist.Binomial[dist.Probs](7, 0.2), dist.Binomial[dist.Probs](7, 0.5)).Item(), 1e-14)
	require.Zero(t, mustKL(t, dist.Binomial[dist.Probs](0, 0.2), dist.Binomial[dist.Probs](0, 0)).Item())
	_, ok := dist.KL(dist.Binomial[dist.Probs](7, 0.2), dist.Binomial[dist.Probs](8, 0.2))
	require.False(t, ok)
	_, ok = dist.KL(dist.NegativeBinomial2(3, 1), dist.NegativeBinomial2(3, 2))
	require.False(t, ok)
}
