package infer

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// The tests in this file compare the average gradient of an ELBO with the exact one, which for these models is known: all
// expectations of a Gaussian guide under Gaussian log-densities, and sums over discrete latents, are closed forms.

// scored is a distribution without a reparameterised sampler, so that SVI has to use the score function.
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
		e, err := svi.estimate(0, loss.particles(), tensor.NewRNG(uint64(i)).On(svi.tape), params)
		require.NoError(t, err)
		svi.tape.Backward(e.surrogate)
		var row []float64
		for _, p := range c.params {
			g := svi.tape.Grad(params.leaves[p.name].real)
			if g == nil {
				row = append(row, make([]float64, len(p.value))...)
				continue
			}
			row = append(row, g.Float64s()...)
		}
		gradients, losses = append(gradients, row), append(losses, e.loss)
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

var (
	rows  = []float64{0.3, -1, 2, 0.5, 1.5, -0.2, 0.9, -2, 1.1, 0.1}
	xrows = tensor.Of(rows)
)

const noise = 1.5

// logNormalMean is E[log N(x; z, noise)] for z ~ N(m, s).
func logNormalMean(x, m, s, noise float64) float64 {
	return -((x-m)*(x-m)+s*s)/(2*noise*noise) - math.Log(noise) - math.Log(2*math.Pi)/2
}

// entropy is that of N(·, s).
func entropy(s float64) float64 { return math.Log(s) + (1+math.Log(2*math.Pi))/2 }

// maybe hides the reparameterised sampler.
func maybe(d dist.Distribution, hide bool) dist.Distribution {
	if hide {
		return scored{d}
	}
	return d
}

// batchings are the ways to look at some of ten rows; the sizes do not divide ten.
var batchings = map[string]func(i int) []ppl.PlateOption{
	"full":    func(int) []ppl.PlateOption { return nil },
	"three":   func(int) []ppl.PlateOption { return []ppl.PlateOption{ppl.SubsampleSize(3)} },
	"seven":   func(int) []ppl.PlateOption { return []ppl.PlateOption{ppl.SubsampleSize(7)} },
	"one row": func(int) []ppl.PlateOption { return []ppl.PlateOption{ppl.SubsampleSize(1)} },
}

// globalCase is z ~ N(0, 1), x_i ~ N(z, noise).
func globalCase(batching string, hide bool) elboCase {
	m, s := paramCase{"m", []float64{0.4}, false}, paramCase{"s", []float64{0.6}, true}
	return elboCase{
		name: fmt.Sprintf("global, %s, score %v", batching, hide),
		model: func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.Normal(z, noise), ppl.Obs(xrows.Take(0, ppl.Indices(c, "rows"))))
			}, batchings[batching](0)...)
		},
		guide: func(c *ppl.Context) {
			ppl.Sample(c, "z", maybe(dist.Normal(m.declare(c), s.declare(c)), hide))
		},
		params: []paramCase{m, s},
		elbo: func(p map[string][]float64) float64 {
			m, s := p["m"][0], p["s"][0]
			total := logNormalMean(0, m, s, 1) + entropy(s)
			for _, x := range rows {
				total += logNormalMean(x, m, s, noise)
			}
			return total
		},
	}
}

// localCase is mu ~ N(0, 1), z_i ~ N(mu, 1), x_i ~ N(z_i, noise) with a latent for every row. reversed lets the guide draw the rows first, where the closed
// form of z's divergence does not hold.
func localCase(batching string, hide, reversed bool) elboCase {
	spread := make([]float64, len(rows))
	loc := make([]float64, len(rows))
	for i := range rows {
		loc[i], spread[i] = 0.5*rows[i]-0.1, 0.5+0.02*float64(i)
	}
	mu, sd := paramCase{"mu.loc", []float64{0.3}, false}, paramCase{"mu.scale", []float64{0.4}, true}
	locs, spreads := paramCase{"z.loc", loc, false}, paramCase{"z.scale", spread, true}
	options := batchings[batching](0)
	return elboCase{
		name: fmt.Sprintf("local, %s, score %v, reversed %v", batching, hide, reversed),
		model: func(c *ppl.Context) {
			mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
			ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(mu, 1))
				ppl.Sample(c, "x", dist.Normal(z, noise), ppl.Obs(xrows.Take(0, ppl.Indices(c, "rows"))))
			}, options...)
		},
		guide: func(c *ppl.Context) {
			global := func() { ppl.Sample(c, "mu", maybe(dist.Normal(mu.declare(c), sd.declare(c)), hide)) }
			local := func() {
				m, s := locs.declare(c), spreads.declare(c)
				ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) {
					i := ppl.Indices(c, "rows")
					ppl.Sample(c, "z", maybe(dist.Normal(m.Take(0, i), s.Take(0, i)), hide))
				}, options...)
			}
			if reversed {
				local()
				global()
			} else {
				global()
				local()
			}
		},
		params: []paramCase{mu, sd, locs, spreads},
		elbo: func(p map[string][]float64) float64 {
			m, s := p["mu.loc"][0], p["mu.scale"][0]
			total := logNormalMean(0, m, s, 1) + entropy(s)
			for i, x := range rows {
				mi, si := p["z.loc"][i], p["z.scale"][i]
				total += logNormalMean(mi, m, math.Hypot(s, si), 1) + logNormalMean(x, mi, si, noise) + entropy(si)
			}
			return total
		},
	}
}

