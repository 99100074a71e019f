package ppl

import (
	"errors"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// Model is a function that names its random choices. Handlers take models and return models.
//
// Models that take data are func(*Context, D): [With] puts handlers around one, [Bind] gives it its data, and [NoData]
// is the way back, for functions such as infer.Predict, which take a model and its data apart.
type Model func(c *Context)

// Bind returns the model with its data.
func Bind[D any](m func(*Context, D), data D) Model {
	if m == nil {
		return nil
	}
	return func(c *Context) { m(c, data) }
}

// NoData returns the model as one that takes data, of which there are none: struct{}{}.
//
//	bound := ppl.Condition(ppl.Bind(model, data), values)
//	infer.Predict(ctx, ppl.NoData(bound), posterior, struct{}{}, o)
func NoData(m Model) func(*Context, struct{}) {
	return func(c *Context, _ struct{}) { c.body(m) }
}

// With returns a model that takes data with handlers around it; the first is the innermost. It serves wherever the
// model does:
//
//	noncentered := ppl.With(model, func(m ppl.Model) ppl.Model { return ppl.LocScale(m, 0, "theta") })
func With[D any](m func(*Context, D), wrap ...func(Model) Model) func(*Context, D) {
	return func(c *Context, data D) {
		bound := Bind(m, data)
		for _, w := range wrap {
			if w == nil {
				c.fail("With: a handler is nil")
			}
			bound = w(bound)
		}
		c.body(bound)
	}
}

// Values holds values by site name.
type Values map[string]*tensor.Tensor

// Params supplies the values of parameters during a run. An inference algorithm has one.
type Params interface {
	// Param returns the current value of a parameter on its constrained scale. The site has its Name and Constraint,
	// and [Site.Initial] makes its first value.
	Param(s *Site) *tensor.Tensor
}

// RunOptions holds what an inference algorithm decides about a run.
type RunOptions struct {
	RNG    *tensor.RNG // every site draws from a stream split off by its name; nil: the stream of seed 0
	Params Params      // nil: parameters have their initial values

	// FullPlates runs subsampled plates over all their rows and scales nothing, to predict rather than to learn.
	FullPlates bool
}

// Run runs the model once, drawing what is not observed, and returns the trace, which depends on the model and the seed
// only. Mistakes of the model are returned as a [*SiteError]. The model runs in the caller's goroutine, so that a
// test's t.FailNow in it ends the test.
func Run(m Model, seed uint64) (*Trace, error) {
	return RunWith(m, RunOptions{RNG: tensor.NewRNG(seed).Split("run")})
}

// RunWith returns [Run] with the options of an inference algorithm.
func RunWith(m Model, o RunOptions) (*Trace, error) {
	if o.RNG == nil {
		o.RNG = tensor.NewRNG(0)
	}
	r := newRun(o)
	err := r.do(m)
	if err != nil && r.clash {
		// Noting the line of every site would cost a small model a quarter of its time. Only a model that uses a name
		// twice is run again, with the same random numbers, to find the lines.
		again := newRun(o)
		again.lines = map[string]string{}
		if e := again.do(m); again.clash {
			r, err = again, e
		}
	}
	if err == nil {
		return &r.trace, nil
	}
	var at *SiteError
	if !errors.As(err, &at) {
		err = &SiteError{Site: r.last, Between: true, Err: err, Sites: r.sitesFor(err)}
	}
	return nil, err
}

// Options returns what the run of c was started with, for guides and handlers that run a model apart from it.
func (c *Context) Options() RunOptions {
	r := c.innermost("")
	return RunOptions{RNG: r.rng, Params: r.params, FullPlates: r.full}
}

func newRun(o RunOptions) *run {
	return &run{rng: o.RNG, params: o.Params, full: o.FullPlates}
}

// do runs the model and returns what it panics with, if that is an error of a model.
func (r *run) do(m Model) (err error) {
	defer fault.Catch(&err)
	defer func() { r.active = nil }()
	r.root.run = r
	r.active = &r.root
	r.active.body(m)
	return nil
}
