package main

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/infer"
)

// benchmark is one piece of work.
type benchmark struct {
	name    string
	kind    kind
	prepare func() (step func() error) // makes the data and returns what is repeated; nil if there is only a bound
	least   work                       // what no implementation can do without; zero if it was not counted
	sums    func() []float64           // what systems must agree on; nil if that is nothing
	within  float64                    // how closely: errors of each, relative to it
}

// agree reports whether a system has the sums of another one. A system without derivatives has the first of them alone.
func (c benchmark) agree(all, some []float64) bool {
	if len(some) > len(all) || len(some) == 0 && len(all) > 0 {
		return false
	}
	return slices.EqualFunc(all[:len(some)], some, func(x, y float64) bool { return math.Abs(x-y) <= c.within*math.Abs(x) })
}

// kind is what a system must be able to do to take part in a case.
type kind int

const (
	machine    kind = iota // the processor alone
	step                   // a step of training
	piece                  // what steps are made of
	density                // log-densities and their gradients, on one thread
	simulation             // draws from distributions, on one thread
	sampler                // draws from posteriors
)

// oneThread reports whether cases are measured on one thread, by the time of processors, which other programs on the
// machine disturb less.
func (k kind) oneThread() bool { return k == density || k == simulation }

// mainJob is the case that the start of a program is measured with.
const mainJob = "svi-step-b128-meanfield"

// network are the sizes of the layers in most cases.
var network = []int{784, 1024, 10}

var cases = slices.Concat([]benchmark{
	{name: oneGFLOP, least: work{operations: 1e9}},
	{name: oneGB, least: work{bytes: 1e9}},
	training(mainJob, svi{128, infer.MeanFieldELBO{}, normal, network, handwritten}),
	training("svi-step-b128-trace", svi{128, infer.TraceELBO{}, normal, network, handwritten}),
	training("svi-step-b1024-meanfield", svi{1024, infer.MeanFieldELBO{}, normal, network, handwritten}),
	training("svi-step-deep-laplace-b250-trace", svi{250, infer.TraceELBO{}, laplace, []int{784, 400, 400, 10}, handwritten}),
	training("svi-step-b128-meanfield-noise", svi{128, infer.MeanFieldELBO{}, normal, network, noise}),
	training("svi-step-b1024-meanfield-noise", svi{1024, infer.MeanFieldELBO{}, normal, network, noise}),
}, pieces, densities(), simulations)

func training(name string, s svi) benchmark {
	return benchmark{name: name, kind: step, prepare: s.prepare, least: s.least()}
}

func densities() (cases []benchmark) {
	for _, c := range densityCases() {
		cases = append(cases, benchmark{name: c.Name, kind: density, prepare: c.prepare, sums: c.sums, within: 1e-9})
	}
	return cases
}
