package infer

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/infer/draws"
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

	// K is the shape k̂ of the importance ratios p(x, z) / q(z) of the draws ([draws.PSIS]), which tells how far the
	// guide is from the posterior (Yao, Vehtari, Simpson, Gelman 2018, "Yes, but did it work?: evaluating variational
	// inference"). It takes 100 particles at least, and some thousands to be of use. It is 0 for fewer, where the ratios
	// are those of a part of the data or of a power of the density, in mini-batches, under Scale and with a [Combiner],
	// and where they are all the same or few different ones, as of discrete latents.
	K float64

	Warnings []string // what is wrong with the training, in words, and what to try
}

// String returns the loss and the warnings.
func (e Evaluation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "loss %.2f", e.Loss)
	if finite(e.StdErr) {
		fmt.Fprintf(&b, " ± %.2f", e.StdErr)
	}
	for _, warning := range e.Warnings {
		fmt.Fprintf(&b, "\nwarning: %s.", warning)
	}
	return b.String()
}

// Evaluate estimates the loss on the data with the parameters as they are, and warns of what the steps have shown and
// the draws show of the training. It changes nothing: training goes on as if it had not been called. A loss that is not
// finite is a [NonFiniteError].
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
	particles := 1
	if _, ok := s.o.Loss.(Combiner); ok {
		particles = s.o.Loss.NumParticles()
	}
	arena := tensor.NewArena()
	rng := tensor.NewRNG(o.Seed).Split("evaluate")
	var losses, ratios []float64
	sites := map[string]float64{}
	for i := range n {
		arena.Reset()
		params := s.store.on(arena)
		e, err := s.estimate(data, particles, rng.Split("draw", uint64(i)).On(arena), params)
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
		if n >= fewestRatios && particles == 1 {
			ratios = e.particles[0].appendLogRatio(ratios)
		}
		for site, loss := range e.sites() {
			sites[site] += loss / float64(n)
		}
	}
	mean, std := stat.MeanStdDev(losses, nil)
	result = Evaluation{Loss: mean, StdErr: std / math.Sqrt(float64(n)), Sites: sites, Warnings: s.warnings()}
	if len(ratios) == n {
		result.judge(ratios)
	}
	return result, nil
}

// judge warns if the guide is not near the posterior: if its tails are too light, as k̂ tells, or if nearly all of its
// draws are where the posterior is not, as the number tells that the weighted ones are worth.
func (e *Evaluation) judge(logRatios []float64) {
	logWeights, k := draws.PSIS(logRatios, 1)
	if finite(k) {
		e.K = k
	}
	n, squares := len(logWeights), 0.0
	for _, w := range logWeights {
		squares += math.Exp(2 * w)
	}
	limit, worth := draws.ParetoThreshold(n), 1/squares
	if e.K > limit || worth < float64(n)/20 {
		e.Warnings = append(e.Warnings, fmt.Sprintf("the guide is not near the posterior: its %d draws are worth %.0f of those, and k-hat is %.2f, where up to %.2f is good. "+
			"Train longer, lower the learning rate, or take a guide that can be as wide and as correlated as the posterior, such as AutoMultivariateNormal", n, worth, k, limit))
	}
}
