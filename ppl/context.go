package ppl

import "github.com/credence-ppl/credence/tensor"

// Context is one link in an immutable chain of handlers and plates over the state of one run. A model gets one, hands
// it to every primitive, and gets an inner one in the body of a plate. Only the innermost context may be used: an outer
// one would bypass the plate. A context serves one run in one goroutine; a model may run in many goroutines at once.
type Context struct {
	run     *run
	outer   *Context
	handler Handler // nil in links that handle nothing

	// What this link and all outside it say of a site. Plates and masks are structure rather than handlers: hiding a site
	// cannot disable them, and they are known before the first handler sees it.
	plates []*Frame       // outermost first
	claims claims         // whose the batch dimensions are
	mask   *tensor.Tensor // nil masks nothing
	suffix string         // what Range appends to names
	scope  *scope         // what Scope puts before them
}

// run is the state that all contexts of one run share.
type run struct {
	rng    *tensor.RNG
	params Params
	full   bool // plates at full size and without scale
	trace  Trace
	root   Context
	active *Context // nil once the run is over
	names  index    // all sites, with those that are hidden from the trace
	room   []Site   // for sites to come
	last   string   // the last site, for errors that happen between sites

	clash bool              // a name was used twice
	lines map[string]string // where names were used first; only a run that follows a clash notes it
}

// apply returns the way of every primitive: s becomes a site of the run and passes outwards through the handlers. It
// returns the value.
func apply(c *Context, s *Site) *tensor.Tensor {
	r := c.innermost(s.Name)
	defer s.locate()
	if s.Name == "" {
		c.fail("a %v has no name; every site needs one", s.Kind)
	}
	s.Name += c.suffix
	s.run, s.scope, s.Plates, s.claims, s.Scale = r, c.scope, c.plates, c.claims, 1
	if s.LogWeighted() {
		s.Mask, s.checked = c.mask, c.mask
		for _, f := range c.plates {
			s.Scale *= f.scale
		}
	}
	if shared := r.claim(s); shared != nil {
		return shared.Value
	}
	value := Next{c}.pass(s)
	r.last = s.Name
	return value
}

// site returns room for a site of the run.
func (c *Context) site() *Site {
	if c == nil || c.run == nil {
		return new(Site) // apply refuses it
	}
	r := c.run
	if len(r.room) == 0 {
		r.room = make([]Site, 8)
	}
	s := &r.room[0]
	r.room = r.room[1:]
	return s
}

// innermost returns the run of c, and refuses a context that is not the one to use now. user names the site that uses
// it.
func (c *Context) innermost(user string) *run {
	wrong := "the context is not the innermost one; in the body of a Plate, a Range or a handler use the context that the " +
		"body is given, and after the body the one from before"
	switch {
	case c == nil || c.run == nil:
		wrong = "the context is nil; use the one that Run gives the model"
	case c.run.active == nil:
		wrong = "the run is over, and its context with it; a model that is run again is given a new one"
	case c.run.active == c:
		return c.run
	}
	if user == "" {
		c.fail("%s", wrong)
	}
	panic(&SiteError{Site: user, Detail: wrong})
}

// inner returns a link inside c that says nothing of its own yet.
func (c *Context) inner() *Context {
	c.innermost("")
	inner := *c
	inner.outer, inner.handler = c, nil
	return &inner
}

// enter runs body in an inner context, and leaves c as it was, whatever happens.
func (c *Context) enter(inner *Context, body func(c *Context)) {
	r := c.run
	defer func() { r.active = c }()
	r.active = inner
	inner.body(body)
}

// body runs a model, or the body of a plate, in c.
func (c *Context) body(body func(c *Context)) {
	if body == nil {
		c.fail("the function to run, a model or the body of a plate, is nil")
	}
	body(c)
}
