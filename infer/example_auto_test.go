package infer_test

import (
	"fmt"
	"log"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// A model's latents as one vector of real numbers: a positive number by its logarithm, three shares by two numbers.
func ExampleLayout() {
	model := func(c *ppl.Context) {
		ppl.Sample(c, "rate", dist.Gamma(2, 1))
		ppl.Sample(c, "shares", dist.Dirichlet(tensor.Of([]float64{1, 1, 1})))
	}
	layout, err := infer.NewLayout(model)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range layout.Slots() {
		fmt.Printf("%s: elements %d to %d, %v on the real line\n", s.Name, s.From, s.To, []int(s.Real))
	}
	trace, logDet, err := layout.Unpack(model, tensor.Zeros(layout.Len()))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("at 0: rate %.0f, shares %.2f, log-density %.2f\n", trace.Value("rate").Item(), trace.Value("shares").Float64s(),
		trace.LogProb().Add(logDet).Item())
	// Output:
	// rate: elements 0 to 1, [] on the real line
	// shares: elements 1 to 3, [2] on the real line
	// at 0: rate 1, shares [0.33 0.33 0.33], log-density -3.60
}

// A guide with the tails of a Laplace distribution.
func ExampleAutoEach() {
	guide := infer.AutoEach(coin, infer.AutoOptions{}, func(l infer.AutoLatent) {
		l.Draw(dist.Laplace(l.Loc, l.Param("scale", l.Filled(l.InitScale), ppl.Constrained(dist.Positive))))
	})
	svi := infer.NewSVI(coin, guide, infer.SVIOptions{Optimizer: optim.Adam{LR: 0.02, Schedule: optim.Cosine(1000, 0)}, Seed: 1})
	learn(svi, 1000)
	e, err := svi.Evaluate(flips, infer.EvaluateOptions{Particles: 2000})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("loss %.1f, evidence 6.5\n", e.Loss)
	// Output:
	// loss 6.6, evidence 6.5
}

// A guide of all latents as one vector, whose elements have one scale.
func ExampleAutoJoint() {
	model := func(c *ppl.Context, _ struct{}) {
		a := ppl.Sample(c, "a", dist.Normal(0, 1))
		ppl.Sample(c, "b", dist.Normal(0, 1))
		ppl.Sample(c, "x", dist.Normal(a, 1), ppl.Obs(tensor.Scalar(1)))
	}
	guide := infer.AutoJoint(model, infer.AutoOptions{}, func(c *ppl.Context, j infer.Joint) dist.Distribution {
		scale := ppl.Param(c, "auto.scale", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(j.InitScale) }, ppl.Constrained(dist.Positive))
		return dist.Normal(j.Loc, scale).ToEvent(1)
	})
	svi := infer.NewSVI(model, guide, infer.SVIOptions{Optimizer: optim.Adam{LR: 0.02, Schedule: optim.Cosine(2000, 0)}})
	for range 2000 {
		if _, err := svi.Step(struct{}{}); err != nil {
			log.Fatal(err)
		}
	}
	scale, err := svi.Param("auto.scale")
	if err != nil {
		log.Fatal(err)
	}
	// The precisions of a and b are 2 and 1, and the best common one is their mean.
	fmt.Printf("scale %.1f, at best %.1f\n", scale.Item(), math.Sqrt(1/1.5))
	// Output:
	// scale 0.8, at best 0.8
}

// Sixteen latents with correlations along four directions: 96 parameters in place of 152.
func ExampleAutoLowRankMultivariateNormal() {
	model := func(c *ppl.Context, _ struct{}) {
		mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
		ppl.Plate(c, "rows", 15, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(mean, 0.5)) })
	}
	svi := infer.NewSVI(model, infer.AutoLowRankMultivariateNormal(model, infer.AutoOptions{}), infer.SVIOptions{})
	if _, err := svi.Step(struct{}{}); err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"auto.z.loc", "auto.scale", "auto.cov_factor"} {
		p, err := svi.Param(name)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(name, []int(p.Shape()))
	}
	// Output:
	// auto.z.loc [15]
	// auto.scale [16]
	// auto.cov_factor [16 4]
}
