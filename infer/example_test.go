package infer_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// coin is a coin of unknown fairness, tossed ten times.
func coin(c *ppl.Context, flips *tensor.Tensor) {
	fairness := ppl.Sample(c, "fairness", dist.Beta(10, 10))
	ppl.Plate(c, "flips", 10, func(c *ppl.Context) {
		ppl.Sample(c, "flip", dist.Bernoulli[dist.Probs](fairness), ppl.Obs(flips))
	})
}

// coinGuide has the family that the posterior belongs to.
func coinGuide(c *ppl.Context, _ *tensor.Tensor) {
	start := func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(15) }
	heads := ppl.Param(c, "heads", start, ppl.Constrained(dist.Positive))
	tails := ppl.Param(c, "tails", start, ppl.Constrained(dist.Positive))
	ppl.Sample(c, "fairness", dist.Beta(heads, tails))
}

var flips = tensor.Of([]int{1, 1, 1, 1, 1, 1, 1, 1, 0, 0})

// learn makes steps on the flips.
func learn(svi *infer.SVI[*tensor.Tensor], steps int) {
	for range steps {
		if _, err := svi.Step(flips); err != nil {
			log.Fatal(err)
		}
	}
}

func ExampleSVI() {
	svi := infer.NewSVI(coin, coinGuide, infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.02, Schedule: optim.Cosine(1000, 0)},
		Loss:      infer.TraceELBO{Particles: 4},
	})
	learn(svi, 1000)
	heads, err := svi.Param("heads")
	if err != nil {
		log.Fatal(err)
	}
	tails, err := svi.Param("tails")
	if err != nil {
		log.Fatal(err)
	}
	h, t := heads.Item(), tails.Item()
	fmt.Printf("fairness %.2f, exactly %.2f\n", h/(h+t), 18./30)
	// Output:
	// fairness 0.60, exactly 0.60
}

func ExampleSVI_Run() {
	x := tensor.NewRNG(1).NormalAt(tensor.Scalar(3), tensor.Scalar(1), 1000)
	model := func(c *ppl.Context, rows []int) {
		mean := ppl.Sample(c, "mean", dist.Normal(0, 10))
		ppl.Plate(c, "rows", 1000, func(c *ppl.Context) {
			ppl.Sample(c, "x", dist.Normal(mean, 1), ppl.Obs(x.Take(0, rows)))
		}, ppl.BatchIndices(rows))
	}
	svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(600, 0)}, Loss: infer.MeanFieldELBO{}})
	batches, err := infer.Batches(1000, 50, infer.BatchOptions{Epochs: 30}, func(rows []int) []int { return rows })
	if err != nil {
		log.Fatal(err)
	}
	for step, err := range svi.Run(context.Background(), batches) {
		if err != nil {
			log.Fatal(err)
		}
		if step.N%200 == 0 {
			fmt.Println("step", step.N)
		}
	}
	mean, err := svi.Param("auto.mean.loc")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("mean %.1f\n", mean.Item())
	// Output:
	// step 200
	// step 400
	// step 600
	// mean 3.0
}

func ExampleAutoNormal() {
	svi := infer.NewSVI(coin, infer.AutoNormal(coin, infer.AutoOptions{}), infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.02, Schedule: optim.Cosine(1000, 0)}, Seed: 1})
	learn(svi, 1000)
	// The latent lies in (0, 1), its normal on the real line.
	loc, err := svi.Param("auto.fairness.loc")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("fairness about %.1f\n", 1/(1+math.Exp(-loc.Item())))
	// Output:
	// fairness about 0.6
}

