package ppl

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Handler changes what a site means. Handle may change the site before next (set a value, a scale, a mask, a
// distribution), passes it on with next, and may look at the result afterwards. It runs in the model's goroutine.
//
// A handler that counts or collects keeps its state in the closure of the Model it makes, so that every run has its
// own:
//
//	func Tempered(m ppl.Model, beta float64) ppl.Model {
//		return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
//			if s.Observed {
//				s.Scale *= beta
//			}
//			next.Apply(s)
//		}))
//	}
type Handler interface {
	Handle(s *Site, next Next)
}

// HandlerFunc is a function as a Handler.
type HandlerFunc func(s *Site, next Next)

// Handle calls f.
func (f HandlerFunc) Handle(s *Site, next Next) { f(s, next) }

// WithHandler returns the model with its sites handled by h, after the handlers that the model has inside.
func WithHandler(m Model, h Handler) Model {
	return func(c *Context) {
		inner := c.inner()
		if f, ok := h.(HandlerFunc); h == nil || ok && f == nil {
			c.fail("WithHandler: the handler is nil")
		}
		inner.handler = h
		c.enter(inner, m)
	}
}

// Next is the rest of the chain: the outer handlers, and at its end the draw and the trace. A handler passes its site
// on with either Apply or Hide, once.
type Next struct{ c *Context }

// Apply shows the site to the outer handlers; then its value is drawn, unless one is set, and the site is recorded.
func (n Next) Apply(s *Site) {
	s.checkMade()
	for c := n.c; c != nil; c = c.outer {
		if c.handler != nil {
			c.handler.Handle(s, Next{c.outer})
			return
		}
	}
	s.complete()
	s.run.trace.record(s)
}

// Hide completes the site without showing it to the outer handlers or recording it in the trace.
func (n Next) Hide(s *Site) {
	s.checkMade()
	s.Name, s.scope = s.fullName(), nil
	s.complete()
}

// Sample makes another sample site on the way of s, in the same plates and with the same scale and mask, and returns
// its value. The outer handlers see it. Handlers that express one choice by others use it.
func (n Next) Sample(s *Site, name string, d dist.Distribution, opts ...SampleOption) *tensor.Tensor {
	s.checkOwn()
	made := n.c.sampleSite(name, d, opts)
	made.Scale, made.Mask, made.checked = s.Scale, s.Mask, s.checked
	return n.insert(s, made)
}

// Param makes a parameter on the way of s and returns its value. The outer handlers see it.
func (n Next) Param(s *Site, name string, init func(rng *tensor.RNG) *tensor.Tensor, opts ...ParamOption) *tensor.Tensor {
	s.checkOwn()
	made := n.c.paramSite(name, init, opts)
	made.Scale = 1
	return n.insert(s, made)
}

// insert makes a site one of the run, in the plates of s, and returns its value.
func (n Next) insert(s, made *Site) *tensor.Tensor {
	made.run, made.scope, made.Plates, made.claims = n.c.run, n.c.scope, s.Plates, s.claims
	defer made.locate()
	if made.Name == "" {
		made.Fail("a %v that a handler makes has no name; every site needs one", made.Kind)
	}
	if shared := n.c.run.claim(made); shared != nil {
		return shared.Value
	}
	return n.pass(made)
}

// checkMade refuses a site that a handler made by hand, or left without a part that it needs.
func (s *Site) checkMade() {
	s.checkOwn()
	switch {
	case s.Kind > PlateSite:
		s.Fail("a handler gave it the kind %v, which there is not", s.Kind)
	case s.Kind == SampleSite && s.Dist == nil:
		s.Fail("a handler took its distribution away; SetDist gives it another one")
	case s.Kind == FactorSite && s.Value == nil:
		s.Fail("a handler took its log-weight away")
	case s.Kind == DeterministicSite && s.Value == nil:
		s.Fail("a handler took its value away, or made it deterministic without one")
	case s.Kind == ParamSite && (s.Init == nil || isNil(s.Constraint)):
		s.Fail("a handler made it a parameter without Init and Constraint; next.Param makes parameters")
	case s.Kind == PlateSite && s.Frame == nil:
		s.Fail("a handler took its rows away, or made it a plate")
	case !(s.Scale >= 0) || math.IsInf(s.Scale, 1):
		s.Fail("a handler gave it the scale %v; it must be finite and not negative", s.Scale)
	case s.role > IntervenedRole || s.role != LatentRole && s.Kind != SampleSite:
		s.Fail("a handler gave a %v the role %v", s.Kind, s.role)
	case s.Observed != s.role.observed():
		s.Fail("a handler set Observed, which follows from the role; SetRole changes that")
	}
}

// checkOwn refuses a site that is not one of a run.
func (s *Site) checkOwn() {
	if s == nil || s.run == nil {
		if s == nil {
			s = new(Site)
		}
		s.Fail("a handler made it; next.Sample and next.Param make sites")
	}
}

// pass checks a new site, sends it through the handlers and returns its value.
func (n Next) pass(s *Site) *tensor.Tensor {
	s.prepare()
	n.Apply(s)
	if !s.done {
		s.Fail("a handler kept it; Handle passes its site on, with either next.Apply or next.Hide")
	}
	return s.Value
}
