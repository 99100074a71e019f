package disttest_test

import (
	"slices"
	"testing"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

func scalar(v float64) *tensor.Tensor { return tensor.Scalar(v) }

func vec(v ...float64) *tensor.Tensor { return tensor.Of(v) }

func matrix(v ...float64) *tensor.Tensor {
	n := 1
	for n*n < len(v) {
		n++
	}
	return tensor.Of(v, n, n)
}

// family is a distribution at ordinary, small, large and batched parameters, and the laws that do not apply to it.
type family struct {
	build  disttest.Build
	params [][]*tensor.Tensor
	skips  []string
}

type d = dist.Distribution

// Laws that do not apply to whole kinds of distributions.
var (
	// Events of one number have no lines through them, and quadrature tells more about their total.
	numbers = []string{"draws agree with the total probability", "draws follow the density along lines"}

	// All numbers have no rim.
	unbounded = []string{"on the rim derivatives are finite where the log-density is"}

	continuous = []string{"the values listed are all there are"}

	discrete = []string{"on the rim derivatives are finite where the log-density is", "draws agree with the total probability", "draws follow the density along lines",
		"the derivative by the value", "the derivative along the support", "quantile function", "the slope of the distribution function is the density"}

	notDifferentiable = []string{"the derivative through draws"}

	endless = []string{"the values listed are all there are", "entropy"}

	noMoments = []string{"mean", "variance"}

	// 0 is outside.
	positive = []string{"on the rim derivatives are finite where the log-density is"}

	// It is built with one batch shape, whatever the parameters.
	fixedBatch = []string{"the derivative through draws", "masked parameters do not matter"}

	pointMass = []string{"the derivative by the parameters", "the derivative through draws", "entropy"}

	// The last number of an event follows from the others.
	simplex = []string{"the derivative by the value", "entropy"}

	// Quadrature takes two free dimensions.
	large = []string{"total probability is 1", "draws follow the density", "the derivative through draws"}

	improper = []string{"same seed, same draw", "same seed, same draw on any number of processors", "draws lie in the support and have a density", "total probability is 1",
		"draws agree with the total probability", "draws follow the density", "draws follow the density along lines", "the derivative by the parameters", "Sample carries no derivative",
		"the derivative through draws", "masked parameters do not matter", "mean", "variance", "entropy", "NaN for a parameter is refused",
		"parameters that are refused give no finite log-density", "extreme parameters"}

	mixture = []string{"the derivative through draws", "entropy", "quantile function"}

	unmapped = []string{"distribution function", "the slope of the distribution function is the density", "total probability is 1", "draws follow the density", "the derivative by the value", "the derivative along the support", "on the rim derivatives are finite where the log-density is"}

	// Events have no distribution function.
	events = []string{"distribution function", "quantile function", "the slope of the distribution function is the density",
		"the logarithms of both tails", "the derivatives of both tails by the parameters", "both tails at their ends"}
)

func skips(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}

var families = map[string]family{
	"Normal": {func(p ...*tensor.Tensor) d { return dist.Normal(p[0], p[1]) },
		[][]*tensor.Tensor{{scalar(0), scalar(1)}, {scalar(-3), scalar(0.2)}, {vec(-1, 2), scalar(1.5)}, {tensor.Of([]float64{1, 2}, 2, 1), vec(0.5, 1, 2)}},
		skips(numbers, unbounded, continuous)},
	"Laplace":      {func(p ...*tensor.Tensor) d { return dist.Laplace(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(0), scalar(1)}, {vec(-1, 2), scalar(0.3)}}, skips(numbers, unbounded, continuous)},
	"Cauchy":       {func(p ...*tensor.Tensor) d { return dist.Cauchy(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(0), scalar(1)}, {vec(-1, 2), scalar(0.3)}}, skips(numbers, unbounded, continuous, noMoments)},
	"StudentT":     {func(p ...*tensor.Tensor) d { return dist.StudentT(p[0], p[1], p[2]) }, [][]*tensor.Tensor{{scalar(5), scalar(0), scalar(1)}, {vec(3, 60), scalar(1), scalar(0.3)}}, skips(numbers, unbounded, continuous)},
	"InverseGamma": {func(p ...*tensor.Tensor) d { return dist.InverseGamma(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(6), scalar(3)}, {vec(8, 5), scalar(0.5)}}, skips(numbers, continuous, positive)},
	"HalfNormal":   {func(p ...*tensor.Tensor) d { return dist.HalfNormal(p[0]) }, [][]*tensor.Tensor{{scalar(1)}, {vec(0.1, 7)}}, skips(numbers, continuous)},
	"HalfCauchy":   {func(p ...*tensor.Tensor) d { return dist.HalfCauchy(p[0]) }, [][]*tensor.Tensor{{scalar(1)}, {vec(0.1, 5)}}, skips(numbers, continuous, noMoments)},
	"LogNormal":    {func(p ...*tensor.Tensor) d { return dist.LogNormal(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(0), scalar(1)}, {vec(-2, 1), scalar(0.3)}}, skips(numbers, continuous, positive)},
	"Uniform":      {func(p ...*tensor.Tensor) d { return dist.Uniform(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(0), scalar(1)}, {scalar(-3), scalar(5)}}, skips(numbers, continuous)},
	"Exponential":  {func(p ...*tensor.Tensor) d { return dist.Exponential(p[0]) }, [][]*tensor.Tensor{{scalar(1)}, {vec(0.2, 9)}}, skips(numbers, continuous)},
	"Gamma":        {func(p ...*tensor.Tensor) d { return dist.Gamma(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(2), scalar(3)}, {scalar(0.4), scalar(1)}, {vec(30, 1), scalar(0.5)}}, skips(numbers, continuous)},
	"Beta":         {func(p ...*tensor.Tensor) d { return dist.Beta(p[0], p[1]) }, [][]*tensor.Tensor{{scalar(2), scalar(3)}, {scalar(0.6), scalar(0.7)}, {vec(20, 1), scalar(5)}}, skips(numbers, continuous)},

	"Bernoulli[Logits]":   {func(p ...*tensor.Tensor) d { return dist.Bernoulli[dist.Logits](p[0]) }, [][]*tensor.Tensor{{scalar(0.3)}, {vec(-2, 4)}}, skips(discrete, notDifferentiable)},
	"Bernoulli[Probs]":    {func(p ...*tensor.Tensor) d { return dist.Bernoulli[dist.Probs](p[0]) }, [][]*tensor.Tensor{{scalar(0.3)}, {vec(0.1, 0.9)}}, skips(discrete, notDifferentiable)},
	"Categorical[Logits]": {func(p ...*tensor.Tensor) d { return dist.Categorical[dist.Logits](p[0]) }, [][]*tensor.Tensor{{vec(0.3, -1, 2)}, {tensor.Of([]float64{0, 1, 2, 0.5, -3, 0.1}, 2, 3)}}, skips(discrete, notDifferentiable, noMoments)},
	"Categorical[Probs]":  {func(p ...*tensor.Tensor) d { return dist.Categorical[dist.Probs](p[0]) }, [][]*tensor.Tensor{{vec(0.3, 1, 2)}}, skips(discrete, notDifferentiable, noMoments)},
	"Poisson":             {func(p ...*tensor.Tensor) d { return dist.Poisson(p[0]) }, [][]*tensor.Tensor{{scalar(0.3)}, {vec(4, 30)}, {scalar(2e4)}}, skips(discrete, notDifferentiable, endless)},
	"Binomial[Probs]":     {func(p ...*tensor.Tensor) d { return dist.Binomial[dist.Probs](p[0], p[1]) }, [][]*tensor.Tensor{{scalar(7), scalar(0.3)}, {vec(1, 60), scalar(0.4)}, {scalar(1000), vec(0.004, 0.9)}}, skips(discrete, notDifferentiable, endless)},
	"Binomial[Logits]":    {func(p ...*tensor.Tensor) d { return dist.Binomial[dist.Logits](p[0], p[1]) }, [][]*tensor.Tensor{{scalar(12), scalar(-0.5)}, {vec(3, 300), scalar(1.5)}}, skips(discrete, notDifferentiable, endless)},

	"Delta":             {func(p ...*tensor.Tensor) d { return dist.Delta(p[0]) }, [][]*tensor.Tensor{{scalar(0.3)}, {vec(-2, 4)}}, skips(discrete, continuous, pointMass)},
	"Delta as an event": {func(p ...*tensor.Tensor) d { return dist.Delta(p[0]).WithLogDensity(tensor.To(0)).ToEvent(1) }, [][]*tensor.Tensor{{vec(-2, 4)}, {tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 2, 3)}}, skips(discrete, events, continuous, pointMass)},

	"Dirichlet": {func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]) },
		[][]*tensor.Tensor{{vec(2, 3, 0.5)}, {vec(1, 1, 1)}, {tensor.Of([]float64{0.4, 0.7, 1, 30, 20, 10}, 2, 3)}}, skips(continuous, events, simplex)},
	"Dirichlet of two":  {func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]) }, [][]*tensor.Tensor{{vec(2, 1)}, {vec(0.6, 0.7)}}, skips(numbers, continuous, events, simplex)},
	"Dirichlet of five": {func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]) }, [][]*tensor.Tensor{{vec(2, 1, 4, 0.8, 3)}}, skips(continuous, events, simplex, large)},
	"MultivariateNormal[Covariance]": {func(p ...*tensor.Tensor) d { return dist.MultivariateNormal[dist.Covariance](p[0], p[1]) },
		[][]*tensor.Tensor{{vec(0, 1), matrix(1, 0.5, 0.5, 2)}, {tensor.Of([]float64{0, 1, 2, -1}, 2, 2), matrix(1, -0.3, -0.3, 0.5)}, {vec(0, 1), tensor.Stack(0, matrix(1, 0, 0, 1), matrix(4, 1, 1, 9))}},
		skips(continuous, events, unbounded)},
	"MultivariateNormal[ScaleTril]": {func(p ...*tensor.Tensor) d { return dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]) },
		[][]*tensor.Tensor{{vec(0, 1), matrix(1, 0, 0.5, 2)}, {tensor.Of([]float64{0, 1, 2, -1}, 2, 2), tensor.Stack(0, matrix(1, 0, 0, 1), matrix(2, 0, 1, 3))}},
		skips(continuous, events, unbounded)},
	"MultivariateNormal of three": {func(p ...*tensor.Tensor) d { return dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]) },
		[][]*tensor.Tensor{{vec(0, 1, 2), matrix(2, 0, 0, 0.5, 1, 0, -1, 0.3, 0.7)}}, skips(continuous, events, unbounded, large)},
	"Normal as an event":      {func(p ...*tensor.Tensor) d { return dist.Normal(p[0], p[1]).ToEvent(1) }, [][]*tensor.Tensor{{vec(0, 1), scalar(0.5)}, {tensor.Of([]float64{0, 1, 2, 3}, 2, 2), vec(0.3, 1)}}, skips(continuous, events, unbounded)},
	"Cauchy as an event":      {func(p ...*tensor.Tensor) d { return dist.Cauchy(p[0], p[1]).ToEvent(1) }, [][]*tensor.Tensor{{vec(0, 1, 2), scalar(0.5)}}, skips(continuous, events, unbounded, noMoments, large)},
	"Gamma as an event":       {func(p ...*tensor.Tensor) d { return dist.Gamma(p[0], p[1]).ToEvent(1) }, [][]*tensor.Tensor{{vec(1, 2), scalar(0.5)}, {tensor.Of([]float64{1, 2, 3, 4}, 2, 2), scalar(1)}}, skips(continuous, events)},
	"Uniform as an event":     {func(p ...*tensor.Tensor) d { return dist.Uniform(p[0], p[1]).ToEvent(1) }, [][]*tensor.Tensor{{vec(0, 1), scalar(3)}}, skips(continuous, events)},
	"Beta as a matrix":        {func(p ...*tensor.Tensor) d { return dist.Beta(p[0], p[1]).ToEvent(2) }, [][]*tensor.Tensor{{tensor.Of([]float64{1, 2, 3, 4}, 2, 2), scalar(1)}}, skips(continuous, events, large)},
	"Dirichlet as an event":   {func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]).ToEvent(1) }, [][]*tensor.Tensor{{tensor.Of([]float64{2, 1, 1, 3}, 2, 2)}}, skips(continuous, events, simplex)},
	"Bernoulli as an event":   {func(p ...*tensor.Tensor) d { return dist.Bernoulli[dist.Logits](p[0]).ToEvent(1) }, [][]*tensor.Tensor{{vec(0.3, -1, 2)}, {tensor.Of([]float64{0, 1, 2, 3}, 2, 2)}}, skips(discrete, events, notDifferentiable, continuous)},
	"Poisson as an event":     {func(p ...*tensor.Tensor) d { return dist.Poisson(p[0]).ToEvent(1) }, [][]*tensor.Tensor{{vec(0.3, 2)}}, skips(discrete, events, notDifferentiable, endless)},
	"Categorical as an event": {func(p ...*tensor.Tensor) d { return dist.Categorical[dist.Probs](p[0]).ToEvent(1) }, [][]*tensor.Tensor{{tensor.Of([]float64{0.3, 1, 2, 1, 1, 1}, 2, 3)}}, skips(discrete, events, notDifferentiable, continuous, noMoments)},

	"masked":            {func(p ...*tensor.Tensor) d { return dist.Normal(p[0], p[1]).Mask(scalar(1)) }, [][]*tensor.Tensor{{vec(0, 1), scalar(0.5)}}, skips(numbers, continuous, unbounded)},
	"masked events":     {func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]).Mask(scalar(1)) }, [][]*tensor.Tensor{{vec(2, 1, 4)}, {tensor.Of([]float64{2, 1, 1, 2, 2, 2}, 2, 3)}}, skips(continuous, events, simplex)},
	"expanded":          {func(p ...*tensor.Tensor) d { return dist.Gamma(p[0], p[1]).Expand(2) }, [][]*tensor.Tensor{{scalar(1), scalar(0.5)}}, skips(fixedBatch, numbers, continuous)},
	"expanded events":   {func(p ...*tensor.Tensor) d { return dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]).Expand(2) }, [][]*tensor.Tensor{{vec(0, 1), matrix(1, 0, 0.5, 2)}}, skips(fixedBatch, continuous, events, unbounded)},
	"foreign, expanded": {func(p ...*tensor.Tensor) d { return dist.Expand(foreign{dist.Dirichlet(p[0])}, 2) }, [][]*tensor.Tensor{{vec(2, 1, 4)}}, skips(fixedBatch, continuous, events, simplex, noMoments)},

	"ImproperUniform": {func(...*tensor.Tensor) d {
		return dist.ImproperUniform(dist.Positive, tensor.Shape{2}, tensor.Shape{3})
	}, [][]*tensor.Tensor{{}}, skips(continuous, events, improper, positive)},
	"ImproperUniform of numbers": {func(...*tensor.Tensor) d { return dist.ImproperUniform(dist.UnitInterval, tensor.Shape{2}, nil) }, [][]*tensor.Tensor{{}}, skips(continuous, events, improper)},
	"ImproperUniform of orders":  {func(...*tensor.Tensor) d { return dist.ImproperUniform(dist.OrderedVector, nil, tensor.Shape{3}) }, [][]*tensor.Tensor{{}}, skips(continuous, events, improper, unbounded)},
	"ImproperUniform of positive orders": {func(...*tensor.Tensor) d {
		return dist.ImproperUniform(dist.PositiveOrderedVector, tensor.Shape{2}, tensor.Shape{3})
	}, [][]*tensor.Tensor{{}}, skips(continuous, events, improper, unbounded)},
	"ImproperUniform of simplices": {func(...*tensor.Tensor) d {
		return dist.ImproperUniform(dist.Simplex, tensor.Shape{2}, tensor.Shape{2, 3})
	}, [][]*tensor.Tensor{{}}, skips(continuous, events, improper, simplex)},

	"Mixture": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Normal(p[1], p[2]))
	},
		[][]*tensor.Tensor{{vec(0, 1), vec(-1, 2), vec(0.5, 1)}, {tensor.Of([]float64{0, 1, -1, 0}, 2, 2), tensor.Of([]float64{-1, 2, 0, 3}, 2, 2), scalar(1)}}, skips(numbers, continuous, unbounded, mixture)},
	"Mixture by weights": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Gamma(p[1], p[2]))
	},
		[][]*tensor.Tensor{{vec(1, 3), vec(1, 5), vec(1, 2)}}, skips(numbers, continuous, mixture)},
	"Mixture of uniforms": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Uniform(p[1], p[2]).Expand(2, 2))
	},
		[][]*tensor.Tensor{{vec(1, 3), scalar(-1), tensor.Of([]float64{1, 2}, 2, 1)}}, skips(numbers, continuous, mixture)},
	"Mixture of binomials": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Binomial[dist.Probs](p[1], p[2]))
	},
		[][]*tensor.Tensor{{vec(1, 3), tensor.Of([]float64{10, 3, 5}, 3, 1), vec(0.2, 0.7)}, {vec(1, 3), vec(4, 9), vec(0.2, 0.7)}}, skips(discrete, endless, mixture)},
	"Mixture of Bernoullis": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Bernoulli[dist.Probs](p[1]))
	},
		[][]*tensor.Tensor{{vec(1, 3), vec(0.2, 0.7)}}, skips(discrete, mixture)},
	"Mixture of Poissons": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Poisson(p[1]))
	},
		[][]*tensor.Tensor{{vec(1, 3), vec(2, 70)}}, skips(discrete, endless, mixture)},
	"Mixture of MultivariateNormals": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.MultivariateNormal[dist.ScaleTril](p[1], p[2]))
	},
		[][]*tensor.Tensor{{vec(0, 1), tensor.Of([]float64{0, 1, 2, -1}, 2, 2), matrix(1, 0, 0.5, 2)}, {tensor.Of([]float64{0, 1, 1, 0}, 2, 2), tensor.Of([]float64{0, 1, 2, -1}, 2, 2), tensor.Stack(0, matrix(1, 0, 0, 1), matrix(2, 0, 1, 3))}},
		skips(continuous, events, unbounded, mixture)},
	"Mixture of Dirichlets": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Dirichlet(p[1]))
	},
		[][]*tensor.Tensor{{vec(0, 1), tensor.Of([]float64{1, 2, 3, 5, 1, 1}, 2, 3)}}, skips(continuous, events, simplex, mixture)},
	"Mixture of blocks": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Normal(p[1], 1).ToEvent(1))
	},
		[][]*tensor.Tensor{{vec(0, 1), tensor.Of([]float64{0, 1, 2, -1}, 2, 2)}}, skips(continuous, events, unbounded, mixture)},
	"Mixture of other supports": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Uniform(p[1], p[2]))
	},
		[][]*tensor.Tensor{{vec(0, 1), vec(0, 2), vec(1, 5)}}, skips(numbers, continuous, mixture, unmapped)},
	"Mixture of mixtures": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Mixture(dist.Categorical[dist.Logits](p[1]), dist.Normal(p[2], 1)))
	}, [][]*tensor.Tensor{{vec(0, 1), vec(1, 2), tensor.Of([]float64{0, 1, 2, -1}, 2, 2)}}, skips(numbers, continuous, unbounded, mixture)},
	"Mixture, masked and expanded": {func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Dirichlet(p[1])).Expand(2).Mask(scalar(1))
	}, [][]*tensor.Tensor{{vec(0, 1), tensor.Of([]float64{1, 2, 3, 5, 1, 1}, 2, 3)}}, skips(fixedBatch, continuous, events, simplex, mixture)},
}

// foreign hides all optional methods, as a type from elsewhere has none.
type foreign struct{ dist.Distribution }

func TestFamilies(t *testing.T) { run(t, families) }

// run tries the laws, and requires that those that do not apply are the ones that are listed.
func run(t *testing.T, families map[string]family) {
	for name, f := range families {
		for i, params := range f.params {
			if racing.On && i > 0 {
				break // the same code, with other numbers
			}
			t.Run(name+"/"+string(rune('a'+i)), func(t *testing.T) {
				t.Parallel()
				report := disttest.Run(t, f.build, params...)
				var skipped []string
				for law := range report.Skipped {
					skipped = append(skipped, law)
				}
				for _, law := range skipped {
					if !slices.Contains(f.skips, law) {
						t.Errorf("%s is skipped: %s", law, report.Skipped[law])
					}
				}
				for _, law := range f.skips {
					if !slices.Contains(skipped, law) {
						t.Errorf("%s is not skipped", law)
					}
				}
			})
		}
	}
}
