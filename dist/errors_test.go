package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// recovered is what f panics with, if it is an error of model code.
func recovered(f func()) (err error) {
	defer fault.Catch(&err)
	f()
	return nil
}

// TestMistakes is a table of what users get wrong and what they are told.
func TestMistakes(t *testing.T) {
	nan := math.NaN()
	grey := tensor.Of([]float64{0, 1, 0.25, 1}, 2, 2)
	logits := tensor.Of([]float64{2, -1, 0.5})
	for _, test := range []struct {
		err   error
		words []string
	}{
		{dist.Normal(0, vec(1, 2, -3)).Validate(), []string{"Normal", "scale must be positive", "found -3", "index [2]", "Softplus"}},
		{dist.Normal(nan, 1).Validate(), []string{"Normal", "loc must be real", "found NaN"}},
		{dist.HalfNormal(0).Validate(), []string{"HalfNormal", "scale must be positive, found 0"}},
		{dist.HalfCauchy(-1).Validate(), []string{"HalfCauchy", "scale must be positive, found -1"}},
		{dist.LogNormal(0, 0.0).Validate(), []string{"LogNormal", "scale"}},
		{dist.Exponential(-2).Validate(), []string{"Exponential", "rate must be positive", "inverse of a scale"}},
		{dist.Gamma(0, 1).Validate(), []string{"Gamma", "concentration must be positive"}},
		{dist.Gamma(1, math.Inf(1)).Validate(), []string{"Gamma", "rate must be positive, found +Inf"}},
		{dist.Beta(1, -1).Validate(), []string{"Beta", "b must be positive"}},
		{dist.Uniform(2, 1).Validate(), []string{"Uniform", "high must be above 2, found 1", "Uniform(low, high)"}},
		{dist.Uniform(vec(0, 3), vec(1, 3)).Validate(), []string{"Uniform", "high must be above", "found 3 at index [1]"}},
		{dist.NegativeBinomial[dist.Probs](2, 1).Validate(), []string{"NegativeBinomial", "probs must be in [0, 1), found 1", "no trial ever fails"}},
		{dist.Geometric[dist.Probs](0).Validate(), []string{"Geometric", "probs must be in (0, 1], found 0", "no trial ever succeeds"}},
		{dist.Bernoulli[dist.Probs](-1.5).Validate(), []string{"Bernoulli", "probs must be in [0, 1], found -1.5", "dist.Bernoulli[dist.Logits]"}},
		{dist.Bernoulli[dist.Logits](nan).Validate(), []string{"Bernoulli", "logits"}},
		{dist.Categorical[dist.Probs](logits).Validate(), []string{"Categorical", "probs must be non-negative", "found -1 at index [1]", "dist.Categorical[dist.Logits]"}},
		{dist.Categorical[dist.Probs](tensor.Of([]float64{1, 0, 0, 0}, 2, 2)).Validate(), []string{"not all 0", "index [1, 1]"}},
		{dist.Categorical[dist.Probs](tensor.Zeros(3)).Validate(), []string{"not all 0"}},
		{dist.Categorical[dist.Logits](tensor.Full(math.Inf(-1), 2, 3)).Validate(), []string{"not all -Inf"}},
		{dist.Delta(nan).Validate(), []string{"Delta", "v must be real"}},

		{dist.CheckSupport(dist.Bernoulli[dist.Probs](0.5).Expand(2, 2), grey, nil), []string{"Bernoulli", "0 or 1", "found 0.25 at index [1, 0]", "grey", "binarise"}},
		{dist.CheckSupport(dist.Categorical[dist.Logits](logits), vec(0, 2, 3), nil), []string{"Categorical", "a whole number in 0…2", "found 3 at index [2]", "3 categories, counted from 0"}},
		{dist.CheckSupport(dist.HalfNormal(1), tensor.Scalar(-1), nil), []string{"HalfNormal", "non-negative", "found -1"}},
		{dist.CheckSupport(dist.HalfNormal(tensor.Ones(2)).ToEvent(1), vec(1, -1), nil), []string{"HalfNormal", "found -1 at index [1]"}},
		{dist.CheckConstraint(dist.Positive, tensor.Scalar(0)), []string{"the value must be positive, found 0"}},

		{recovered(func() { dist.Normal(vec(1, 2), vec(1, 2, 3)) }), []string{"Normal", "scale of shape [3] does not broadcast with loc of shape [2]"}},
		{recovered(func() { dist.Normal((*tensor.Tensor)(nil), 1) }), []string{"Normal", "loc is nil"}},
		{recovered(func() { dist.Categorical[dist.Logits](tensor.Scalar(1)) }), []string{"Categorical", "logits", "last dimension"}},
		{recovered(func() { dist.Normal(vec(1, 2), 1).Expand(3) }), []string{"Normal.Expand", "[2]", "[3]"}},
		{recovered(func() { dist.Normal(vec(1, 2), 1).ToEvent(2) }), []string{"Normal.ToEvent", "2 dimensions of batch shape [2]"}},
		{recovered(func() { dist.Normal(vec(1, 2), 1).Mask(vec(1, 1, 1)) }), []string{"Normal.Mask", "[3]", "[2]"}},
		{recovered(func() { dist.Normal(vec(1, 2), 1).LogProb(vec(1, 2, 3)) }), []string{"Normal.LogProb", "[3]", "[2]"}},
		{recovered(func() { dist.Categorical[dist.Logits](tensor.Zeros(2, 3)).LogProb(vec(1, 2, 1)) }), []string{"Categorical.LogProb", "[3]", "[2 3]"}},
		{recovered(func() { dist.Bernoulli[dist.Probs](0.5).RSample(tensor.NewRNG(1)) }), []string{"Bernoulli.RSample", "HasRSample", "use Sample"}},
		{recovered(func() { dist.Categorical[dist.Logits](logits).RSample(tensor.NewRNG(1)) }), []string{"Categorical.RSample"}},
		{recovered(func() { dist.Delta(vec(1, 2)).WithLogDensity(vec(1, 2, 3)) }), []string{"Delta", "log density", "[3]", "[2]"}},
		{recovered(func() { dist.Dirichlet(vec(1)) }), []string{"Dirichlet: concentration needs at least two elements along its last dimension, found [1]{1}"}},
		{recovered(func() { dist.Dirichlet(nil) }), []string{"Dirichlet: concentration needs at least two elements along its last dimension, found nil"}},
		{recovered(func() { dist.Dirichlet(vec(1, 2)).LogProb(vec(0.2, 0.3, 0.5)) }), []string{"Dirichlet.LogProb: values of shape [3] do not end in 2 elements, as the concentration of shape [2] does"}},
		{recovered(func() { dist.Dirichlet(tensor.Ones(3, 2)).LogProb(tensor.Full(0.5, 4, 2)) }), []string{"Dirichlet.LogProb: values of shape [4 2], a concentration of shape [3 2] and a mask of shape [] do not broadcast over batch shape [3]"}},
		{dist.ZeroInflated[dist.Probs](dist.Poisson(2), vec(0.5, 1.5)).Validate(), []string{"ZeroInflated: gate must be in [0, 1], found 1.5 at index [1]; if these are log-odds, say dist.ZeroInflated[dist.Logits]"}},
		{dist.Hurdle[dist.Logits](dist.Poisson(2), nan).Validate(), []string{"Hurdle: gate must be a number or ±Inf, found NaN"}},
		{recovered(func() { dist.MixtureOf(dist.Categorical[dist.Logits](vec(0, 0)), dist.Poisson(2), dist.Normal(0, 1)) }),
			[]string{"MixtureOf: components are Poisson(rate: 2), which has probabilities, and Normal(loc: 0, scale: 1), which has densities"}},
		{recovered(func() { dist.MixtureOf(dist.Categorical[dist.Logits](vec(0, 0)), dist.Normal(0, 1), dist.Poisson(2)) }),
			[]string{"MixtureOf: components are Poisson(rate: 2), which has probabilities, and Normal(loc: 0, scale: 1), which has densities"}},
		{recovered(func() { dist.OrderedLogistic(vec(-1, 1), tensor.Scalar(0)) }), []string{"OrderedLogistic: cutpoints", "found 0; the order is OrderedLogistic(predictor, cutpoints)"}},
		{recovered(func() { dist.DirichletMultinomial(vec(1, 2), tensor.Scalar(10)) }), []string{"found 10; the order is DirichletMultinomial(total, concentration)"}},
		{dist.CheckSupport(dist.Multinomial[dist.Logits](10, vec(0, 0)), vec(3, 4), nil), []string{"add up to 10 along the last dimension", "found 3 at index [0] of elements that add up to 7; "}},
		{dist.CheckSupport(dist.Multinomial[dist.Logits](10, vec(0, 0)), vec(10.5, -0.5), nil), []string{"found 10.5 at index [0]; "}},
		{dist.CheckSupport(dist.Dirichlet(tensor.Ones(2, 2)), tensor.Of([]float64{0.5, 0.5, 0.3, 0.6}, 2, 2), nil), []string{"adding up to 1 along the last dimension, found 0.6 at index [1, 1] of elements that add up to 0.9"}},
		{dist.CheckConstraint(dist.Simplex, vec(1.5, -0.5)), []string{"adding up to 1 along the last dimension, found -0.5 at index [1]"}},
		{dist.CheckSupport(dist.RelaxedBernoulli[dist.Probs](0.5, 0.3), tensor.Scalar(1), nil), []string{"in (0, 1), found 1; 0 and 1 are values of Bernoulli"}},
		{dist.CheckSupport(dist.OneHotCategorical[dist.Probs](vec(1, 1)), vec(0.5, 0.5), nil), []string{"found 0.5 at index [0]; shares are values of Dirichlet, labels those of Categorical"}},
		{dist.CheckSupport(dist.Censored(dist.Weibull(1, 1), 0, vec(0, 1)), vec(3, 4), nil), []string{"found 3 at index [0]; what lies beyond an end is told as the end; an end is a value, not an indicator"}},
		{dist.CheckSupport(dist.IntervalCensored(dist.Weibull(1, 1), vec(2, 4)), tensor.Scalar(3), nil), []string{"a whole number in 0…2, found 3; a value counts the edges below it, from 0 on, and is not itself on their scale"}},
		{dist.CheckSupport(dist.Folded(dist.Normal(0, 1)), tensor.Scalar(-2), nil), []string{"found -2; take absolute values, which have no sign"}},
		{recovered(func() { dist.ImproperUniform(nil, nil, nil) }), []string{"ImproperUniform: support is nil"}},
		{recovered(func() { dist.LowRankMultivariateNormal(vec(1, 2), tensor.Ones(3, 1), vec(1, 1)) }), []string{"cov_factor of shape [3 1] and cov_diag of shape [2] must have 2 rows and 2 elements, as loc has, and at least one column"}},
		{recovered(func() { dist.LowRankMultivariateNormal(vec(1, 2), tensor.Ones(2, 0), vec(1, 1)) }), []string{"cov_factor of shape [2 0]"}},
		{recovered(func() { dist.LowRankMultivariateNormal(vec(1, 2), tensor.Ones(2, 1), vec(1)) }), []string{"cov_diag of shape [1]"}},
		{recovered(func() { dist.MultivariateNormal[dist.Covariance](nil, tensor.Eye(2)) }), []string{"MultivariateNormal: loc needs a vector as its last dimension, found nil"}},
		{recovered(func() { dist.MultivariateNormal[dist.Covariance](tensor.Scalar(1), tensor.Eye(1)) }), []string{"MultivariateNormal: loc needs a vector as its last dimension, found 1"}},
		{recovered(func() { dist.OrderStatistics(nil, 2) }), []string{"OrderStatistics: base is nil"}},
		{recovered(func() { dist.OrderStatistics(dist.Normal(0, 1), 0) }), []string{"OrderStatistics: n is 0, and there is no order of less than 1"}},
		{recovered(func() { dist.OrderStatistics(dist.Dirichlet(vec(1, 2)), 2) }), []string{"OrderStatistics: base draws events of shape [2]; only numbers have an order"}},
		{recovered(func() { dist.OrderStatistics(undrawn{dist.Normal(0, 1)}, 2).RSample(tensor.NewRNG(1)) }), []string{"OrderStatistics.RSample: it has no differentiable draws (HasRSample is false); use Sample"}},
		{recovered(func() {
			dist.KL(dist.Categorical[dist.Logits](tensor.Zeros(4, 2)), dist.Categorical[dist.Probs](tensor.Ones(3)))
		}), []string{"KL: Categorical of batch shape [4] with 2 categories and one of batch shape [] with 3 do not fit"}},
		{recovered(func() {
			dist.KL(dist.Categorical[dist.Logits](tensor.Zeros(4, 2)), dist.Categorical[dist.Logits](tensor.Zeros(3, 2)))
		}), []string{"KL: Categorical of batch shape [4] with 2 categories and one of batch shape [3] with 2 do not fit"}},
		{recovered(func() {
			dist.KLSum(dist.Categorical[dist.Logits](tensor.Zeros(4, 2)), dist.Categorical[dist.Logits](tensor.Zeros(2)), vec(1, 0, 1), 1)
		}), []string{"Categorical.KL: parameters of shapes [4 2] and [2] and mask of shape [3] do not broadcast"}},
		{recovered(func() { dist.KL(dist.Normal(vec(1, 2), 1), dist.Normal(vec(1, 2, 3), 1)) }), []string{"KL", "[2]", "[3]"}},
	} {
		require.Error(t, test.err, "%v", test.words)
		for _, w := range test.words {
			require.ErrorContains(t, test.err, w)
		}
	}
}

