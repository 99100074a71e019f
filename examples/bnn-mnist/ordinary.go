package main

import (
	"context"

	"github.com/credence-ppl/credence/examples/bnn-mnist/serve"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
)

// ordinaryRate is the learning rate at the start. Weights whose widths are not to be found take a smaller one.
const ordinaryRate = 0.001

// likelihood observes the labels as model does, by a network whose weights are parameters: an ordinary one.
func (m *classifier) likelihood(c *ppl.Context, b Batch) {
	m.observe(c, nn.Params(c, "net", m.net).Forward(m.seen(b.X)), b)
}

// ordinary trains a network by maximum likelihood, which is SVI with a guide that is empty, in as many steps as the
// Bayesian one has had, on the same digits. It does so once: page and report show the same.
func (t *training) ordinary(ctx context.Context) (*serve.Network, error) {
	steps := t.svi.Steps()
	if n := t.likeliest; n != nil && n.Steps == steps {
		return n, nil
	}
	svi := infer.NewSVI(t.classifier.likelihood, func(*ppl.Context, Batch) {}, infer.SVIOptions{
		Optimizer: optim.Adam{LR: ordinaryRate, Schedule: optim.Cosine(steps, 0)}, Seed: t.o.seed})
	batches, err := infer.Batches(t.train.Len(), t.o.batch, infer.BatchOptions{Epochs: (steps + t.steps() - 1) / t.steps(), Seed: t.o.seed},
		func(rows []int) Batch { return pick(t.train, rows) })
	if err != nil {
		return nil, err
	}
	for step, err := range svi.Run(ctx, batches) {
		if err != nil {
			return nil, err
		}
		if step.N >= steps {
			break
		}
	}
	t.likeliest = &serve.Network{Steps: steps, Probs: t.probs(t.classifier.likelihood, svi.Posterior(), 1)}
	return t.likeliest, nil
}
