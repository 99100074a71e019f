package ppl_test

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// commute is how many minutes a way takes, which depends on the weather.
func commute(c *ppl.Context) {
	rain := ppl.Sample(c, "rain", dist.Bernoulli[dist.Probs](0.4))
	ppl.Sample(c, "minutes", dist.Normal(tensor.Add(tensor.Mul(rain, 10), 30), 5))
}

// A run draws every choice. The draws are a function of the seed.
func ExampleRun() {
	const days = 10_000
	total := 0.0
	for seed := range uint64(days) {
		trace, err := ppl.Run(commute, seed)
		if err != nil {
			fmt.Println(err)
			return
		}
		total += trace.Value("minutes").Item()
	}
	fmt.Printf("%.0f minutes on average\n", total/days)
	// Output: 34 minutes on average
}

// Where values were observed, the model is scored.
func ExampleCondition() {
	rainy := ppl.Condition(commute, ppl.Values{"rain": tensor.Scalar(1), "minutes": tensor.Scalar(45)})
	trace, err := ppl.Run(rainy, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(trace)
	fmt.Printf("log p(rain) + log p(45 | rain) = %.4f\n", trace.LogProb().Item())
	// Output:
	// site     distribution               value
	// rain     Bernoulli(probs: 0.4)      1  observed
	// minutes  Normal(loc: 40, scale: 5)  45  observed
	// log p(rain) + log p(45 | rain) = -3.9447
}

// A misspelled name does not change the model in silence.
func ExampleCondition_unknown() {
	_, err := ppl.Run(ppl.Condition(commute, ppl.Values{"rein": tensor.Scalar(0)}), 1)
	fmt.Println(err)
	// Output: ppl: site "rein": Condition names it, and the model has no such site; it has "rain", "minutes"
}

// Two of five rows are looked at: they count 5/2 each.
func ExamplePlate() {
	heights := tensor.Of([]float64{1.6, 1.8, 1.7, 1.9, 1.5})
	model := func(c *ppl.Context) {
		mean := ppl.Sample(c, "mean", dist.Normal(1.7, 0.1))
		ppl.Plate(c, "people", 5, func(c *ppl.Context) {
			rows := ppl.Indices(c, "people")
			ppl.Sample(c, "height", dist.Normal(mean, 0.2), ppl.Obs(heights.Take(0, rows)))
		}, ppl.SubsampleSize(2))
	}
	trace, err := ppl.Run(model, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(trace.Shapes())
	fmt.Println("scale", trace.Site("height").Scale)
	// Output:
	// site    plates        batch  event
	// mean                  ·      ·
	// height  people[2]@-1  2      ·
	// scale 2.5
}

// A batch dimension needs a plate, or has to be part of the event.
func ExamplePlate_unclaimed() {
	_, err := ppl.Run(func(c *ppl.Context) {
		ppl.Sample(c, "x", dist.Normal(tensor.Zeros(3), 1))
	}, 1)
	fmt.Println(err)
	// Output:
	// ppl: site "x": batch shape [3] has 3 at dimension -1, and no plate claims it; put the site in a Plate of that size (of all rows with BatchSize, if this is a mini-batch), or make the dimension part of the event with ToEvent
	// site  plates  batch  event
	// x             3      ·
}

// A handler of one's own: tempering, which scales the likelihood and leaves the prior.
func ExampleWithHandler() {
	tempered := func(m ppl.Model, beta float64) ppl.Model {
		return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
			if s.Observed {
				s.Scale *= beta
			}
			next.Apply(s)
		}))
	}
	seen := ppl.Condition(commute, ppl.Values{"minutes": tensor.Scalar(45)})
	trace, err := ppl.Run(tempered(seen, 0.1), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for name, s := range trace.Sites() {
		fmt.Println(name, s.Scale)
	}
	// Output:
	// rain 1
	// minutes 0.1
}

// A random walk: rounds depend on each other, so a loop and no plate.
func ExampleRange() {
	walk := func(c *ppl.Context) {
		x := tensor.Scalar(0)
		for _, c := range ppl.Range(c, 3) {
			x = ppl.Sample(c, "x", dist.Normal(x, 1))
		}
	}
	trace, err := ppl.Run(ppl.Condition(walk, ppl.Values{"x/2": tensor.Scalar(5)}), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for name, s := range trace.Sites() {
		fmt.Println(name, "observed:", s.Observed)
	}
	// Output:
	// x/0 observed: false
	// x/1 observed: false
	// x/2 observed: true
}

// power is a setting of one's own: how much a site's log-probability counts.
type power float64

func (p power) Check(s *ppl.Site) {
	if !s.LogWeighted() {
		s.Fail("it has no log-probability that a power could weigh")
	}
}

// A setting of single sites, and a handler that reads it.
func ExampleInfer() {
	weighed := func(m ppl.Model) ppl.Model {
		return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
			if p, ok := ppl.SettingOf[power](s); ok {
				s.Scale *= float64(p)
			}
			next.Apply(s)
		}))
	}
	trace, err := ppl.Run(weighed(ppl.Infer(commute, power(0.5), "minutes")), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for name, s := range trace.Sites() {
		fmt.Println(name, s.Scale)
	}
	// Output:
	// rain 1
	// minutes 0.5
}

// One model stands twice in another, under names of its own.
func ExampleScope() {
	eye := func(c *ppl.Context) *tensor.Tensor { return ppl.Sample(c, "pressure", dist.Normal(15, 3)) }
	patient := func(c *ppl.Context) {
		var left, right *tensor.Tensor
		ppl.Scope(func(c *ppl.Context) { left = eye(c) }, "left")(c)
		ppl.Scope(func(c *ppl.Context) { right = eye(c) }, "right")(c)
		ppl.Deterministic(c, "difference", left.Sub(right))
	}
	trace, err := ppl.Run(ppl.Condition(patient, ppl.Values{"left/pressure": tensor.Scalar(18)}), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(trace.Shapes())
	fmt.Println(trace.Value("left/pressure"))
	// Output:
	// site            plates  batch  event
	// left/pressure           ·      ·
	// right/pressure          ·      ·
	// difference                     · deterministic site
	// 18
}

// A model with parameters becomes a Bayesian one by priors on them.
func ExampleLift() {
	model := func(c *ppl.Context) {
		weights := ppl.Param(c, "weights", func(rng *tensor.RNG) *tensor.Tensor { return rng.Normal(2, 3) })
		ppl.Param(c, "noise", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) }, ppl.Constrained(dist.Positive))
		ppl.Deterministic(c, "sum", weights.Sum())
	}
	bayesian := ppl.Lift(model, func(name string, param *tensor.Tensor) dist.Distribution {
		if name == "noise" {
			return nil // stays a parameter
		}
		return dist.Normal(0, 2)
	})
	trace, err := ppl.Run(bayesian, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(trace.Shapes())
	// Output:
	// site     plates  batch  event
	// weights          ·      2 3
	// noise                   · parameter
	// sum                     · deterministic site
}