func TestErrorsCarryWhatTheySay(t *testing.T) {
	var param *dist.ParamError
	require.ErrorAs(t, dist.Normal(0, tensor.Of([]float64{1, 1, 1, -2}, 2, 2)).Validate(), &param)
	require.Equal(t, "Normal", param.Dist)
	require.Equal(t, "scale", param.Param)
	require.Equal(t, "positive", param.Constraint)
	require.Equal(t, -2.0, param.Value)
	require.Equal(t, []int{1, 1}, param.Index)

	var value *dist.ValueError
	require.ErrorAs(t, dist.CheckSupport(dist.Beta(1, 1), vec(0.5, 1.5), nil), &value)
	require.Equal(t, "Beta", value.Dist)
	require.Equal(t, 1.5, value.Value)
	require.Equal(t, []int{1}, value.Index)
}

func TestMaskedMistakesAreExcused(t *testing.T) {
	d := dist.Normal(vec(0, math.NaN()), vec(1, -1))
	require.Error(t, d.Validate())
	require.NoError(t, dist.CheckParams(d, vec(1, 0)))
	require.Error(t, dist.CheckParams(d, vec(0, 1)))
	require.NoError(t, d.Mask(vec(1, 0)).Validate())
	require.NoError(t, d.Mask(vec(1, 0)).ToEvent(1).Validate())

	// A parameter that serves several elements is excused only if all of them are masked.
	shared := dist.Normal(math.NaN(), vec(1, 1))
	require.Error(t, dist.CheckParams(shared, vec(1, 0)))
	require.NoError(t, dist.CheckParams(shared, vec(0, 0)))

	rows := dist.Categorical[dist.Logits](tensor.Of([]float64{0, 0, math.NaN(), 0}, 2, 2))
	require.Error(t, rows.Validate())
	require.NoError(t, dist.CheckParams(rows, vec(1, 0)))

	x := vec(1, math.NaN())
	require.Error(t, dist.CheckSupport(dist.Exponential(1).Expand(2), x, nil))
	require.NoError(t, dist.CheckSupport(dist.Exponential(1).Expand(2), x, vec(1, 0)))
	require.NoError(t, dist.CheckSupport(dist.Exponential(1).Expand(2).Mask(vec(1, 0)), x, nil))
	require.NoError(t, dist.CheckSupport(dist.Exponential(1).Expand(2).Mask(vec(1, 0)).ToEvent(1), x, nil))
}

