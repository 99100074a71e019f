// Package disttest holds what every distribution must pass, whoever wrote it, as testing/slogtest does for log
// handlers.
//
//	func TestNormal(t *testing.T) {
//		disttest.Run(t, func(p ...*tensor.Tensor) dist.Distribution { return dist.Normal(p[0], p[1]) },
//			tensor.Scalar(0.3), tensor.Scalar(2))
//	}
//
// The distribution is given by a function of its parameters, so that derivatives, both element types and masked
// parameters can be tried. Its event must be a number. The laws that hold for every distribution of numbers are
// compared with quadrature over its support, and its sampler with its density.
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

// Run checks the distribution at the given Float64 parameters and reports every law that it breaks.
func Run(t *testing.T, build Build, params ...*tensor.Tensor) {
	t.Helper()
	for _, err := range check(build, params) {
		t.Error(err)
	}
}

// Check is Run outside a test: nil, or all the laws that the distribution breaks.
func Check(build Build, params ...*tensor.Tensor) error {
	return errors.Join(check(build, params)...)
}

// law is one thing that holds for all distributions.
type law struct {
	name  string
	holds func(s *subject) error
}

var laws = []law{
	{"it is valid and has a name", valid},
	{"shapes", shapes},
	{"expanded, its log-density repeats and its draws do not", expanded},
	{"as one event, its log-densities add up", oneEvent},
	{"wrapped as a foreign type", wrappedAsForeign},
	{"same seed, same draw", repeatable},
	{"same seed, same draw on any number of processors", anyProcessors},
	{"draws lie in the support and have a density", drawsAreLikely},
	{"outside the support the log-density is -Inf and its derivative 0", outside},
	{"total probability is 1", normalised},
	{"draws follow the density", fit},
	{"the derivative by the value", derivativeByValue},
	{"the derivative by the parameters", derivativeByParams},
	{"Sample carries no derivative", sampleIsDetached},
	{"the derivative through draws", derivativeThroughDraws},
	{"sums and masks agree with the elements", sums},
	{"derivatives of sums and masks agree with the elements", derivativesOfSums},
	{"what is masked does not matter", masked},
	{"Float32 agrees with Float64", float32Agrees},
	{"mean and variance", moments},
	{"distribution and quantile function", cdf},
	{"the slope of the distribution function is the density", slope},
	{"the logarithms of both tails", tails},
	{"the derivatives of both tails by the parameters", tailsByParams},
	{"both tails at their ends", tailsAtTheEnds},
	{"entropy", entropy},
	{"NaN for a parameter is refused", refusesNaN},
	{"RSample is refused where there is none", refusesRSample},
}

// subject is the distribution under test.
type subject struct {
	build  Build
	params []*tensor.Tensor
	d      dist.Distribution
	n      int // batch elements
}

func check(build Build, params []*tensor.Tensor) []error {
	s := &subject{build: build, params: params, d: build(params...)}
	s.n = s.d.BatchShape().Size()
	if len(s.d.EventShape()) > 0 {
		return []error{fmt.Errorf("%v: disttest is for distributions of numbers, the event has shape %v", s.d, []int(s.d.EventShape()))}
	}
	var broken []error
	for _, l := range laws {
		if err := holds(l, s); err != nil {
			broken = append(broken, fmt.Errorf("%v: %s: %w", s.d, l.name, err))
		}
	}
	return broken
}

// holds is l.holds with a panic as an error.
func holds(l law, s *subject) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return l.holds(s)
}

func (s *subject) discrete() bool { return s.d.Support().Discrete() }
