package infer

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// EvaluateOptions are the settings of Evaluate.
type EvaluateOptions struct {
	Particles int // draws of the guide; 0 means 20
	Seed      uint64
}

// Evaluation is an estimate of the loss without a step.
type Evaluation struct {
	Loss   float64            // minus the ELBO, in nats over all rows
	StdErr float64            // Monte Carlo standard error of Loss; NaN for one particle
	Sites  map[string]float64 // the loss by site
}

// Evaluate estimates the loss on the data with the parameters as they are. It changes nothing: training goes on as if it had not
// been called.
func (s *SVI[D]) Evaluate(data D, o EvaluateOptions) (result Evaluation, err error) {
	defer fault.Catch(&err)
	n := o.Particles
	if n <= 0 {
		n = 20
	}
	arena := tensor.NewArena()
	rng := tensor.NewRNG(o.Seed).Split("evaluate")
	params := s.store.snapshot()
	losses := make([]float64, n)
	result.Sites = map[string]float64{}
	for i := range n {
		arena.Reset()
		e, err := s.estimate(data, 1, rng.Split("draw", uint64(i)).On(arena), params)
		if err != nil {
			return Evaluation{}, err
		}
		losses[i] = e.loss
		for site, loss := range e.sites(true) {
			result.Sites[site] += loss / float64(n)
		}
	}
	mean, std := stat.MeanStdDev(losses, nil)
	result.Loss, result.StdErr = mean, std/math.Sqrt(float64(n))
	return result, nil
}
