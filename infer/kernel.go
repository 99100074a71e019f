package infer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// Kernel is a way to move Markov chains: [NUTS], [HMC], or one that is written outside of this package. [MCMC] does the
// rest: it finds where chains start, runs them in parallel, keeps draws and what the kernel tells of them, reports
// progress and saves checkpoints.
type Kernel interface {
	// Start returns the kernel at work in one chain, or an error that names the setting of the kernel that makes no
	// sense. It may evaluate the density, and then ends with ctx's error when ctx is canceled. Chains start
	// concurrently, and each needs a Transition of its own, unless that does not change.
	Start(ctx context.Context, c Chain) (Transition, error)
}

// Chain is what a kernel is told of a chain.
type Chain struct {
	Target LogDensity  // it serves one goroutine
	Layout *Layout     // where the sites lie in the vectors that Target takes
	Warmup int         // transitions of the warm-up
	RNG    *tensor.RNG // for what is not part of a transition
	At     Point       // where the chain is

	// Done and State are of a chain that goes on from a checkpoint: its transitions so far, and the JSON of what
	// Transition.State returned then. State is nil where a chain begins.
	Done  int
	State json.RawMessage
}

// Point is a position with the log-density there and its gradient.
type Point struct {
	X, Gradient []float64
	LogDensity  float64
}

// NewPoint returns a point of n dimensions, all zero.
func NewPoint(n int) Point {
	both := make([]float64, 2*n)
	return Point{X: both[:n:n], Gradient: both[n:]}
}

// Copy makes p equal to another point.
func (p *Point) Copy(from *Point) {
	copy(p.X, from.X)
	copy(p.Gradient, from.Gradient)
	p.LogDensity = from.LogDensity
}

// Evaluate sets gradient and log-density to those of d at p.X.
func (p *Point) Evaluate(d LogDensity) (err error) {
	p.LogDensity, err = d.ValueAndGrad(p.X, p.Gradient)
	return err
}

// Transition is a kernel at work in one chain. A Transition
//
//   - leaves the density unchanged: a draw from it moves to a draw from it, once the warm-up is over;
//   - adapts to the density, if it does, during the warm-up only, where n < Chain.Warmup;
//   - takes all that is random from rng, so that draws depend on the seed alone;
//   - after an error, is as it was before, so that the same transition can be tried again;
//   - keeps all that later transitions depend on, but the position, in what State returns.
type Transition interface {
	// Move makes transition n, counted from 0, from p, and leaves in p where it went: X with its own Gradient and
	// LogDensity, all of them finite. It does not keep p's slices. It returns the numbers that Stats names, which are read
	// before the next Move.
	Move(n int, p *Point, rng *tensor.RNG) (stats []float64, err error)

	// Stats returns the names of the numbers that Move returns, which become part of [draws.Draws.Stats]. Those that
	// have a meaning there keep it: summaries warn of "divergent" transitions, count "leapfrogs" and look at the
	// "energy". What a kernel does not have is missing. "lp" is always there and not for the kernel to tell.
	Stats() []string

	// State returns what the kernel has learned and counted, as a value that encoding/json writes and Start reads from
	// Chain.State. [Sampler.Save] calls it between two transitions.
	State() any
}

// Reporter is a [Transition] that has something to tell of its chain as a whole. Report is called once for each chain
// in their order, and adds to what those before it said.
type Reporter interface {
	Report(s *draws.Sampling)
}

// started returns a kernel at work in a chain, and refuses one that cannot be used.
func started(ctx context.Context, k Kernel, c Chain) (Transition, error) {
	at := NewPoint(len(c.At.X)) // the kernel may write to it
	at.Copy(&c.At)
	c.At = at
	t, err := k.Start(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case t == nil || isNilPointer(t):
		return nil, fmt.Errorf("infer: the kernel %T has started nothing: Start returned nil", k)
	}
	names := t.Stats()
	for i, name := range names {
		if name == "" || name == lpStat || slices.Contains(names[:i], name) {
			return nil, fmt.Errorf("infer: the kernel %T tells %q; names are not empty and differ, and %q is told already", k, names, lpStat)
		}
	}
	return t, nil
}

// check refuses what no transition of a chain over n dimensions leaves behind.
func (p *Point) check(n int) error {
	if len(p.X) != n || len(p.Gradient) != n {
		return fmt.Errorf("the kernel left a position of %d elements with %d derivatives; the density has %d", len(p.X), len(p.Gradient), n)
	}
	if !finite(p.LogDensity) {
		return fmt.Errorf("the kernel moved to a position with log-density %v; it may move only where that is finite", p.LogDensity)
	}
	for i, x := range p.X {
		if !finite(x) || !finite(p.Gradient[i]) {
			return fmt.Errorf("the kernel moved to a position that is %v with derivative %v at element %d; both have to be finite", x, p.Gradient[i], i)
		}
	}
	return nil
}
