package main

import (
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
}

// kind is what a system must be able to do to take part in a case.
type kind int

const (
	machine kind = iota // the processor alone
	step                // a step of training
	piece               // what steps are made of
	density             // log-densities and their gradients, on one thread
	sampler             // draws from posteriors
)

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
}, pieces, densities())

func training(name string, s svi) benchmark {
	return benchmark{name: name, kind: step, prepare: s.prepare, least: s.least()}
}

func densities() (cases []benchmark) {
	for _, c := range densityCases() {
		cases = append(cases, benchmark{name: c.Name, kind: density, prepare: c.prepare, sums: c.sums})
	}
	return cases
}
