package ppl

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Context is one link in an immutable chain of handlers and plates over the state of one run. A model gets one, hands it to
// every primitive, and gets an inner one in the body of a plate. Only the innermost active context may be used: an outer one would
// bypass the plate.
type Context struct {
	run     *run
	outer   *Context
	handler Handler  // nil at the root and for plates, which are structure: hiding a site cannot disable them
	plates  []*Frame // enclosing plates, outermost first
	suffix  string   // what Range appends to names
}

// run is what all contexts of one run share.
type run struct {
	rng    *tensor.RNG
	params Params
	full   bool // plates at full size and without scale
	trace  *Trace
	active *Context
	places map[string]uintptr // where each name was used first
	plates map[string]*Frame
	last   string // the last site met, for errors that happen between sites
}

// Handler changes what a site means. Handle may change the site before next (set a value, scale, mask), lets the rest of the chain
// see it with next, and may look at the result afterwards. It may be called from one goroutine only, the model's.
//
// A handler that counts or collects keeps its state in the closure of the Model it makes, so that every run has its own:
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

// Next is the rest of the chain: the outer handlers, and at its end the draw and the trace. A handler calls one of its
// methods exactly once.
type Next struct{ c *Context }

// Apply shows the site to the outer handlers; then, if no one set its value, it is drawn; then it is recorded.
func (n Next) Apply(s *Site) {
	for c := n.c; c != nil; c = c.outer {
		if c.handler != nil {
			c.handler.Handle(s, Next{c.outer})
			return
		}
	}
	s.complete()
	s.run.trace.add(s)
}

// Hide completes the site without the outer handlers or the trace seeing it.
func (n Next) Hide(s *Site) { s.complete() }

// apply is the way of every primitive.
func apply(c *Context, s *Site) *tensor.Tensor {
	r := c.run
	s.run, s.Name, s.Scale = r, s.Name+c.suffix, 1
	if s.Name == "" {
		s.Fail("a site needs a name")
	}
	if r.active != c {
		s.Fail("it uses a context that is not the innermost active one; inside a body use the context that the body was given, and none after the run")
	}
	r.enterName(s)
	r.last = s.Name
	s.Plates = c.plates
	s.prepare()
	Next{c}.Apply(s)
	return s.Value
}

// enter runs body in an inner context.
func (c *Context) enter(inner *Context, body func(c *Context)) {
	r := c.run
	if r.active != c {
		panic(&SiteError{Site: r.last, Between: true, Detail: "a context that is not the innermost active one is used; inside a body use the context that the body was given"})
	}
	r.active = inner
	body(inner)
	r.active = c
}

// inner is c with more to it.
func (c *Context) inner() *Context {
	return &Context{run: c.run, outer: c, plates: c.plates, suffix: c.suffix}
}

// Sample makes another sample site on the way of s, in the same plates; the outer handlers see it. Handlers that express one choice by
// others use it.
func (n Next) Sample(s *Site, name string, d dist.Distribution, opts ...SampleOption) *tensor.Tensor {
	made := &Site{Name: name, Kind: SampleSite, Dist: d}
	for _, o := range opts {
		o(made)
	}
	return n.make(s, made)
}

// Param makes a parameter on the way of s; the outer handlers see it.
func (n Next) Param(s *Site, name string, init func(rng *tensor.RNG) *tensor.Tensor, opts ...ParamOption) *tensor.Tensor {
	made := &Site{Name: name, Kind: ParamSite, Init: init, Constraint: dist.Real}
	for _, o := range opts {
		o(made)
	}
	return n.make(s, made)
}

func (n Next) make(s, made *Site) *tensor.Tensor {
	made.run, made.Scale, made.Plates = s.run, 1, s.Plates
	s.run.enterName(made)
	made.prepare()
	n.Apply(made)
	return made.Value
}
