package ppl_test

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// must returns the trace of a run with seed 1.
func must(m ppl.Model) *ppl.Trace {
	trace, err := ppl.Run(m, 1)
	if err != nil {
		panic(err)
	}
	return trace
}

// The carpet says whether it has rained: observing it tells about the rain, wetting it does not.
func ExampleDo() {
	carpet := func(c *ppl.Context) {
		rain := ppl.Sample(c, "rain", dist.Bernoulli[dist.Probs](0.4))
		wet := tensor.Add(tensor.Mul(rain, 0.8), 0.1)
		ppl.Sample(c, "wet", dist.Bernoulli[dist.Probs](wet))
	}
	wet := ppl.Values{"wet": tensor.Scalar(1)}
	for _, rain := range []float64{0, 1} {
		given := ppl.Condition(carpet, ppl.Values{"rain": tensor.Scalar(rain)})
		fmt.Printf("rain %.0f: p(rain, seen wet) = %.2f, p(rain, made wet) = %.2f\n", rain,
			must(ppl.Condition(given, wet)).LogProb().Exp().Item(), must(ppl.Do(given, wet)).LogProb().Exp().Item())
	}
	// Output:
	// rain 0: p(rain, seen wet) = 0.06, p(rain, made wet) = 0.60
	// rain 1: p(rain, seen wet) = 0.36, p(rain, made wet) = 0.40
}

// Data are forgotten, and drawn again.
func ExampleUncondition() {
	late := ppl.Condition(commute, ppl.Values{"minutes": tensor.Scalar(90)})
	fmt.Println(must(late).Value("minutes").Item())
	fmt.Println(must(ppl.Uncondition(late)).Value("minutes").Item() < 60)
	// Output:
	// 90
	// true
}

// What one run drew, another repeats.
func ExampleReplay() {
	first := must(commute)
	again, err := ppl.Run(ppl.Replay(commute, first), 2)
	fmt.Println(err, again.Value("minutes").Item() == first.Value("minutes").Item())
	// Output: <nil> true
}

// A substituted value is a latent's still: it is scored as one.
func ExampleSubstitute() {
	s := must(ppl.Substitute(commute, ppl.Values{"rain": tensor.Scalar(1)})).Site("rain")
	fmt.Println(s.Value.Item(), s.Role())
	// Output: 1 latent
}

// A hidden site is drawn, and neither recorded nor scored.
func ExampleBlock() {
	fmt.Println(must(ppl.Block(commute, "rain")))
	// Output:
	// site     distribution               value
	// minutes  Normal(loc: 40, scale: 5)  38.0679
}

// A factor adds to the log-density what no distribution says.
func ExampleFactor() {
	model := func(c *ppl.Context) {
		x := ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(tensor.Scalar(1)))
		ppl.Factor(c, "wall", tensor.Mul(x.Square(), -10))
	}
	fmt.Printf("%.3f\n", must(model).LogProb().Item()) // -½ - log √2π - 10
	// Output: -11.419
}

// What was not measured is left out, whatever stands in its place.
func ExampleMask() {
	heights, measured := tensor.Of([]float64{1, 0, 2}), tensor.Of([]float64{1, 0, 1})
	model := func(c *ppl.Context) {
		ppl.Plate(c, "people", 3, func(c *ppl.Context) {
			ppl.Sample(c, "height", dist.Exponential(1), ppl.Obs(heights))
		})
	}
	fmt.Println(must(ppl.Mask(model, measured)).Site("height").LogProb())
	// Output: [3]{-1 0 -2}
}

// A latent is written as its location and scale, and noise that does not depend on them.
func ExampleLocScale() {
	model := func(c *ppl.Context) {
		spread := ppl.Sample(c, "spread", dist.HalfNormal(1))
		ppl.Sample(c, "effect", dist.Normal(3, spread))
	}
	for name, s := range must(ppl.LocScale(model, 0, "effect")).Sites() {
		fmt.Println(name, s.Kind)
	}
	// Output:
	// spread sample site
	// effect_decentered sample site
	// effect deterministic site
}

// One model serves with handlers around it, with data bound to it, and where no data are asked for.
func ExampleWith() {
	model := func(c *ppl.Context, minutes *tensor.Tensor) {
		ppl.Sample(c, "minutes", dist.Normal(30, 5), ppl.Obs(minutes))
	}
	half := ppl.With(model, func(m ppl.Model) ppl.Model { return ppl.Scale(m, 0.5) })
	bound := ppl.Bind(half, tensor.Scalar(35))
	whole := must(ppl.Bind(model, tensor.Scalar(35))).LogProb().Item()
	fmt.Println(must(bound).LogProb().Item() == whole/2)

	noData := ppl.NoData(bound) // for infer.Predict and others that take a model and its data
	fmt.Println(must(func(c *ppl.Context) { noData(c, struct{}{}) }).LogProb().Item() == whole/2)
	// Output:
	// true
	// true
}
