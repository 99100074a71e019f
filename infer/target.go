package infer

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// problem is a log-density with what a sampler needs beside it: that of a model, or a plain one.
type problem interface {
	LogDensity

	// start lays the problem out, and returns a point to start from that may turn out to have no density.
	start(init Init, chain int, rng *tensor.RNG) (x []float64, err error)

	// begin is called once with the point that was chosen.
	begin(ctx context.Context, x []float64) error

	layout() *Layout
	shown() []*ppl.Site                           // the sites of a draw; their values are some run's
	values(x []float64) ([]*tensor.Tensor, error) // of these at x
	compare(x []float64) error                    // refuses a problem that has changed
	refusing(x []float64) (site, reason string)   // what is not finite at x; empty if nothing is to blame
	single() bool                                 // a part is computed in Float32
}

// target is the problem of one chain, which counts the points that it refuses.
type target struct {
	problem
	rejected map[string]int    // by the site that was not valid there
	reasons  map[string]string // why the first of them was invalid
}

// newTarget finds a point to start from: the first of several that has a finite density and gradient. It gives up early
// where no point can: a datum that is NaN, or the same element refused alike at several points.
func newTarget(ctx context.Context, p problem, init Init, chain int, rng *tensor.RNG) (t *target, at Point, err error) {
	const attempts, most = 100, 5
	refused, alike := "", 0
	for attempt := range uint64(attempts) {
		if err := ctx.Err(); err != nil {
			return nil, at, err
		}
		t = &target{p, map[string]int{}, map[string]string{}}
		at, err = t.try(init, chain, rng.Split("start", attempt))
		if err == nil {
			return t, at, p.begin(ctx, at.X)
		}
		if _, again := errors.AsType[unusable](err); again {
			continue
		}
		if _, ok := invalid(err); !ok || isMissing(err) {
			return nil, at, err
		}
		if text := err.Error(); text != refused {
			refused, alike = text, 0
		}
		if alike++; alike == most {
			return nil, at, fmt.Errorf("no point to start from: %d attempts ended alike: %w; look at the data and at what the model computes from them; "+
				"if the latents decide about it, start them elsewhere with Init or InitValues", most, err)
		}
	}
	return nil, at, fmt.Errorf("no point to start from in %d attempts; the last: %w; give values that the model can have with Init or InitValues, or look whether the priors allow the data", attempts, err)
}

// try evaluates the density at a start.
func (t *target) try(init Init, chain int, rng *tensor.RNG) (at Point, err error) {
	x, err := t.start(init, chain, rng)
	if err != nil {
		return at, err
	}
	at = NewPoint(len(x))
	copy(at.X, x)
	if err := at.Evaluate(t.problem); err != nil {
		return at, err
	}
	return at, t.usable(&at)
}

// unusable is a point at which the density can be evaluated and no chain can start.
type unusable struct{ error }

// isMissing reports whether a model refused a value because it is NaN.
func isMissing(err error) bool {
	value, ok := errors.AsType[*dist.ValueError](err)
	return ok && math.IsNaN(value.Value)
}

// usable returns nil, or what keeps a chain from starting at a point.
func (t *target) usable(p *Point) error {
	if !finite(p.LogDensity) {
		site, reason := t.refusing(p.X)
		if _, latent := t.layout().Slot(site); !latent && reason != "" {
			return unusable{fmt.Errorf("the log-density is %v at site %q: %s", p.LogDensity, site, reason)}
		}
		return unusable{fmt.Errorf("the log-density is %v%s", p.LogDensity, t.describe(site, p.X))}
	}
	for i, g := range p.Gradient {
		if !finite(g) {
			s := t.layout().slotOf(i)
			return unusable{fmt.Errorf("the derivative with respect to element %d is %v%s", i-s.From, g, t.describe(s.Name, p.X))}
		}
	}
	return nil
}

// describe returns a site with its value on the real line and its support, in words.
func (t *target) describe(site string, x []float64) string {
	if s, ok := t.layout().Slot(site); ok {
		return fmt.Sprintf(" at site %q, which must be %s and is %v on the real line", site, s.Support, tensor.Of(x[s.From:s.To]))
	}
	if site == "" {
		return ""
	}
	return fmt.Sprintf(" at site %q", site)
}

// ValueAndGrad returns the log-density at x, -Inf where that is not finite or the model refuses the point, and writes
// its gradient. Refused points are counted.
func (t *target) ValueAndGrad(x, gradient []float64) (float64, error) {
	lp, err := t.problem.ValueAndGrad(x, gradient)
	if err == nil && finite(lp) {
		return lp, nil
	}
	site, refused := invalid(err)
	if err != nil && !refused {
		return lp, err
	}
	reason := reasonOf(err)
	if err == nil {
		site, reason = t.refusing(x)
	}
	if t.rejected[site]++; t.reasons[site] == "" {
		t.reasons[site] = reason
	}
	return math.Inf(-1), nil
}

// recognize refuses a point whose log-density and gradient are not the target's. what says when they were found.
func (t *target) recognize(p *Point, gradient []float64, was string) error {
	lp, err := t.problem.ValueAndGrad(p.X, gradient)
	if err != nil {
		return err
	}
	// Other processors add up in another order.
	rounding := 1e-10
	if t.single() {
		rounding = 1e-5
	}
	if !(math.Abs(lp-p.LogDensity) <= rounding*(1+math.Abs(p.LogDensity))) {
		return fmt.Errorf("the log-density at its position is %v, and was %v %s", lp, p.LogDensity, was)
	}
	largest := 0.0
	for _, g := range p.Gradient {
		largest = max(largest, math.Abs(g))
	}
	for i, g := range gradient {
		if !(math.Abs(g-p.Gradient[i]) <= 100*rounding*(1+largest)) {
			return fmt.Errorf("the derivative with respect to %s at its position is %v, and was %v %s", t.layout().elementAt(i), g, p.Gradient[i], was)
		}
	}
	return nil
}
