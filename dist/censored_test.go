package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestProbabilitiesOfIntervals compares with values to 60 digits by mpmath, far out in both tails and where intervals
// are narrow.
func TestProbabilitiesOfIntervals(t *testing.T) {
	inf := math.Inf(1)
	normal := dist.Normal(0, 1)
	for _, test := range []struct {
		d       dist.Distribution
		x, want float64
	}{
		{dist.Censored(normal, -40, 39), -40, -804.60844201375378817},
		{dist.Censored(normal, -40, 39), 39, -765.0831565643775444},
		{dist.Censored(normal, -40, 39), 1, -1.4189385332046727},
		{dist.Censored(normal, -40, 39), 40, -inf},
		{dist.Censored(normal, -inf, 39), -inf, -inf},
		{dist.Censored(dist.Poisson(2), 1, 6), 6, -4.1005472503437787991},
		{dist.Censored(dist.Poisson(2), 1, 6), 1, -0.9013877113318903086},
		{dist.Censored(dist.Poisson(2), 1, 6), 0, -inf},
		{dist.Truncated(dist.Poisson(1e-10), 1, inf), 1, -5.0000000000416666667e-11},
		{dist.Truncated(dist.Poisson(1e-10), 1, inf), 2, -23.71899811055040215},
		{dist.Truncated(dist.Poisson(3), 89.5, 95.5), 92, -6.8689335835468076129},
		{dist.Truncated(dist.Poisson(3), 90, 95), 89, -inf},
		{dist.Truncated(dist.Poisson(3), 90, 95), 92.5, -inf},
		{dist.Hurdle[dist.Probs](dist.Poisson(1e-10), 0.25), 2, -24.006680183002183077},
		{dist.Hurdle[dist.Probs](dist.Poisson(1e-10), 0.25), 0, math.Log(0.25)},
		{dist.Hurdle[dist.Logits](dist.Poisson(1e-10), -math.Log(3)), 2, -24.006680183002183077},
		{dist.Hurdle[dist.Logits](dist.Exponential(2), -800), 0, -800},
		{dist.Hurdle[dist.Logits](dist.Exponential(2), 0), 3, math.Log(0.5) + math.Log(2) - 6},
		{dist.IntervalCensored(dist.Weibull(2, 1.5), vec(1, 3)), 1, -0.6108069428405015532},
		{dist.IntervalCensored(dist.Logistic(0, 1), vec(-750, -749)), 1, -749.45867514538708189},
		{dist.IntervalCensored(normal, vec(30, 31)), 1, -454.32124395634325204},
		{dist.IntervalCensored(normal, vec(-40, 39)), 0, -804.60844201375378817},
		{dist.IntervalCensored(normal, vec(-40, 39)), 2, -765.0831565643775444},
		{dist.IntervalCensored(normal, vec(-40, 39)), 3, -inf},
		{dist.IntervalCensored(normal, vec(-40, 39)), 0.5, -inf},
		{dist.Rounded(normal, 0.5), 12, -72.423539917458857737},
		{dist.Rounded(normal, 0.5), 12.25, -inf},
		{dist.Rounded(normal, 1e-9), 0.3, -21.687204370151083898},
		{dist.Rounded(normal, 1e-5), 0.3, -12.476863998178692829},
		{dist.Rounded(normal, 1e-6), 2, -16.734449091168821846},
		{dist.Rounded(dist.Exponential(2), 1), 0, -0.45867514538708189102},
		{dist.Rounded(dist.Exponential(2), 1), -1, -inf},
		{dist.Rounded(normal, 0.1), 0.1 + 0.2, dist.Rounded(normal, 0.1).LogProb(tensor.Scalar(0.3)).Item()},
	} {
		got := test.d.LogProb(tensor.Scalar(test.x)).Item()
		if math.IsInf(test.want, -1) {
			require.Equal(t, test.want, got, "%v at %v", test.d, test.x)
		} else {
			require.InDelta(t, test.want, got, 4e-11*math.Abs(test.want)+1e-14, "%v at %v", test.d, test.x)
		}
	}
}