// A parameter that is NaN in some elements only is mostly computed from data with gaps.
func TestMistakesOfGaps(t *testing.T) {
	nan := math.NaN()
	const cure = "; if a predictor is missing there, leave out its rows (Table.Complete), or make what is missing latents, a Sample in a plate of its own; if not, look at what the model computes there"
	gaps := tensor.Of([]float64{0, nan, nan, nan, 0, nan, nan, nan}, 2, 4)
	onTape := tensor.NewTape().Leaf(gaps, true)
	require.EqualError(t, dist.Normal(onTape, 1).Validate(), dist.Normal(gaps, 1).Validate().Error())
	require.EqualError(t, dist.Normal(gaps, 1).Validate(),
		"dist: Normal: loc must be real, found NaN at index [0, 1], [0, 2], [0, 3], [1, 1], [1, 2], …, 6 of 8 elements"+cure)
	require.EqualError(t, dist.Normal(0, vec(1, nan)).Validate(), "dist: Normal: scale must be positive, found NaN at index [1], 1 of 2 elements"+cure)
	require.EqualError(t, dist.CheckParams(dist.Normal(vec(nan, nan, 1), 1), tensor.Of([]int{0, 1, 1})),
		"dist: Normal: loc must be real, found NaN at index [1], 1 of 3 elements"+cure, "what a mask leaves out does not count")

	require.EqualError(t, dist.Normal(vec(nan, nan), 1).Validate(), "dist: Normal: loc must be real, found NaN at index [0]")
	require.EqualError(t, dist.Normal(vec(1, nan), -1).Validate(), "dist: Normal: loc must be real, found NaN at index [1], 1 of 2 elements"+cure)
	require.NotContains(t, dist.Normal(0, vec(-1, nan)).Validate().Error(), "predictor")
}
