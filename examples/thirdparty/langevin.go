package thirdparty

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/tensor"
)

// Langevin is a kernel of [infer.MCMC]: the Metropolis-adjusted Langevin algorithm, which proposes
//
//	x + ε²/2 ∇ log p(x) + ε u,  u ~ Normal(0, 1)
//
// and accepts or refuses it by Metropolis and Hastings. It learns ε in the warm-up, so that 0.574 of the proposals are
// accepted, which is best in many dimensions (Roberts & Rosenthal 1998, "Optimal scaling of discrete approximations to
// Langevin diffusions").
type Langevin struct {
	StepSize float64 // ε at first; 0 means 1
}

const langevinAccept = 0.574

// langevin is a Langevin at work in one chain.
type langevin struct {
	target   infer.LogDensity
	warmup   int
	logStep  float64
	proposal infer.Point
}

// Start makes it an [infer.Kernel].
func (k Langevin) Start(_ context.Context, c infer.Chain) (infer.Transition, error) {
	if k.StepSize == 0 {
		k.StepSize = 1
	}
	if !(k.StepSize > 0) || math.IsInf(k.StepSize, 1) {
		return nil, fmt.Errorf("Langevin.StepSize is %v; it must be positive and finite", k.StepSize)
	}
	t := &langevin{c.Target, c.Warmup, math.Log(k.StepSize), infer.NewPoint(c.Target.Dim())}
	if c.State != nil {
		return t, json.Unmarshal(c.State, &t.logStep)
	}
	return t, nil
}

func (t *langevin) Move(n int, p *infer.Point, rng *tensor.RNG) ([]float64, error) {
	step := math.Exp(t.logStep)
	for i, x := range p.X {
		t.proposal.X[i] = drift(x, p.Gradient[i], step) + step*rng.NormFloat64()
	}
	uniform := rng.Float64()
	if err := t.proposal.Evaluate(t.target); err != nil {
		return nil, err
	}
	accept := acceptance(p, &t.proposal, step)
	if uniform < accept {
		p.Copy(&t.proposal)
	}
	if n < t.warmup { // Robbins & Monro 1951
		t.logStep += (accept - langevinAccept) / math.Sqrt(float64(n+1))
	}
	return []float64{accept, step}, nil
}

// drift returns where a proposal from x lies on average.
func drift(x, gradient, step float64) float64 { return x + step*step/2*gradient }

// acceptance returns the probability to move from p to q: the ratio of densities times that of the proposals back and
// forth. There is none of where the density or its gradient is not finite.
func acceptance(p, q *infer.Point, step float64) float64 {
	ratio := q.LogDensity - p.LogDensity
	for i := range p.X {
		there := (q.X[i] - drift(p.X[i], p.Gradient[i], step)) / step
		back := (p.X[i] - drift(q.X[i], q.Gradient[i], step)) / step
		ratio += (there - back) * (there + back) / 2
	}
	if math.IsNaN(ratio) {
		return 0
	}
	return math.Exp(min(0, ratio))
}

func (t *langevin) Stats() []string { return []string{"accept", "step_size"} }

// State returns all that later transitions need.
func (t *langevin) State() any { return t.logStep }