// TestEndsOfCountsBelongToThem: probabilities of counts that are cut, kept at ends or sorted into intervals add up to
// those of the counts, at every end.
func TestEndsOfCountsBelongToThem(t *testing.T) {
	counts := make([]float64, 200)
	for i := range counts {
		counts[i] = float64(i)
	}
	for _, base := range []dist.Distribution{dist.Poisson(3), dist.Binomial[dist.Logits](12, 0.3), dist.Geometric[dist.Probs](0.2)} {
		p := base.LogProb(tensor.Of(counts)).Exp().Float64s()
		total := func(from, to int) (sum float64) {
			for k := max(from, 0); k <= min(to, len(p)-1); k++ {
				sum += p[k]
			}
			return sum
		}
		at := func(d dist.Distribution, x int) float64 { return math.Exp(d.LogProb(tensor.Scalar(float64(x))).Item()) }
		for low := -1; low < 6; low++ {
			for high := low + 1; high < 8; high++ {
				cut, kept := dist.Truncated(base, low, high), dist.Censored(base, low, high)
				sorted := dist.IntervalCensored(base, vec(float64(low), float64(high)))
				require.NoError(t, cut.Validate())
				for x := max(low, 0); x <= high; x++ {
					require.InEpsilon(t, p[x]/total(low, high), at(cut, x), 1e-12, "%v at %d", cut, x)
					below, _ := dist.CDF(cut, tensor.Scalar(float64(x)+0.5))
					require.InEpsilon(t, total(low, x)/total(low, high), below.Item(), 1e-12, "%v at %d", cut, x)
				}
				require.Zero(t, at(cut, low-1))
				require.Zero(t, at(cut, high+1))
				require.InDelta(t, total(-1, low), at(kept, low), 1e-13, "%v", kept)
				require.InDelta(t, total(high, 200), at(kept, high), 1e-13, "%v", kept)
				require.InDelta(t, total(low+1, high), at(sorted, 1), 1e-13, "%v", sorted)
				require.InDelta(t, total(high+1, 200), at(sorted, 2), 1e-13, "%v", sorted)
			}
		}
		above, _ := dist.LogSurvival(dist.Truncated(base, 1, math.Inf(1)), tensor.Scalar(1))
		require.InDelta(t, 1-p[1]/total(1, 200), math.Exp(above.Item()), 1e-12)
	}
	x := dist.Truncated(dist.Poisson(vec(1e-9, 1e12)), 1, math.Inf(1)).Sample(tensor.NewRNG(1), 100)
	require.Equal(t, 1.0, x.Min().Item())
	require.InDelta(t, 1e12, x.Slice(1, 1, 2).Mean().Item(), 5e6)
}

// TestIntervalsAreOrdinalModels: of a logistic base they are the ordered logit, whose probabilities are differences of
// sigmoids, with derivatives for the cutpoints; and rows may have edges of their own.
func TestIntervalsAreOrdinalModels(t *testing.T) {
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	value, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		return dist.IntervalCensored(dist.Logistic(in[0], 1), in[1]).LogProb(vec(1, 0, 2)).Sum()
	}, vec(0.5, -1, 2), vec(-1, 1.5))
	a, b := sigmoid(1.5-0.5), sigmoid(-1-0.5)
	require.InDelta(t, math.Log(a-b)+math.Log(sigmoid(-1+1))+math.Log(1-sigmoid(1.5-2)), value.Item(), 1e-14)
	require.InDelta(t, -(a*(1-a)-b*(1-b))/(a-b), grads[0].At(0), 1e-14)
	require.InDelta(t, -b*(1-b)/(a-b)+(1-sigmoid(0)), grads[1].At(0), 1e-14)
	require.InDelta(t, a*(1-a)/(a-b)-sigmoid(1.5-2), grads[1].At(1), 1e-14)

	// Of those who left a study the end is known, of the others the time.
	left := dist.Censored(dist.Exponential(vec(1, 2)), math.Inf(-1), vec(3, math.Inf(1)))
	require.Equal(t, []float64{-3, math.Log(2) - 6}, left.LogProb(vec(3, 3)).Float64s())
	require.NoError(t, dist.CheckSupport(left, vec(3, 30), nil))
	require.Error(t, dist.CheckSupport(left, vec(30, 3), nil))

	each := dist.IntervalCensored(dist.Exponential(1), tensor.Of([]float64{1, 2, 0.5, 4}, 2, 2))
	require.InDeltaSlice(t, []float64{math.Log(math.Exp(-1) - math.Exp(-2)), -4}, each.LogProb(vec(1, 2)).Float64s(), 1e-14)
	values, ok := each.EnumerateSupport()
	require.True(t, ok)
	require.Equal(t, tensor.Shape{3, 1}, values.Shape())
}

