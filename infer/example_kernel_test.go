package infer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// RandomWalk is Metropolis' algorithm with normal proposals, whose scale it learns in the warm-up: a quarter of them
// are accepted then (Roberts, Gelman, Gilks 1997).
type RandomWalk struct{ Scale float64 }

// walk is a RandomWalk at work in one chain.
type walk struct {
	chain    infer.Chain
	scale    float64
	proposal infer.Point
}

func (k RandomWalk) Start(_ context.Context, c infer.Chain) (infer.Transition, error) {
	if !(k.Scale > 0) {
		return nil, fmt.Errorf("RandomWalk.Scale is %v; it must be positive", k.Scale)
	}
	w := &walk{c, k.Scale, infer.NewPoint(c.Target.Dim())}
	if c.State != nil { // the chain goes on from a checkpoint
		return w, json.Unmarshal(c.State, &w.scale)
	}
	return w, nil
}

func (w *walk) Move(n int, p *infer.Point, rng *tensor.RNG) ([]float64, error) {
	for i, x := range p.X {
		w.proposal.X[i] = x + w.scale*rng.NormFloat64()
	}
	if err := w.proposal.Evaluate(w.chain.Target); err != nil {
		return nil, err
	}
	accept := math.Exp(min(0, w.proposal.LogDensity-p.LogDensity))
	if rng.Float64() < accept {
		p.Copy(&w.proposal)
	}
	if n < w.chain.Warmup {
		w.scale *= math.Exp((accept - 0.25) / math.Sqrt(float64(n+1)))
	}
	return []float64{accept, w.scale}, nil
}

func (w *walk) Stats() []string { return []string{"accept", "step_size"} }
func (w *walk) State() any      { return w.scale }

// A kernel of one's own runs under MCMC with everything that NUTS has: here on the probability of heads after 7 heads
// of 10, whose posterior mean is 8/12.
func ExampleKernel() {
	model := func(c *ppl.Context) {
		p := ppl.Sample(c, "p", dist.Uniform(0, 1))
		ppl.Sample(c, "heads", dist.Binomial[dist.Probs](10, p), ppl.Obs(tensor.Scalar(7)))
	}
	post, err := infer.MCMC{Kernel: RandomWalk{Scale: 1}, Draws: 5000, Seed: 1}.Run(context.Background(), model)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("mean %.2f, acceptance %.2f\n", post.Get("p").Mean().Item(), post.Stats().Get("accept").Mean().Item())
	// Output: mean 0.67, acceptance 0.25
}
