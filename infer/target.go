package infer

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// target is the log-density of a model's latents, moved to the real line and laid out one after the other in a vector,
// with its gradient. It is recorded once and replayed; a model whose operations depend on values of its latents runs
// afresh at every point. A target serves one chain.
type target struct {
	model  ppl.Model
	layout *Layout

	program *tensor.Program // nil if the model runs afresh
	tape    *tensor.Tape    // of fresh runs
	shown   []*ppl.Site     // the sites of a run that have a value worth keeping
	values  []*tensor.Tensor

	rejected map[string]int    // invalid points, by the site that was not valid there
	reasons  map[string]string // why the first of them was invalid
	single   bool              // a part of the density is computed in Float32
}

// newTarget finds the model's latents and a point to start from: the first of several that has a finite density and
// gradient. It gives up early where no point can: a datum that is NaN, or the same element refused alike at several points.
func newTarget(ctx context.Context, model ppl.Model, start func(s *ppl.Site, rng *tensor.RNG) *tensor.Tensor, rng *tensor.RNG) (t *target, x, gradient []float64, lp float64, err error) {
	const attempts, most = 100, 5
	refused, alike := "", 0
	for attempt := range uint64(attempts) {
		if err := ctx.Err(); err != nil {
			return nil, nil, nil, 0, err
		}
		t = &target{model: model, layout: new(Layout), tape: tensor.NewTape(), rejected: map[string]int{}, reasons: map[string]string{}}
		x, gradient, lp, err = t.try(start, rng.Split("start", attempt))
		if err == nil {
			return t, x, gradient, lp, t.record(ctx, x)
		}
		if _, again := errors.AsType[unusable](err); again {
			continue
		}
		if invalid(err) == "" || isMissing(err) {
			return nil, nil, nil, 0, err
		}
		if text := err.Error(); text != refused {
			refused, alike = text, 0
		}
		if alike++; alike == most {
			return nil, nil, nil, 0, fmt.Errorf("no point to start from: %d attempts ended alike: %w; look at the data and at what the model computes from them; "+
				"if the latents decide about it, start them elsewhere with Init or InitValues", most, err)
		}
	}
	return nil, nil, nil, 0, fmt.Errorf("no point to start from in %d attempts; the last: %w; give values that the model can have with Init or InitValues, or look whether the priors allow the data", attempts, err)
}

// try lays the target out at a start, and evaluates it there.
func (t *target) try(start func(s *ppl.Site, rng *tensor.RNG) *tensor.Tensor, rng *tensor.RNG) (x, gradient []float64, lp float64, err error) {
	if x, err = t.begin(start, rng); err != nil {
		return nil, nil, 0, err
	}
	gradient = make([]float64, t.layout.size)
	if lp, err = t.fresh(x, gradient); err != nil {
		return nil, nil, 0, err
	}
	return x, gradient, lp, t.usable(x, gradient, lp)
}

// unusable is a point at which the model can be evaluated and no chain can start.
type unusable struct{ error }

// isMissing reports whether a model refused a value because it is NaN.
func isMissing(err error) bool {
	value, ok := errors.AsType[*dist.ValueError](err)
	return ok && math.IsNaN(value.Value)
}

// begin runs the model with its latents at a start, and lays them out.
func (t *target) begin(start func(s *ppl.Site, rng *tensor.RNG) *tensor.Tensor, rng *tensor.RNG) (x []float64, err error) {
	_, err = t.run(func(s *ppl.Site) {
		support := s.Dist.Support()
		if support.Discrete() {
			s.Fail("%v is discrete, and HMC and NUTS move on the real line; sum the choice out, for instance with Mixture or Factor, or observe it", s.Dist)
		}
		value := start(s, rng.Split(s.Name))
		bijection := support.Bijection()
		real := bijection.Inverse(value).Detach()
		if i, v := firstNonFinite(real); i >= 0 {
			s.Fail("the value to start from, %v, lies on the rim of what is %v (%v on the real line); start inside", value, support, v)
		}
		t.layout.add(s, value)
		x = append(x, real.Float64s()...)
		s.Value = bijection.Forward(real)
	})
	if err == nil && len(x) == 0 {
		err = errors.New("the model has no latents: every random choice is observed or set, and there is nothing to sample")
	}
	return x, err
}

// run runs the model, with set giving a latent its value, and refuses what a sampler cannot do.
func (t *target) run(set func(s *ppl.Site)) (*ppl.Trace, error) {
	handled := ppl.WithHandler(t.model, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		switch {
		case s.Kind == ppl.PlateSite && s.Frame.Batch < s.Frame.Size:
			s.Fail("the plate looks at %d of its %d rows; HMC and NUTS need all of them, or their posterior would be another one; leave the batch option out, or use SVI", s.Frame.Batch, s.Frame.Size)
		case s.Kind == ppl.ParamSite && s.Value == nil:
			s.Fail("it is a parameter, and a sampler has no values for parameters; give it a prior with Lift, or a value with Substitute")
		case s.Role() == ppl.MissingRole && s.Value == nil:
			s.Fail("it has Obs(nil), and a sampler needs the data; give them, or leave Obs out if the values are to be inferred")
		case s.Free():
			set(s)
		}
		next.Apply(s)
	}))
	return ppl.RunWith(handled, ppl.RunOptions{RNG: tensor.NoRNG()})
}

