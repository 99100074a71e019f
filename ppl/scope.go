package ppl

import "slices"

// Scope gives the sites of a model names that begin with prefix: "x" becomes "prefix/x", so that one model can stand
// several times in another. Plates and parameters are renamed, too. Sites of the given kinds keep their names: with
// PlateSite, scopes share their plates, and so the rows that a run looks at.
//
//	ppl.Scope(eye, "left", ppl.PlateSite)(c)
//	ppl.Scope(eye, "right", ppl.PlateSite)(c)
//
// Handlers inside see the names of the model, those outside the whole names. In scopes in scopes, the outermost prefix
// is the first. An empty prefix is an error.
func Scope(m Model, prefix string, except ...Kind) Model {
	except = slices.Clone(except)
	return func(c *Context) {
		inner := c.inner()
		if prefix == "" {
			c.fail("Scope has an empty prefix; without Scope, names stay as they are")
		}
		inner.scope = &scope{outer: c.scope, prefix: prefix, except: except}
		inner.handler = inner.scope
		c.enter(inner, m)
	}
}

// scope is a scope around a site, in a chain from the innermost outwards; nil is outside of all.
type scope struct {
	outer  *scope
	prefix string
	except []Kind
}

// Handle renames a site that leaves the scope.
func (sc *scope) Handle(s *Site, next Next) {
	s.checkName() // a handler may have taken it away
	s.Name, s.scope = sc.rename(s.Kind, s.Name), sc.outer
	next.Apply(s)
}

func (sc *scope) rename(kind Kind, name string) string {
	if slices.Contains(sc.except, kind) {
		return name
	}
	return sc.prefix + "/" + name
}

// name returns the name outside all scopes.
func (sc *scope) name(kind Kind, name string) string {
	for ; sc != nil; sc = sc.outer {
		name = sc.rename(kind, name)
	}
	return name
}

// fullName returns the name that the site has at the end of its way.
func (s *Site) fullName() string { return s.scope.name(s.Kind, s.Name) }
