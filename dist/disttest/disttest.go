// Package disttest holds what every distribution and every transform must pass, whoever wrote it, as testing/slogtest
// does for log handlers.
//
//	func TestNormal(t *testing.T) {
//		report := disttest.Run(t, func(p ...*tensor.Tensor) dist.Distribution { return dist.Normal(p[0], p[1]) },
//			tensor.Scalar(0.3), tensor.Scalar(2))
//		require.Empty(t, report.Skipped)
//	}
//
// The distribution is given by a function of its parameters, so that derivatives, both element types and masked
// parameters can be tried. Its events may be numbers, vectors or larger blocks, continuous or whole numbers, bounded or
// not. Densities are integrated over the support by quadrature where that has at most two free dimensions, and summed
// where it is discrete; samplers are compared with densities in any number of dimensions.
//
// A law that does not apply, because the distribution lacks what it is about, is not passed but skipped: the [Report]
// says so, and a test should say which laws it expects there.
//
// [RunTransform] does the same for transforms.
package disttest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Build makes the distribution from its parameters.
type Build func(params ...*tensor.Tensor) dist.Distribution

// Report tells what became of every law.
type Report struct {
	Held    []string          // the laws that hold
	Skipped map[string]string // the laws that do not apply, and why
	Broken  []error           // what breaks the others
}

// Run checks the distribution at the given Float64 parameters, fails the test for every law that it breaks and logs
// those that do not apply.
func Run(t *testing.T, build Build, params ...*tensor.Tensor) Report {
	t.Helper()
	return logged(t, inspectDistribution(build, params))
}

// logged tells the test what is broken and logs what is skipped.
func logged(t *testing.T, report Report) Report {
	t.Helper()
	for law, why := range report.Skipped {
		t.Logf("skipped: %s: %s", law, why)
	}
	for _, err := range report.Broken {
		t.Error(err)
	}
	return report
}

// Check returns nil, or all the laws that the distribution breaks. It is Run outside a test.
func Check(build Build, params ...*tensor.Tensor) error {
	return errors.Join(inspectDistribution(build, params).Broken...)
}

// law is one thing that holds for all of the kind.
type law[S any] struct {
	name  string
	holds func(s S) error
}

var laws = []law[*subject]{
	{"it is valid and has a name", valid},
	{"shapes", shapes},
	{"its support has values inside", insides},
	{"expanded, its log-density repeats and its draws do not", expanded},
	{"as one event, its log-densities add up", oneEvent},
	{"wrapped as a foreign type", wrappedAsForeign},
	{"same seed, same draw", repeatable},
	{"same seed, same draw on any number of processors", anyProcessors},
	{"draws lie in the support and have a density", drawsAreLikely},
	{"outside the support the log-density is -Inf and its derivative 0", outside},
	{"at NaN there is no finite log-density", nowhere},
	{"on the rim derivatives are finite where the log-density is", rim},
	{"total probability is 1", normalised},
	{"draws agree with the total probability", weighed},
	{"draws follow the density", fit},
	{"draws follow the density along lines", fitAlongLines},
	{"the values listed are all there are", enumerated},
	{"the derivative by the value", derivativeByValue},
	{"the derivative along the support", derivativeAlongSupport},
	{"the derivative by the parameters", derivativeByParams},
	{"Sample carries no derivative", sampleIsDetached},
	{"the derivative through draws", derivativeThroughDraws},
	{"sums and masks agree with the elements", sums},
	{"derivatives of sums and masks agree with the elements", derivativesOfSums},
	{"a masked value does not matter", maskedValue},
	{"masked parameters do not matter", maskedParams},
	{"Float32 agrees with Float64", float32Agrees},
	{"in Float32 derivatives agree with Float64", float32Derivatives},
	{"mean", mean},
	{"variance", variance},
	{"entropy", entropy},
	{"distribution function", cdf},
	{"quantile function", quantile},
	{"the slope of the distribution function is the density", slope},
	{"the logarithms of both tails", tails},
	{"the derivatives of both tails by the parameters", tailsByParams},
	{"both tails at their ends", tailsAtTheEnds},
	{"NaN for a parameter is refused", refusesNaN},
	{"parameters that are refused give no finite log-density", refusesInvalid},
	{"extreme parameters", extremes},
	{"RSample is refused where there is none", refusesRSample},
}

func inspectDistribution(build Build, params []*tensor.Tensor) Report {
	s := newSubject(build, params)
	return inspect(s.d, laws, s)
}

// inspect holds the subject against laws.
func inspect[S any](name fmt.Stringer, laws []law[S], subject S) Report {
	report := Report{Skipped: map[string]string{}}
	for _, l := range laws {
		var skip inapplicable
		switch err := holds(l, subject); {
		case err == nil:
			report.Held = append(report.Held, l.name)
		case errors.As(err, &skip):
			report.Skipped[l.name] = string(skip)
		default:
			report.Broken = append(report.Broken, fmt.Errorf("%v: %s: %w", name, l.name, err))
		}
	}
	return report
}

// inapplicable says why a law does not apply.
type inapplicable string

func (why inapplicable) Error() string { return "it does not apply: " + string(why) }

// holds returns l.holds with a panic as an error.
func holds[S any](l law[S], s S) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return l.holds(s)
}