// density is the log-density at x, which is on a tape, and the values of the sites that are kept:
//
//	log p(f(x), data) + log |det df/dx|,
//
// where f maps the real line to the supports.
func (t *target) density(x *tensor.Tensor) (lp *tensor.Tensor, values []*tensor.Tensor) {
	at := placing{layout: t.layout, x: x}
	trace, err := t.run(at.place)
	if err == nil {
		err = at.end()
	}
	if err != nil {
		panic(modelError{err})
	}
	terms := at.logDets
	t.shown = t.shown[:0]
	for _, s := range trace.Sites() {
		if s.Latent() || s.Kind == ppl.DeterministicSite {
			t.shown = append(t.shown, s)
			values = append(values, s.Value)
		}
	}
	for _, s := range trace.Sites() {
		if p := s.LogProbSum(); p != nil {
			t.single = t.single || p.DType() == tensor.Float32
			terms = append(terms, p.As(tensor.Float64))
		}
	}
	return tensor.Total(terms...), values
}

// modelError carries an error of the model out of a recording.
type modelError struct{ error }

func (e modelError) Unwrap() error { return e.error }

// ModelFault marks modelError as an error that model code raises by panic.
func (modelError) ModelFault() {}

// fresh runs the model at x.
func (t *target) fresh(x, gradient []float64) (lp float64, err error) {
	defer fault.Catch(&err)
	t.tape.Reset()
	leaf := t.tape.Leaf(tensor.Of(x), true)
	y, values := t.density(leaf)
	t.values = values
	clear(gradient)
	t.tape.Backward(y)
	if g := t.tape.Grad(leaf); g != nil {
		copy(gradient, tensor.Raw[float64](g))
	}
	return scalar(y), nil
}

// record makes the program, unless the model is dynamic, and compares it with a fresh run.
func (t *target) record(ctx context.Context, x []float64) (err error) {
	defer fault.Catch(&err)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	program, dynamic := tensor.Record(x, t.density)
	if dynamic != "" {
		return nil
	}
	t.program = program
	// Another point than the recorded one shows what the record does not follow.
	moved := slices.Clone(x)
	for i := range moved {
		moved[i] += 0.1 / float64(i+1)
	}
	if err := t.compare(moved); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return t.compare(x)
}

// compare refuses a record that gives something else than a fresh run.
func (t *target) compare(x []float64) error {
	if t.program == nil {
		return nil
	}
	replayed, run := make([]float64, t.layout.size), make([]float64, t.layout.size)
	lp := t.program.ValueAndGrad(x, replayed)
	want, err := t.fresh(x, run)
	t.values = nil
	if err != nil {
		if invalid(err) != "" && !finite(lp) {
			return nil
		}
		return err
	}
	same := func(a, b float64) bool {
		return a == b || math.Abs(a-b) <= 1e-9*(1+math.Abs(b)) || math.IsNaN(a) && math.IsNaN(b)
	}
	differs := func(what string, got, want float64) error {
		return fmt.Errorf("the model does not give the same density in every run: %s is %v in a recorded run and %v in a fresh one at the same point; "+
			"a model may depend on its latents and its data only, not on a counter or a variable that changes between runs", what, got, want)
	}
	if !same(lp, want) {
		return differs("the log-density", lp, want)
	}
	for i := range run {
		if finite(want) && !same(replayed[i], run[i]) {
			return differs(fmt.Sprintf("the derivative by %s", t.layout.elementAt(i)), replayed[i], run[i])
		}
	}
	return nil
}

// evaluate is the log-density at x and its gradient. At a point that the model refuses it is -Inf; that is counted.
func (t *target) evaluate(x, gradient []float64) (lp float64, err error) {
	if t.program != nil {
		if lp = t.program.ValueAndGrad(x, gradient); finite(lp) {
			return lp, nil
		}
		t.reject(t.refusing(x))
		return math.Inf(-1), nil
	}
	lp, err = t.fresh(x, gradient)
	if site := invalid(err); site != "" {
		t.reject(site, reasonOf(err))
		return math.Inf(-1), nil
	}
	if err == nil && !finite(lp) {
		t.reject(t.refusing(x))
		lp = math.Inf(-1)
	}
	return lp, err
}

// usable is nil, or says what keeps a chain from starting at x.
func (t *target) usable(x, gradient []float64, lp float64) error {
	if !finite(lp) {
		site, _ := t.refusing(x)
		return unusable{fmt.Errorf("the log-density is %v%s", lp, t.describe(site, x))}
	}
	for i, g := range gradient {
		if !finite(g) {
			for _, l := range t.layout.slots {
				if i < l.To {
					return unusable{fmt.Errorf("the gradient by element %d is %v%s", i-l.From, g, t.describe(l.Name, x))}
				}
			}
		}
	}
	return nil
}

// describe is a site with its value on the real line and its support.
func (t *target) describe(site string, x []float64) string {
	if l, ok := t.layout.Slot(site); ok {
		return fmt.Sprintf(" at site %q, which must be %v and is %v on the real line", site, l.Support, tensor.Of(x[l.From:l.To]))
	}
	if site == "" {
		return ""
	}
	return fmt.Sprintf(" at site %q", site)
}

// at is the values of the kept sites at x.
func (t *target) at(x, gradient []float64) ([]*tensor.Tensor, error) {
	if t.program != nil {
		return t.program.Results(x), nil
	}
	_, err := t.fresh(x, gradient)
	return t.values, err
}