func ExamplePredict() {
	svi := infer.NewSVI(coin, infer.AutoNormal(coin, infer.AutoOptions{}), infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.02, Schedule: optim.Cosine(1000, 0)}, Seed: 1})
	learn(svi, 1000)
	for _, from := range []struct {
		name      string
		posterior infer.Posterior
	}{{"before", infer.Prior()}, {"after", svi.Posterior()}} {
		p, err := infer.Predict(context.Background(), coin, from.posterior, nil, infer.PredictiveOptions{Draws: 4000, Seed: 2})
		if err != nil {
			log.Fatal(err)
		}
		flip := p.Get("flip")
		fmt.Printf("%s: %v %q, heads %.1f\n", from.name, flip.Shape(), p.Dims("flip"), flip.Mean().Item())
	}
	// Output:
	// before: [1 4000 10] ["chain" "draw" "flips"], heads 0.5
	// after: [1 4000 10] ["chain" "draw" "flips"], heads 0.6
}

// A model that has its data, or needs none, goes to Predict by NoData.
func ExamplePredict_noData() {
	unfair := ppl.Condition(ppl.Bind(coin, nil), ppl.Values{"fairness": tensor.Scalar(0.9)})
	p, err := infer.Predict(context.Background(), ppl.NoData(unfair), infer.Prior(), struct{}{}, infer.PredictiveOptions{Draws: 4000})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("heads %.1f\n", p.Get("flip").Mean().Item())
	// Output:
	// heads 0.9
}

// One latent starts elsewhere than the others, and with a smaller scale.
func ExampleInitScale() {
	set := ppl.With(coin, func(m ppl.Model) ppl.Model {
		m = ppl.Infer(m, infer.Init(infer.InitToSample), "fairness")
		return ppl.Infer(m, infer.InitScale(0.01), "fairness")
	})
	svi := infer.NewSVI(set, infer.AutoNormal(set, infer.AutoOptions{}), infer.SVIOptions{Optimizer: optim.Adam{LR: 1e-9}})
	learn(svi, 1)
	scale, err := svi.Param("auto.fairness.scale")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.2f\n", scale.Item())

	_, err = ppl.Run(ppl.Infer(ppl.Bind(coin, flips), infer.InitScale(0.01), "flip"), 1)
	fmt.Println(err)
	// Output:
	// 0.01
	// ppl: site "flip": Infer has an infer.InitScale for it, and it is not a latent, which alone a guide approximates
}

func ExampleSVI_Save() {
	whole := infer.NewSVI(coin, coinGuide, infer.SVIOptions{Seed: 3})
	learn(whole, 100)
	var checkpoint bytes.Buffer
	if err := whole.Save(&checkpoint); err != nil {
		log.Fatal(err)
	}
	learn(whole, 100)

	resumed := infer.NewSVI(coin, coinGuide, infer.SVIOptions{})
	if err := resumed.Load(&checkpoint); err != nil {
		log.Fatal(err)
	}
	learn(resumed, 100)

	a, err := whole.Step(flips)
	if err != nil {
		log.Fatal(err)
	}
	b, err := resumed.Step(flips)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.N, b.N, a.Loss == b.Loss)
	// Output:
	// 201 201 true
}

func ExampleSVI_Evaluate() {
	svi := infer.NewSVI(coin, coinGuide, infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.02, Schedule: optim.Cosine(1000, 0)},
		Loss:      infer.TraceELBO{Particles: 4},
	})
	learn(svi, 1000)
	e, err := svi.Evaluate(flips, infer.EvaluateOptions{Particles: 1000})
	if err != nil {
		log.Fatal(err)
	}
	// The guide can be the posterior itself, where minus the ELBO is the negative log evidence.
	lbeta := func(a, b float64) float64 {
		x, _ := math.Lgamma(a)
		y, _ := math.Lgamma(b)
		z, _ := math.Lgamma(a + b)
		return x + y - z
	}
	fmt.Printf("loss %.1f, evidence %.1f\n", e.Loss, lbeta(10, 10)-lbeta(18, 12))
	// Output:
	// loss 6.5, evidence 6.5
}