// TestHurdleMoments compares with sums over probabilities, and draws with the mean, where zeros of the base are almost
// certain too.
func TestHurdleMoments(t *testing.T) {
	counts := make([]float64, 400)
	for i := range counts {
		counts[i] = float64(i)
	}
	for _, d := range []dist.Distribution{
		dist.Hurdle[dist.Probs](dist.Poisson(4), 0.2),
		dist.Hurdle[dist.Probs](dist.Poisson(1e-3), 0.6),
		dist.Hurdle[dist.Logits](dist.NegativeBinomial2(3, 0.5), -1),
		dist.Hurdle[dist.Probs](dist.GeneralizedPoisson(1e-3, 0.3), 0.6),
	} {
		var mean, square float64
		for i, lp := range d.LogProb(tensor.Of(counts)).Float64s() {
			mean += math.Exp(lp) * counts[i]
			square += math.Exp(lp) * counts[i] * counts[i]
		}
		m, _ := dist.Mean(d)
		v, _ := dist.Variance(d)
		require.InEpsilon(t, mean, m.Item(), 1e-9, "%v", d)
		require.InEpsilon(t, square-mean*mean, v.Item(), 1e-9, "%v", d)
		const n = 4000
		require.InDelta(t, mean, d.Sample(tensor.NewRNG(1), n).Mean().Item(), 5*math.Sqrt(v.Item()/n), "%v", d)
	}
	m, _ := dist.Mean(dist.Hurdle[dist.Probs](dist.Gamma(3, 2), 0.25))
	require.InDelta(t, 0.75*1.5, m.Item(), 1e-15)
}

// TestPointsHaveNoMap: as latents they are errors, which say why.
func TestPointsHaveNoMap(t *testing.T) {
	for d, words := range map[dist.Distribution]string{
		dist.Censored(dist.Normal(0, 1), -1, 2):                    "of values that are in [-1, 2], an end has a probability of its own, and there is no map",
		dist.Censored(dist.Normal(0, 1), math.Inf(-1), 2):          "of values that are at most 2, an end has",
		dist.Hurdle[dist.Probs](dist.Gamma(1, 1), 0.5):             "of values that are at least 0, 0 has a probability of its own",
		dist.Rounded(dist.Normal(0, 1), 0.5):                       "values that are a multiple of 0.5 are separate",
		dist.IntervalCensored(dist.Normal(0, 1), vec(1, 2)):        "values that are a whole number in 0…2 are separate",
		dist.Truncated(dist.Poisson(1), 1, math.Inf(1)):            "values that are a whole number from 1 on are separate",
		dist.Hurdle[dist.Probs](dist.Poisson(1), 0.5).Mask(vec(1)): "values that are a whole number from 0 on are separate",
	} {
		require.ErrorContains(t, recovered(func() { d.Support().Bijection() }), words)
		require.ErrorContains(t, recovered(func() { d.RSample(tensor.NewRNG(1)) }), "RSample")
	}
	require.Equal(t, dist.Real, dist.Censored(dist.Normal(0, 1), math.Inf(-1), math.Inf(1)).Support())

	// Probabilities and densities do not add up.
	weights, normal := dist.Categorical[dist.Probs](vec(1, 1)), dist.Normal(0, vec(1, 2))
	for words, f := range map[string]func(){
		"Mixture: components give a probability to other values each":            func() { dist.Mixture(weights, dist.Censored(normal, 0, vec(1, 2))) },
		"MixtureOf: components are Normal(loc: 0, scale: [2]{1 2}) and Tweedie(": func() { dist.MixtureOf(weights, normal, dist.Tweedie(1, 1, 1.5)) },
		"Transformed: base is Tweedie(mean: 1, dispersion: 1, power: 1.5), in which 0 has a probability and no density": func() {
			dist.Transformed(dist.Tweedie(1, 1, 1.5), dist.Affine(0, 2))
		},
		"Hurdle: base has values that are at least 0, and zeros are the least": func() { dist.Hurdle[dist.Probs](dist.Tweedie(1, 1, 1.5), 0.5) },
		"Truncated: base has values that are at least 0, and no interval":      func() { dist.Truncated(dist.Tweedie(1, 1, 1.5), 1, 2) },
	} {
		require.ErrorContains(t, recovered(f), words)
	}
	mixed := dist.Mixture(weights, dist.Censored(normal, 0, 1))
	require.NoError(t, dist.CheckSupport(mixed, vec(0, 0.5, 1), nil))
	require.Error(t, dist.CheckSupport(mixed, vec(-1), nil))
	require.InDelta(t, -math.Ln2, mixed.LogProb(tensor.Scalar(0)).Item(), 1e-15)
	require.NoError(t, dist.MixtureOf(weights, dist.Tweedie(1, 1, 1.5), dist.Hurdle[dist.Probs](dist.Gamma(2, 1), 0.5)).Validate())
}