// discreteCase is w ~ Bernoulli, u ~ N(0, 1), x ~ N(2w - 1 + u, noise): a discrete latent, and a continuous one after it.
func discreteCase() elboCase {
	logit, m, s := paramCase{"logit", []float64{0.3}, false}, paramCase{"m", []float64{0.2}, false}, paramCase{"s", []float64{0.8}, true}
	const x, prior = 0.9, 0.3
	return elboCase{
		name: "discrete and continuous",
		model: func(c *ppl.Context) {
			w := ppl.Sample(c, "w", dist.Bernoulli[dist.Probs](prior))
			u := ppl.Sample(c, "u", dist.Normal(0, 1))
			ppl.Sample(c, "x", dist.Normal(tensor.Sub(tensor.Mul(w, 2), 1).Add(u), noise), ppl.Obs(tensor.Scalar(x)))
		},
		guide: func(c *ppl.Context) {
			ppl.Sample(c, "w", dist.Bernoulli[dist.Logits](logit.declare(c)))
			ppl.Sample(c, "u", dist.Normal(m.declare(c), s.declare(c)))
		},
		params: []paramCase{logit, m, s},
		elbo: func(p map[string][]float64) float64 {
			q := 1 / (1 + math.Exp(-p["logit"][0]))
			m, s := p["m"][0], p["s"][0]
			return q*(math.Log(prior)-math.Log(q)+logNormalMean(x, 1+m, s, noise)) +
				(1-q)*(math.Log1p(-prior)-math.Log1p(-q)+logNormalMean(x, -1+m, s, noise)) +
				logNormalMean(0, m, s, 1) + entropy(s)
		},
	}
}

// crossedCase has a latent for every row and one for every column of a table, without a reparameterised sampler.
func crossedCase(hide bool) elboCase {
	table := tensor.Of([]float64{0.5, -0.4, 1.2, 0.1, 0.9, -1.1}, 3, 2)
	a, sa := paramCase{"a", []float64{0.2, -0.1, 0.3}, false}, paramCase{"sa", []float64{0.5, 0.6, 0.4}, true}
	b, sb := paramCase{"b", []float64{0.1, -0.3}, false}, paramCase{"sb", []float64{0.7, 0.5}, true}
	plates := func(c *ppl.Context, rows, columns, cells func(c *ppl.Context)) {
		ppl.Plate(c, "rows", 3, rows, ppl.Dim(-2))
		ppl.Plate(c, "columns", 2, columns, ppl.Dim(-1))
		if cells != nil {
			ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Plate(c, "columns", 2, cells) })
		}
	}
	return elboCase{
		name: fmt.Sprintf("crossed, score %v", hide),
		model: func(c *ppl.Context) {
			var r, k *tensor.Tensor
			plates(c,
				func(c *ppl.Context) { r = ppl.Sample(c, "r", dist.Normal(0, 1)) },
				func(c *ppl.Context) { k = ppl.Sample(c, "k", dist.Normal(0, 1)) },
				func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(r.Add(k), noise), ppl.Obs(table)) })
		},
		guide: func(c *ppl.Context) {
			ra, rs := a.declare(c), sa.declare(c)
			ka, ks := b.declare(c), sb.declare(c)
			plates(c,
				func(c *ppl.Context) {
					ppl.Sample(c, "r", maybe(dist.Normal(ra.Reshape(3, 1), rs.Reshape(3, 1)), hide))
				},
				func(c *ppl.Context) { ppl.Sample(c, "k", maybe(dist.Normal(ka, ks), hide)) }, nil)
		},
		params: []paramCase{a, sa, b, sb},
		elbo: func(p map[string][]float64) float64 {
			total := 0.0
			for i := range 3 {
				total += logNormalMean(0, p["a"][i], p["sa"][i], 1) + entropy(p["sa"][i])
				for j := range 2 {
					total += logNormalMean(table.At(i, j), p["a"][i]+p["b"][j], math.Hypot(p["sa"][i], p["sb"][j]), noise)
				}
			}
			for j := range 2 {
				total += logNormalMean(0, p["b"][j], p["sb"][j], 1) + entropy(p["sb"][j])
			}
			return total
		},
	}
}

func TestELBOGradientIsUnbiased(t *testing.T) {
	// The score function is noisy and needs more draws; fewer combinations make up for it.
	const draws, scoreDraws = 2000, 10_000
	run := func(c elboCase, draws int) {
		for name, loss := range map[string]ELBO{"trace": TraceELBO{}, "mean field": MeanFieldELBO{}} {
			t.Run(c.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				c.check(t, loss, draws)
			})
		}
	}
	run(discreteCase(), draws)
	run(crossedCase(false), draws)
	run(crossedCase(true), scoreDraws)
	for batching := range batchings {
		run(globalCase(batching, false), draws)
		run(localCase(batching, false, false), draws)
	}
	run(localCase("three", false, true), draws)
	for _, batching := range []string{"full", "three"} {
		run(globalCase(batching, true), scoreDraws)
		run(localCase(batching, true, false), scoreDraws)
	}
	run(localCase("three", true, true), scoreDraws)
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