// Two groups of exam results: how far apart are their means, by NUTS?
func ExampleMCMC() {
	a, b := tensor.Of([]float64{61, 55, 70, 66, 58}), tensor.Of([]float64{72, 68, 75, 80, 66})
	model := func(c *ppl.Context) {
		level := ppl.Sample(c, "level", dist.Normal(60, 20))
		gap := ppl.Sample(c, "gap", dist.Normal(0, 20))
		spread := ppl.Sample(c, "spread", dist.HalfNormal(20))
		ppl.Plate(c, "first", 5, func(c *ppl.Context) {
			ppl.Sample(c, "a", dist.Normal(level, spread), ppl.Obs(a))
		})
		ppl.Plate(c, "second", 5, func(c *ppl.Context) {
			ppl.Sample(c, "b", dist.Normal(level.Add(gap), spread), ppl.Obs(b))
		})
	}
	post, err := infer.MCMC{Seed: 1}.Run(context.Background(), model)
	if err != nil {
		panic(err)
	}
	for _, r := range post.Summary().Rows {
		fmt.Printf("%s: %.0f ± %.0f\n", r.Name(), r.Mean, r.SD)
	}
	fmt.Println(len(post.Summary().Warnings), "warnings")
	// Output:
	// level: 62 ± 3
	// gap: 10 ± 4
	// spread: 7 ± 2
	// 0 warnings
}

// A run that was interrupted in its warm-up goes on, and has the draws of one that was not.
func ExampleSampler_LoadFile() {
	model := func(c *ppl.Context) {
		rate := ppl.Sample(c, "rate", dist.Gamma(2, 1))
		ppl.Sample(c, "wait", dist.Exponential(rate), ppl.Obs(tensor.Scalar(0.3)))
	}
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "run.sampler")
	m := infer.MCMC{Draws: 200, Seed: 1, Checkpoint: file}

	s, err := m.Sampler(model)
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // as a signal would
	_, err = s.Run(ctx, 200)
	fmt.Println(err)

	if s, err = m.Sampler(model); err != nil {
		panic(err)
	}
	if err := s.LoadFile(file); err != nil {
		panic(err)
	}
	post, err := s.Run(context.Background(), 200)
	if err != nil {
		panic(err)
	}
	m.Checkpoint = ""
	whole, err := m.Run(context.Background(), model)
	if err != nil {
		panic(err)
	}
	fmt.Println(slices.Equal(post.Get("rate").Float64s(), whole.Get("rate").Float64s()))
	// Output:
	// infer: no chain has ended its warm-up and made a draw: context canceled
	// true
}

// tempered is an ELBO in which each datum counts as a part of one only, which makes the posterior wider.
type tempered struct {
	infer.TraceELBO
	power float64
}

func (e tempered) Terms(p *infer.Particle) []infer.Term {
	terms := e.TraceELBO.Terms(p)
	for i, t := range terms {
		if t.Site.Observed {
			terms[i].Weight *= e.power
		}
	}
	return terms
}

func ExampleELBO() {
	svi := infer.NewSVI(coin, coinGuide, infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.02, Schedule: optim.Cosine(1000, 0)},
		Loss:      tempered{infer.TraceELBO{Particles: 4}, 0.5},
	})
	learn(svi, 1000)
	heads, err := svi.Param("heads")
	if err != nil {
		log.Fatal(err)
	}
	tails, err := svi.Param("tails")
	if err != nil {
		log.Fatal(err)
	}
	h, t := heads.Item(), tails.Item()
	fmt.Printf("fairness %.2f, exactly %.2f\n", h/(h+t), (10+0.5*8)/(20+0.5*10))
	// Output:
	// fairness 0.56, exactly 0.56
}

