package infer

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Models and guides that several tests use.

// constant is an initial value.
func constant(v ...float64) func(*tensor.RNG) *tensor.Tensor {
	return func(*tensor.RNG) *tensor.Tensor {
		if len(v) == 1 {
			return tensor.Scalar(v[0])
		}
		return tensor.Of(v)
	}
}

// meanModel is z ~ N(0, 1), x_i ~ N(z, noise), of which data may be a part. Without data it predicts.
func meanModel(c *ppl.Context, x *tensor.Tensor) {
	n := len(rows)
	if x != nil {
		n = x.Dim(0)
	}
	z := ppl.Sample(c, "z", dist.Normal(0, 1))
	ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) {
		ppl.Sample(c, "x", dist.Normal(z, noise), ppl.Obs(x))
	}, ppl.BatchSize(n))
}

// meanGuide is z ~ N(m, s).
func meanGuide(c *ppl.Context, _ *tensor.Tensor) {
	m := ppl.Param(c, "m", constant(0))
	s := ppl.Param(c, "s", constant(1), ppl.Constrained(dist.Positive))
	ppl.Sample(c, "z", dist.Normal(m, s))
}

// meanPosterior is the exact posterior of meanModel.
func meanPosterior() (mean, variance float64) {
	variance = 1 / (1 + float64(len(rows))/(noise*noise))
	total := 0.0
	for _, x := range rows {
		total += x
	}
	return variance * total / (noise * noise), variance
}

func meanSVI(o SVIOptions) *SVI[*tensor.Tensor] { return NewSVI(meanModel, meanGuide, o) }

// train makes steps that have to succeed, and is the result of the last.
func train[D any](t testing.TB, s *SVI[D], data D, steps int) (last Step) {
	t.Helper()
	for range steps {
		step, err := s.Step(data)
		require.NoError(t, err)
		last = step
	}
	return last
}

// learned trains on all rows with Adam and a falling learning rate.
func learned(t testing.TB, steps int) *SVI[*tensor.Tensor] {
	t.Helper()
	s := meanSVI(SVIOptions{Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(steps, 0)}, Seed: 1})
	train(t, s, xrows, steps)
	return s
}

func param[D any](t testing.TB, s *SVI[D], name string) []float64 {
	t.Helper()
	p, err := s.Param(name)
	require.NoError(t, err)
	return p.Float64s()
}

// stateOf is everything that a step may change, but the number of attempts.
func stateOf[D any](s *SVI[D]) string {
	text := fmt.Sprint("step ", s.step, " seed ", s.o.Seed, " loaded ", s.store.loaded)
	for _, p := range s.store.order {
		text += fmt.Sprintf("\n%s %v %x updates %d used %d", p.name, p, raw.Slice(p.real), p.updates, p.used)
		for _, state := range p.state {
			text += fmt.Sprintf(" %x", raw.Slice(state))
		}
	}
	return text
}

// unchanged is the check that nothing has changed since.
func unchanged[D any](t testing.TB, s *SVI[D]) func() {
	before := stateOf(s)
	return func() {
		t.Helper()
		require.Equal(t, before, stateOf(s))
	}
}
