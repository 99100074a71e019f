package graph

import (
	"errors"
	"math"
	"reflect"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// experiment holds the sites of a model at their values and changes one at a time.
type experiment struct {
	model ppl.Model
	rng   *tensor.RNG
	sites []*observation
	held  ppl.Values
	other []ppl.Values // values that sites have in other runs, data not observed
}

// observation is a site in one run.
type observation struct {
	name   string
	kind   ppl.Kind
	role   ppl.Role
	dist   dist.Distribution
	plates []*ppl.Frame
	value  *tensor.Tensor   // that it ended with
	inputs []*tensor.Tensor // what the model gave it: parameters, or what stands for them, and the mask
}

// response says that a site depends on another.
type response struct {
	of, to *observation
	inputs []bool // which inputs respond; nil is unknown
}

const (
	otherRuns = 8
	trials    = 3 // different values that each site is set to
)

func newExperiment(m ppl.Model, seed uint64) (*experiment, error) {
	e := &experiment{model: m, rng: tensor.NewRNG(seed)}
	var err error
	if e.sites, err = e.run(m, e.rng.Split("held"), nil); err != nil {
		return nil, err
	}
	e.held = values(e.sites)
	if e.sites, err = e.run(m, e.rng.Split("held"), e.held); err != nil { // again, as densities are looked at there
		return nil, err
	}
	for i := range otherRuns {
		var other []*observation
		if other, err = e.run(ppl.Uncondition(m), e.rng.Split("other").Split(string(rune('a'+i))), nil); err == nil {
			e.other = append(e.other, values(other))
		}
	}
	if len(e.other) == 0 {
		return nil, err
	}
	return e, nil
}

// values returns the values of what a site can be set to.
func values(sites []*observation) ppl.Values {
	vs := ppl.Values{}
	for _, s := range sites {
		if s.kind != ppl.FactorSite {
			vs[s.name] = s.value
		}
	}
	return vs
}

// run runs a model with values for its sites, and draws others.
func (e *experiment) run(m ppl.Model, rng *tensor.RNG, set ppl.Values) ([]*observation, error) {
	var sites []*observation
	_, err := ppl.RunWith(ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		if s.Kind == ppl.PlateSite {
			next.Apply(s)
			return
		}
		o := &observation{name: s.Name, kind: s.Kind, role: s.Role(), dist: s.Dist, plates: s.Plates}
		o.look(s, e.held[s.Name])
		switch v := set[s.Name]; {
		case v != nil:
			s.Value = v
		case s.Kind == ppl.ParamSite:
			s.Value = moved(s, rng)
		case s.Kind == ppl.SampleSite && (s.Value == nil || set == nil && s.Role() == ppl.IntervenedRole):
			s.Value = draw(s.Dist, rng.Split(s.Name))
		}
		next.Apply(s)
		o.value = s.Value
		sites = append(sites, o)
	})), ppl.RunOptions{RNG: e.rng.Split("rows")})
	return sites, err
}

// look notes what the model gave a site. For distributions whose parameters are not known, the density at a value
// stands for them.
func (o *observation) look(s *ppl.Site, value *tensor.Tensor) {
	params, known := parameters(s.Dist)
	switch {
	case s.Kind == ppl.DeterministicSite || s.Kind == ppl.FactorSite:
		o.inputs = append(o.inputs, s.Value)
	case known:
		o.inputs = append(o.inputs, params...)
	case s.Kind == ppl.SampleSite && value != nil:
		o.inputs = append(o.inputs, s.Dist.LogProb(value))
	}
	o.inputs = append(o.inputs, s.Mask)
}

// parameters returns those of a distribution behind the wrappers that add none.
func parameters(d dist.Distribution) ([]*tensor.Tensor, bool) {
	if p, ok := unwrapped(d).(interface {
		Spec() *dist.Spec
		Params() []*tensor.Tensor
	}); ok {
		return p.Params(), true
	}
	return nil, false
}

