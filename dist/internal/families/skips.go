package families

import "slices"

// Laws that do not apply to whole kinds of distributions.
var (
	// Events of one number have no lines through them, and quadrature tells more about their total.
	numbers = []string{"draws agree with the total probability", "draws follow the density along lines"}

	// All numbers have no rim.
	unbounded = []string{"on the rim derivatives are finite where the log-density is"}

	continuous = []string{"the values listed are all there are"}

	discrete = []string{"on the rim derivatives are finite where the log-density is", "draws agree with the total probability", "draws follow the density along lines",
		"the derivative by the value", "the derivative along the support", "the slope of the distribution function is the density"}

	notDifferentiable = []string{"the derivative through draws"}

	endless = []string{"the values listed are all there are", "entropy"}

	unlisted = []string{"the values listed are all there are"}

	wholeParams = []string{"the derivative by the parameters"}

	noMoments = []string{"mean", "variance"}

	// 0 is outside.
	positive = []string{"on the rim derivatives are finite where the log-density is"}

	// It is built with one batch shape, whatever the parameters.
	fixedBatch = []string{"the derivative through draws", "masked parameters do not matter"}

	// Events without numbers have no density by a number.
	empty = slices.Concat(large, numbers, noMoments, unbounded, []string{"entropy", "the derivative by the parameters", "outside the support the log-density is -Inf and its derivative 0"})

	pointMass = []string{"the derivative by the parameters", "the derivative through draws", "entropy"}

	// The last number of an event follows from the others.
	simplex = []string{"the derivative by the value", "entropy"}

	// Numbers of a matrix follow from the others.
	symmetric = []string{"the derivative by the value"}

	// Quadrature takes two free dimensions.
	large = []string{"total probability is 1", "draws follow the density", "the derivative through draws"}

	improper = []string{"same seed, same draw", "same seed, same draw on any number of processors", "draws lie in the support and have a density", "total probability is 1",
		"draws agree with the total probability", "draws follow the density", "draws follow the density along lines", "the derivative by the parameters", "Sample carries no derivative",
		"the derivative through draws", "masked parameters do not matter", "mean", "variance", "entropy", "NaN for a parameter is refused",
		"parameters that are refused give no finite log-density", "extreme parameters"}

	mixture = []string{"the derivative through draws", "entropy"}

	noQuantile = []string{"quantile function"}

	unmapped = []string{"distribution function", "the slope of the distribution function is the density", "total probability is 1", "draws follow the density", "the derivative by the value", "the derivative along the support", "on the rim derivatives are finite where the log-density is"}

	// Some values have a probability of their own, so that there is no map from the real line.
	pointed = append(unmapped, "the derivative through draws")

	// Events have no distribution function.
	events = []string{"distribution function", "quantile function", "the slope of the distribution function is the density",
		"the logarithms of both tails", "the derivatives of both tails by the parameters", "both tails at their ends"}

	noVariance = []string{"variance"}

	noEntropy = []string{"entropy"}
)

// skips returns all that is in the lists.
func skips(lists ...[]string) []string {
	all := slices.Concat(lists...)
	slices.Sort(all)
	return slices.Compact(all)
}
