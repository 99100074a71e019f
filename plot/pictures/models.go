package main

import (
	"context"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

type data = *tensor.Tensor

// The effects of coaching in eight schools, and their standard errors (Rubin 1981).
var (
	effects = tensor.Of([]float64{28, 8, -3, 7, -1, 1, 18, 12})
	stderrs = tensor.Of([]float64{15, 10, 16, 11, 9, 11, 10, 18})
)

// schools returns the model of eight schools.
func schools(c *ppl.Context, y data) {
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
		theta := ppl.Sample(c, "theta", dist.Normal(mu, tau))
		ppl.Sample(c, "y", dist.Normal(theta, stderrs), ppl.Obs(y))
	})
}

// both are draws of the model as it is, in whose funnel the sampler gets stuck, and reparameterized.
type both struct{ centered, nonCentered *draws.Draws }

func eightSchools() (b both, err error) {
	model := ppl.Bind(schools, effects)
	if b.centered, err = sample(model, 3); err != nil {
		return b, err
	}
	if b.nonCentered, err = sample(ppl.LocScale(model, 0, "theta"), 1); err != nil {
		return b, err
	}
	for _, d := range []*draws.Draws{b.centered, b.nonCentered} {
		d.SetCoords("schools", []string{"A", "B", "C", "D", "E", "F", "G", "H"})
	}
	return b, nil
}

func sample(model ppl.Model, seed uint64) (*draws.Draws, error) {
	return infer.MCMC{Kernel: infer.NUTS{}, Chains: 4, Warmup: 500, Draws: 1000, Seed: seed}.Run(context.Background(), model)
}

// fit is a model's posterior of data y, and what it predicts.
type fit struct {
	xs, ys           []float64
	y                data
	posterior        *draws.Draws
	prior, predicted *draws.Draws
	logLikelihood    draws.LogLikelihood
	models           map[string]draws.ELPD
}

func (f *fit) fit(model func(*ppl.Context, data)) (err error) {
	ctx := context.Background()
	if f.posterior, err = sample(ppl.Bind(model, f.y), 1); err != nil {
		return err
	}
	if f.prior, err = infer.Predict(ctx, model, infer.Prior(), nil, infer.PredictiveOptions{Seed: 1}); err != nil {
		return err
	}
	if f.predicted, err = infer.Predict(ctx, model, infer.FromDraws(f.posterior), nil, infer.PredictiveOptions{Seed: 1}); err != nil {
		return err
	}
	f.logLikelihood, err = infer.LogLikelihood(ctx, model, infer.FromDraws(f.posterior), f.y, infer.LogLikelihoodOptions{})
	return err
}

// straightLine returns the fit of a straight line with normal noise to data of which one is far off, compared with
// Student's noise and with a constant.
func straightLine() (f fit, err error) {
	const n = 40
	rng := tensor.NewRNG(5)
	x := rng.Normal(n)
	f.xs, f.ys = x.Float64s(), x.Mul(tensor.Scalar(1.5)).Add(rng.Normal(n)).Float64s()
	f.ys[7] = 9
	f.y, f.models = tensor.Of(f.ys), map[string]draws.ELPD{}
	regression := func(slope float64, noise func(mean, sd data) dist.Distribution) func(*ppl.Context, data) {
		return func(c *ppl.Context, y data) {
			a := ppl.Sample(c, "a", dist.Normal(0, 2))
			b := ppl.Sample(c, "b", dist.Normal(0, 2))
			sd := ppl.Sample(c, "sd", dist.HalfNormal(2))
			ppl.Plate(c, "rows", n, func(c *ppl.Context) {
				ppl.Sample(c, "y", noise(a.Add(b.Mul(tensor.Mul(x, slope))), sd), ppl.Obs(y))
			})
		}
	}
	normal := func(mean, sd data) dist.Distribution { return dist.Normal(mean, sd) }
	student := func(mean, sd data) dist.Distribution { return dist.StudentT(3, mean, sd) }
	for _, m := range []struct {
		name  string
		model func(*ppl.Context, data)
	}{{"constant", regression(0, normal)}, {"Student's noise", regression(1, student)}, {"normal noise", regression(1, normal)}} {
		if err := f.fit(m.model); err != nil {
			return f, err
		}
		f.models[m.name] = f.logLikelihood.LOO()
	}
	return f, nil
}

// manyZeros returns the fit of a Poisson model to counts that have more zeros.
func manyZeros() (f fit, err error) {
	const n = 120
	rng := tensor.NewRNG(2)
	counts := dist.Poisson(3).Sample(rng, n).Float64s()
	for i, u := range rng.Uniform(n).Float64s() {
		if u < 0.25 {
			counts[i] = 0
		}
	}
	f.y = tensor.Of(counts)
	return f, f.fit(func(c *ppl.Context, y data) {
		rate := ppl.Sample(c, "rate", dist.Gamma(1, 0.2))
		ppl.Plate(c, "rows", n, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Poisson(rate), ppl.Obs(y)) })
	})
}

// fitted returns the steps of an SVI of the eight schools.
func fitted() (steps []infer.Step, err error) {
	svi := infer.NewSVI(schools, infer.AutoNormal(schools, infer.AutoOptions{}), infer.SVIOptions{Optimizer: optim.Adam{LR: 0.02}, Seed: 1})
	for range 1500 {
		step, err := svi.Step(effects)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, nil
}

// classified returns probabilities that are twice as sure, in logits, as they should be, and what came true.
func classified() (probs, outcomes data, err error) {
	const n = 2000
	rng := tensor.NewRNG(3)
	logits := rng.Normal(n)
	outcomes = dist.Bernoulli[dist.Logits](logits).Sample(rng)
	return tensor.Mul(logits, 2.0).Sigmoid(), outcomes, nil
}

const (
	simulations    = 200
	posteriorDraws = 99
)

// calibration returns the ranks of a simulation-based calibration of the mean of ten normal data, whose posterior is
// known exactly: once right, and once from a posterior of half the width.
func calibration() (map[string][]int, error) {
	rng := tensor.NewRNG(4)
	ranks := map[string][]int{}
	for range simulations {
		truth, sum := rng.NormFloat64(), 0.0
		const n = 10
		for range n {
			sum += truth + rng.NormFloat64()
		}
		mean, sd := sum/(n+1), 1/math.Sqrt(n+1)
		for _, p := range []struct {
			name string
			sd   float64
		}{{"right", sd}, {"too narrow", sd / 2}} {
			rank := 0
			for range posteriorDraws {
				if mean+p.sd*rng.NormFloat64() < truth {
					rank++
				}
			}
			ranks[p.name] = append(ranks[p.name], rank)
		}
	}
	return ranks, nil
}