func unwrapped(d dist.Distribution) dist.Distribution {
	switch w := d.(type) {
	case *dist.IndependentDist:
		return unwrapped(w.Base())
	case *dist.ExpandedDist:
		return unwrapped(w.Base())
	}
	return d
}

// draw draws from a distribution, or from somewhere in its support if it cannot be drawn from.
func draw(d dist.Distribution, rng *tensor.RNG) (v *tensor.Tensor) {
	if err := attempt(func() { v = d.Sample(rng) }); err != nil {
		v = somewhere(d.Support(), rng, tensor.Zeros(tensor.Join(d.BatchShape(), d.EventShape())...))
	}
	return v
}

func attempt(f func()) (err error) {
	defer fault.Catch(&err)
	f()
	return nil
}

// somewhere returns a random value of a constraint with the shape and element type of like.
func somewhere(c dist.Constraint, rng *tensor.RNG, like *tensor.Tensor) *tensor.Tensor {
	b := c.Bijection()
	return b.Forward(rng.Normal(b.InverseShape(like.Shape()...)...).As(like.DType()))
}

// moved returns another value for a parameter than the one that it starts from, which may be the same in every run.
func moved(s *ppl.Site, rng *tensor.RNG) *tensor.Tensor {
	return somewhere(s.Constraint, rng.Split(s.Name), s.Initial(rng))
}

// responses changes one site at a time, and returns which others respond.
func (e *experiment) responses() []response {
	var all []response
	for _, x := range telling(e.sites) {
		if x.kind == ppl.FactorSite {
			continue
		}
		later := e.sites[slices.Index(e.sites, x)+1:]
		for _, v := range e.others(x) {
			set := ppl.Values{}
			for name, held := range e.held {
				set[name] = held
			}
			set[x.name] = v
			after, err := e.run(e.model, e.rng.Split("held"), set)
			all = append(all, compare(x, later, after, err)...)
		}
	}
	return all
}

// others returns some values of a site in other runs that differ from the one that is held. A value that is computed
// from constants is the same in all runs, and is moved.
func (e *experiment) others(x *observation) []*tensor.Tensor {
	var vs []*tensor.Tensor
	for _, run := range e.other {
		if v := run[x.name]; v != nil && v.Shape().Equal(x.value.Shape()) && !same(v, x.value) && len(vs) < trials {
			vs = append(vs, v)
		}
	}
	if len(vs) == 0 && x.kind == ppl.DeterministicSite {
		noise := e.rng.Split("moved").Split(x.name).NormalLike(x.value)
		vs = append(vs, x.value.Add(noise), x.value.Sub(noise))
	}
	return vs
}

// compare returns which sites of before, all of them after x, respond to a change of x: their inputs differ, a run that
// ended well is without them, or one that did not ended there.
func compare(x *observation, before, after []*observation, err error) []response {
	found := map[string]*observation{}
	for _, y := range after {
		found[y.name] = y
	}
	var wrong *ppl.SiteError
	failed := errors.As(err, &wrong)
	var rs []response
	for _, y := range before {
		now := found[y.name]
		switch {
		case now == nil && failed && (wrong.Site != y.name || wrong.Between):
		case now == nil || len(now.inputs) != len(y.inputs) || reflect.TypeOf(now.dist) != reflect.TypeOf(y.dist):
			rs = append(rs, response{of: x, to: y})
		default:
			inputs := make([]bool, len(y.inputs))
			for i := range inputs {
				inputs[i] = !same(y.inputs[i], now.inputs[i])
			}
			if slices.Contains(inputs, true) {
				rs = append(rs, response{x, y, inputs})
			}
		}
	}
	return rs
}

// same reports whether two tensors have the same shape and numbers.
func same(a, b *tensor.Tensor) bool {
	if a == nil || b == nil {
		return a == b
	}
	if !a.Shape().Equal(b.Shape()) {
		return false
	}
	other := b.Float64s()
	for i, v := range a.Float64s() {
		if w := other[i]; v != w && !(math.IsNaN(v) && math.IsNaN(w)) {
			return false
		}
	}
	return true
}