// Two slopes that the data tell apart badly: only their sum is known well.
func ExampleAutoMultivariateNormal() {
	x, y := tensor.Of([]float64{1, 1.1, 2, 1.9, 3, 3.1}, 3, 2), tensor.Of([]float64{2, 4, 6})
	model := func(c *ppl.Context, y *tensor.Tensor) {
		slopes := ppl.Sample(c, "slopes", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
		ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.Normal(x.Mul(slopes).Sum(-1), 0.1), ppl.Obs(y))
		})
	}
	svi := infer.NewSVI(model, infer.AutoMultivariateNormal(model, infer.AutoOptions{}), infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.03, Schedule: optim.Cosine(2000, 0)}})
	for range 2000 {
		if _, err := svi.Step(y); err != nil {
			log.Fatal(err)
		}
	}
	post, err := infer.Predict(context.Background(), model, svi.Posterior(), y, infer.PredictiveOptions{Draws: 4000, Sites: []string{"slopes"}})
	if err != nil {
		log.Fatal(err)
	}
	s := post.Get("slopes")
	a, b := s.Slice(-1, 0, 1), s.Slice(-1, 1, 2)
	sd := func(t *tensor.Tensor) float64 {
		return math.Sqrt(t.Square().Mean().Item() - math.Pow(t.Mean().Item(), 2))
	}
	fmt.Printf("each ± %.1f, their sum ± %.2f\n", sd(a), sd(a.Add(b)))
	// Output:
	// each ± 0.2, their sum ± 0.03
}

// The posterior of a coin's fairness by its mode and curvature, on the real line.
func ExampleAutoLaplace() {
	laplace, err := infer.AutoLaplace(context.Background(), ppl.Bind(coin, flips), infer.LaplaceOptions{})
	if err != nil {
		log.Fatal(err)
	}
	lbeta := func(a, b float64) float64 {
		x, _ := math.Lgamma(a)
		y, _ := math.Lgamma(b)
		z, _ := math.Lgamma(a + b)
		return x + y - z
	}
	fmt.Printf("log-evidence %.2f, exactly %.2f\n", laplace.LogEvidence(), lbeta(18, 12)-lbeta(10, 10))
	p, err := infer.Predict(context.Background(), coin, laplace, nil, infer.PredictiveOptions{Draws: 4000, Sites: []string{"fairness"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("fairness about %.1f\n", p.Get("fairness").Mean().Item())
	// Output:
	// log-evidence -6.52, exactly -6.51
	// fairness about 0.6
}

// HMC is NUTS with paths of one length.
func ExampleHMC() {
	post, err := infer.MCMC{Kernel: infer.HMC{PathLength: 1.5}, Seed: 1}.Run(context.Background(), ppl.Bind(coin, flips))
	if err != nil {
		log.Fatal(err)
	}
	fairness := post.Summary().Row("fairness")
	fmt.Printf("%.2f ± %.2f\n", fairness.Mean, fairness.SD) // that of Beta(18, 12) is 0.60 ± 0.09
	// Output: 0.60 ± 0.09
}

// The mode of the posterior is the best single answer, and knows nothing of doubt.
func ExampleAutoDelta() {
	svi := infer.NewSVI(coin, infer.AutoDelta(coin, infer.AutoOptions{}), infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(500, 0)}, Seed: 1})
	learn(svi, 500)
	draw, err := infer.Predict(context.Background(), coin, svi.Posterior(), nil, infer.PredictiveOptions{Draws: 1, Seed: 2, Sites: []string{"fairness"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.2f\n", draw.Get("fairness").Item()) // 17/28
	// Output: 0.61
}

// How well the model predicts flips that it has not seen.
func ExampleLogLikelihood() {
	ctx := context.Background()
	post, err := infer.MCMC{Seed: 1}.Run(ctx, ppl.Bind(coin, flips))
	if err != nil {
		log.Fatal(err)
	}
	ll, err := infer.LogLikelihood(ctx, coin, infer.FromDraws(post), flips, infer.LogLikelihoodOptions{})
	if err != nil {
		log.Fatal(err)
	}
	loo := ll.LOO()
	fmt.Printf("%s %.1f ± %.1f, %.1f parameters\n", loo.Method, loo.Estimate, loo.SE, loo.Parameters)
	// Output: PSIS-LOO -6.2 ± 0.6, 0.3 parameters
}
