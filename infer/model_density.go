package infer

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// modelDensity is the log-density of a model's latents, moved to the real line and laid out one after the other in a
// vector, with its gradient. It is recorded once and replayed; a model whose operations depend on values of its latents
// runs afresh at every point. It serves one chain.
type modelDensity struct {
	model ppl.Model
	at    *Layout

	program *tensor.Program // nil if the model runs afresh
	tape    *tensor.Tape    // of fresh runs
	sites   []*ppl.Site     // of the latest run: those whose values are kept
	kept    []*tensor.Tensor
	float32 bool // a part of the density is computed in Float32
}

func ofModel(model ppl.Model) func() (problem, error) {
	return func() (problem, error) {
		if model == nil {
			return nil, errors.New("infer: MCMC has no model")
		}
		return &modelDensity{model: model, tape: tensor.NewTape()}, nil
	}
}

func (d *modelDensity) layout() *Layout    { return d.at }
func (d *modelDensity) shown() []*ppl.Site { return d.sites }
func (d *modelDensity) single() bool       { return d.float32 }

// Dim returns the number of elements that the latents have on the real line.
func (d *modelDensity) Dim() int { return d.at.Len() }

// start runs the model with its latents at a start, and lays them out.
func (d *modelDensity) start(init Init, chain int, rng *tensor.RNG) (x []float64, err error) {
	d.at = new(Layout)
	_, err = d.run(func(s *ppl.Site) {
		support := s.Dist.Support()
		if support.Discrete() {
			s.Fail("%v is discrete, and HMC and NUTS move on the real line; sum the choice out, for instance with Mixture or Factor, or observe it", s.Dist)
		}
		real := init.real(s, latentOf(s, chain), rng.Split(s.Name))
		x = append(x, real.Float64s()...)
		s.Value = support.Bijection().Forward(real)
		d.at.add(s, s.Value)
	})
	if err == nil && len(x) == 0 {
		err = errors.New("the model has no latents: every random choice is observed or set, and there is nothing to sample")
	}
	return x, err
}

// run runs the model, with set giving a latent its value, and refuses what a sampler cannot do.
func (d *modelDensity) run(set func(s *ppl.Site)) (*ppl.Trace, error) {
	handled := ppl.WithHandler(d.model, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		switch {
		case s.Kind == ppl.PlateSite && s.Frame.Batch < s.Frame.Size:
			s.Fail("the plate looks at %d of its %d rows; HMC and NUTS need all of them, or their posterior would be another one; leave %v out, or use SVI", s.Frame.Batch, s.Frame.Size, s.Frame.Mode)
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

// density returns the log-density at x, which is on a tape, and the values of the sites that are kept:
//
//	log p(f(x), data) + log |det df/dx|,
//
// where f maps the real line to the supports.
func (d *modelDensity) density(x *tensor.Tensor) (lp *tensor.Tensor, values []*tensor.Tensor) {
	at := placing{layout: d.at, x: x}
	trace, err := d.run(at.place)
	if err == nil {
		err = at.end()
	}
	if err != nil {
		panic(modelError{err})
	}
	terms := at.logDets
	d.sites = d.sites[:0]
	for _, s := range trace.Sites() {
		if s.Latent() || s.Kind == ppl.DeterministicSite {
			d.sites = append(d.sites, s)
			values = append(values, s.Value)
		}
	}
	for _, s := range trace.Sites() {
		if p := s.LogProbSum(); p != nil {
			d.float32 = d.float32 || p.DType() == tensor.Float32
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
func (d *modelDensity) fresh(x, gradient []float64) (lp float64, err error) {
	defer fault.Catch(&err)
	d.tape.Reset()
	leaf := d.tape.Leaf(tensor.Of(x), true)
	y, values := d.density(leaf)
	d.kept = values
	clear(gradient)
	d.tape.Backward(y)
	if g := d.tape.Grad(leaf); g != nil {
		copy(gradient, tensor.Raw[float64](g))
	}
	return scalar(y), nil
}

// begin records the model, unless it is dynamic, and compares the record with fresh runs.
func (d *modelDensity) begin(ctx context.Context, x []float64) (err error) {
	defer fault.Catch(&err)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	program, dynamic := tensor.Record(x, d.density)
	if dynamic != "" {
		return nil
	}
	d.program = program
	// Another point than the recorded one shows what the record does not follow.
	moved := slices.Clone(x)
	for i := range moved {
		moved[i] += 0.1 / float64(i+1)
	}
	if err := d.compare(moved); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return d.compare(x)
}

// compare refuses a record that gives something else than a fresh run.
func (d *modelDensity) compare(x []float64) error {
	if d.program == nil {
		return nil
	}
	replayed, run := make([]float64, d.at.Len()), make([]float64, d.at.Len())
	lp := d.program.ValueAndGrad(x, replayed)
	want, err := d.fresh(x, run)
	d.kept = nil
	if err != nil {
		if _, refused := invalid(err); refused && !finite(lp) {
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
			return differs(fmt.Sprintf("the derivative with respect to %s", d.at.elementAt(i)), replayed[i], run[i])
		}
	}
	return nil
}

// ValueAndGrad returns the log-density at x and its gradient.
func (d *modelDensity) ValueAndGrad(x, gradient []float64) (float64, error) {
	if d.program != nil {
		return d.program.ValueAndGrad(x, gradient), nil
	}
	return d.fresh(x, gradient)
}

// values returns those of the kept sites at x.
func (d *modelDensity) values(x []float64) ([]*tensor.Tensor, error) {
	if d.program != nil {
		return d.program.Results(x), nil
	}
	_, err := d.fresh(x, make([]float64, len(x)))
	return d.kept, err
}

// refusing returns the first site that is not finite at x, and why.
func (d *modelDensity) refusing(x []float64) (site, reason string) {
	d.tape.Reset()
	err := func() (err error) {
		defer fault.Catch(&err)
		leaf := d.tape.Leaf(tensor.Of(x), true)
		trace, err := d.run((&placing{layout: d.at, x: leaf}).place)
		if err != nil {
			return err
		}
		for name, s := range trace.Sites() {
			if bad := badSite(s); bad != "" {
				reason, _, _ = strings.Cut(bad, ", under ")
				site = name
				break
			}
		}
		return nil
	}()
	if at, refused := invalid(err); refused {
		return at, reasonOf(err)
	}
	return site, reason
}