func TestMistakesOfWrappersOfNumbers(t *testing.T) {
	type d = dist.Distribution
	normal := dist.Normal(0, 1)
	for words, f := range map[string]func(){
		"Censored: base is nil": func() { dist.Censored(nil, 0, 1) },
		"Censored: base has values that are the point 2, and no interval of numbers to keep":                 func() { dist.Censored(dist.Delta(2), 0, 1) },
		"Censored: base draws events of shape [2]; only numbers lie in an interval":                          func() { dist.Censored(dist.Dirichlet(vec(1, 2)), 0, 1) },
		"IntervalCensored: edges are missing":                                                                func() { dist.IntervalCensored(normal, tensor.Of([]float64{}, 0)) },
		"IntervalCensored: edges must have at least 1 dimension, found shape []":                             func() { dist.IntervalCensored(normal, tensor.Scalar(1)) },
		"Rounded: base has values that are a whole number from 0 on, and no interval of numbers to round in": func() { dist.Rounded(dist.Poisson(1), 2) },
		"Rounded: width is nil": func() { dist.Rounded(normal, (*tensor.Tensor)(nil)) },
		"Hurdle: base has values that are real, and zeros are the least of a hurdle": func() { dist.Hurdle[dist.Probs](normal, 0.5) },
		"Hurdle: gate is nil": func() { dist.Hurdle[dist.Probs](dist.Poisson(1), (*tensor.Tensor)(nil)) },
		"Rounded: width of shape [3] does not broadcast with base of batch shape [2]": func() { dist.Rounded(dist.Normal(vec(0, 1), 1), vec(1, 2, 3)) },
		"Hurdle: gate has another element type than base":                             func() { dist.Hurdle[dist.Probs](dist.Gamma(vec(1, 2), 1), vec32(0.5, 0.5)) },
		"Rounded: base Normal(loc: 0, scale: 1) has no distribution function":         func() { dist.Rounded(foreign{normal}, 1).LogProb(tensor.Scalar(1)) },
	} {
		require.ErrorContains(t, recovered(f), words)
	}
	for words, d := range map[string]d{
		"Censored: low 2 is not below high 1; low comes first: Censored(base, low, high)": dist.Censored(normal, 2, 1),
		"Censored: low must be a number or ±Inf, found NaN":                               dist.Censored(normal, math.NaN(), 1),
		"Censored: high must be a whole number or ±Inf, found 2.5":                        dist.Censored(dist.Poisson(2), 1, 2.5),
		"Censored: base Normal(loc: 0, scale: 1) has no distribution function":            dist.Censored(foreign{normal}, 0, 1),
		"IntervalCensored: edges must be increasing":                                      dist.IntervalCensored(normal, vec(2, 1)),
		"IntervalCensored: base Normal(loc: 0, scale: 1) has no distribution":             dist.IntervalCensored(foreign{normal}, vec(1, 2)),
		"Rounded: width must be positive, found 0":                                        dist.Rounded(normal, 0),
		"Rounded: base Normal(loc: 0, scale: 1) has no distribution function":             dist.Rounded(foreign{normal}, 1),
		"Hurdle: base Poisson(rate: 0) draws nothing but 0":                               dist.Hurdle[dist.Probs](dist.Poisson(0), 0.5),
		"Truncated: low 1.2 and high 1.8 have no probability of Poisson(rate: 2)":         dist.Truncated(dist.Poisson(2), 1.2, 1.8),
	} {
		require.ErrorContains(t, d.Validate(), words)
	}
}
