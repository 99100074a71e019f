package infer

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// The tests in this file compare the average gradient of an ELBO with the exact one, which for these models is known:
// all expectations of a Gaussian guide under Gaussian log-densities, and sums over discrete latents, are closed forms.

// scored is a distribution without a reparameterized sampler, so that SVI has to use the score function.
type scored struct{ dist.Distribution }

func (scored) HasRSample() bool { return false }

// elboCase is a model and a guide with the ELBO as a function of the guide's parameters.
type elboCase struct {
	name         string
	model, guide ppl.Model
	params       []paramCase
	elbo         func(p map[string][]float64) float64
}

// paramCase is one parameter of a guide.
type paramCase struct {
	name     string
	value    []float64
	positive bool
}

func (c paramCase) declare(ctx *ppl.Context) *tensor.Tensor {
	init := func(*tensor.RNG) *tensor.Tensor {
		if len(c.value) == 1 {
			return tensor.Scalar(c.value[0])
		}
		return tensor.Of(c.value)
	}
	if c.positive {
		return ppl.Param(ctx, c.name, init, ppl.Constrained(dist.Positive))
	}
	return ppl.Param(ctx, c.name, init)
}

// exactGradient is the gradient of minus the ELBO on the real line.
func (c elboCase) exactGradient() []float64 {
	var at []float64
	for _, p := range c.params {
		for _, v := range p.value {
			if p.positive {
				v = math.Log(v)
			}
			at = append(at, v)
		}
	}
	return fd.Gradient(nil, func(u []float64) float64 {
		values := map[string][]float64{}
		for _, p := range c.params {
			v := make([]float64, len(p.value))
			for i := range v {
				v[i] = u[i]
				if p.positive {
					v[i] = math.Exp(u[i])
				}
			}
			u = u[len(v):]
			values[p.name] = v
		}
		return -c.elbo(values)
	}, at, &fd.Settings{Formula: fd.Central})
}

// sampledGradients are gradients of the loss from independent draws, [draw][parameter element].
func (c elboCase) sampledGradients(t *testing.T, loss ELBO, draws int) (gradients [][]float64, losses []float64) {
	svi := NewSVI(ppl.With(func(ctx *ppl.Context, _ int) { c.model(ctx) }), func(ctx *ppl.Context, _ int) { c.guide(ctx) }, SVIOptions{Loss: loss})
	for i := range draws {
		svi.tape.Reset()
		params := svi.store.on(svi.tape)
		e, err := svi.estimate(0, loss.NumParticles(), tensor.NewRNG(uint64(i)).On(svi.tape), params)
		require.NoError(t, err)
		svi.tape.Backward(e.surrogate())
		var row []float64
		for _, p := range c.params {
			g := svi.tape.Grad(params.leaves[params.byName[p.name]].real)
			if g == nil {
				row = append(row, make([]float64, len(p.value))...)
				continue
			}
			row = append(row, g.Float64s()...)
		}
		gradients, losses = append(gradients, row), append(losses, e.loss())
	}
	return gradients, losses
}

func (c elboCase) check(t *testing.T, loss ELBO, draws int) {
	gradients, losses := c.sampledGradients(t, loss, draws)
	want := c.exactGradient()
	column := make([]float64, draws)
	for i := range want {
		for k, row := range gradients {
			column[k] = row[i]
		}
		mean, std := stat.MeanStdDev(column, nil)
		se := std / math.Sqrt(float64(draws))
		require.InDelta(t, want[i], mean, 4.5*se+1e-6*(1+math.Abs(want[i])), "gradient %d: exact %v, mean %v ± %v", i, want[i], mean, se)
		require.Less(t, se, 0.5*(1+math.Abs(want[i])), "gradient %d is too noisy to prove anything", i)
	}
	values := map[string][]float64{}
	for _, p := range c.params {
		values[p.name] = p.value
	}
	mean, std := stat.MeanStdDev(losses, nil)
	require.InDelta(t, -c.elbo(values), mean, 4.5*std/math.Sqrt(float64(draws))+1e-9, "loss")
}

func TestELBOGradientIsUnbiased(t *testing.T) {
	racing.SkipNumbers(t)
	// The score function is noisy and needs more draws; fewer combinations make up for it.
	const draws, scoreDraws = 1000, 4000
	check := func(c elboCase, loss ELBO, draws int) {
		t.Run(fmt.Sprintf("%s/%T", c.name, loss), func(t *testing.T) {
			t.Parallel()
			c.check(t, loss, draws)
		})
	}
	both := func(c elboCase, draws int) {
		check(c, TraceELBO{}, draws)
		check(c, MeanFieldELBO{}, draws)
	}
	both(discreteCase(), draws)
	both(orderedCase(false), scoreDraws)
	both(orderedCase(true), scoreDraws)
	both(switchesCase("full"), scoreDraws)
	both(switchesCase("one row"), scoreDraws)
	both(crossedCase(false), draws)
	both(maskedCase(false), draws)
	for batching := range batchings {
		both(globalCase(batching, false), draws)
		both(localCase(batching, false, false), draws)
	}
	both(localCase("three", false, true), draws)
	// Without a sampler that can be differentiated there is no closed form either, and both objectives are the same.
	check(crossedCase(true), TraceELBO{}, scoreDraws)
	check(maskedCase(true), TraceELBO{}, scoreDraws)
	check(globalCase("three", true), TraceELBO{}, scoreDraws)
	check(localCase("three", true, false), TraceELBO{}, scoreDraws)
	check(localCase("three", true, true), TraceELBO{}, scoreDraws)
}

func TestParticlesAreAveraged(t *testing.T) {
	globalCase("three", false).check(t, TraceELBO{Particles: 3}, 1000)
	globalCase("three", false).check(t, MeanFieldELBO{Particles: 3}, 1000)
}

// At the exact posterior every draw of the guide gives the evidence itself.
func TestELBOIsTheEvidenceAtThePosterior(t *testing.T) {
	const x = 1.3
	variance := 1 / (1 + 1/(noise*noise))
	evidence := -x*x/(2*(1+noise*noise)) - math.Log(2*math.Pi*(1+noise*noise))/2
	c := elboCase{
		model: func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Sample(c, "x", dist.Normal(z, noise), ppl.Obs(tensor.Scalar(x)))
		},
		guide: func(c *ppl.Context) {
			ppl.Sample(c, "z", dist.Normal(variance*x/(noise*noise), math.Sqrt(variance)))
		},
	}
	_, losses := c.sampledGradients(t, TraceELBO{}, 20)
	for _, l := range losses {
		require.InDelta(t, -evidence, l, 1e-12)
	}
}
