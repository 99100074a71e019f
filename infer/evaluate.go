package infer

import (
	"cmp"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// EvaluateOptions are the settings of Evaluate.
type EvaluateOptions struct {
	Particles int // draws of the guide, or of a [Combiner]'s objective; 0 means 20
	Seed      uint64
}

// Evaluation is an estimate of the loss without a step.
type Evaluation struct {
	Loss   float64            // minus the ELBO, in nats over all rows
	StdErr float64            // Monte Carlo standard error of Loss; NaN for one particle
	Sites  map[string]float64 // the loss by site
}

// Evaluate estimates the loss on the data with the parameters as they are. It changes nothing: training goes on as if
// it had not been called. A loss that is not finite is a [NonFiniteError].
func (s *SVI[D]) Evaluate(data D, o EvaluateOptions) (result Evaluation, err error) {
	defer fault.Catch(&err)
	n := cmp.Or(o.Particles, 20)
	switch {
	case n < 0:
		return result, fmt.Errorf("infer: Evaluate with %d particles; 0 means 20, and a negative number means nothing", n)
	case n > most:
		return result, fmt.Errorf("infer: Evaluate with %d particles; there are at most %d", n, most)
	}
	if err := s.checkLoss(); err != nil {
		return result, err
	}
	draws := 1
	if _, ok := s.o.Loss.(Combiner); ok {
		draws = s.o.Loss.NumParticles()
	}
	arena := tensor.NewArena()
	rng := tensor.NewRNG(o.Seed).Split("evaluate")
	var losses []float64
	sites := map[string]float64{}
	for i := range n {
		arena.Reset()
		params := s.store.on(arena)
		e, err := s.estimate(data, draws, rng.Split("draw", uint64(i)).On(arena), params)
		if err != nil {
			return result, err
		}
		if err := params.confirm(); err != nil {
			return result, err
		}
		if err := e.check(s.step); err != nil {
			return result, err
		}
		losses = append(losses, e.loss())
		for site, loss := range e.sites() {
			sites[site] += loss / float64(n)
		}
	}
	mean, std := stat.MeanStdDev(losses, nil)
	return Evaluation{Loss: mean, StdErr: std / math.Sqrt(float64(n)), Sites: sites}, nil
}
