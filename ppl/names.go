package ppl

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/credence-ppl/credence/internal/words"
)

// This file is about names: one name stands for one site.

// checkName refuses names that would not come back from a file.
func (s *Site) checkName() {
	switch {
	case s.Name == "":
		s.Fail("a %v has no name; every site needs one", s.Kind)
	case !utf8.ValidString(s.Name):
		s.Fail("the name of a %v is not valid UTF-8, and files hold text; convert it to UTF-8", s.Kind)
	}
}

// claim enters the name of a site, which must be new in the run. For a parameter that says Shared it returns the site
// that has the name already.
func (r *run) claim(s *Site) (shared *Site) {
	s.checkName()
	name := s.fullName()
	first := r.names.find(name)
	if first == nil {
		r.names.add(name, s)
		if r.lines != nil {
			r.lines[name] = line()
		}
		return nil
	}
	switch {
	case s.Kind != ParamSite || first.Init == nil:
		r.failTwice(first, s, "a name stands for one site; in a loop, Range numbers the names, and Scope gives a model that is used twice names of its own")
	case !s.shared || !first.done:
		r.failTwice(first, s, "a parameter that is meant to be used twice says Shared() each further time")
	case s.Constraint.String() != first.Constraint.String():
		r.failTwice(first, s, fmt.Sprintf("the parameter is %v first and %v then; say the same Constrained each time",
			first.Constraint, s.Constraint))
	}
	return first
}

func (r *run) failTwice(first, second *Site, cure string) {
	r.clash = true
	second.Fail("the name is used twice, by a %v at %s and by a %v at %s; %s",
		first.Kind, cmp.Or(r.lines[second.fullName()], "an earlier line"), second.Kind, line(), cure)
}

// line returns dir/file:line of the statement that is being run: the innermost one outside the library.
func line() string {
	pc := make([]uintptr, 64)
	frames := runtime.CallersFrames(pc[:runtime.Callers(1, pc)])
	for {
		f, more := frames.Next()
		if !more || !inLibrary(f.Function) {
			return fmt.Sprintf("%s/%s:%d", path.Base(path.Dir(f.File)), path.Base(f.File), f.Line)
		}
	}
}

func inLibrary(function string) bool {
	inside, ok := strings.CutPrefix(function, "github.com/credence-ppl/credence/")
	pkg, _, _ := strings.Cut(inside, ".")
	return ok && slices.Contains([]string{"ppl", "nn", "infer"}, pkg)
}

// onlyNamed handles the sites whose names are keys; all others pass. Keys that the run does not meet are an error: a
// misspelled name would leave the model unchanged in silence.
func onlyNamed[V any](handler string, m Model, keys map[string]V, handle HandlerFunc) Model {
	return func(c *Context) {
		met := make(map[string]bool, len(keys))
		var seen []string
		WithHandler(m, HandlerFunc(func(s *Site, next Next) {
			if s.Kind != PlateSite {
				seen = append(seen, s.Name)
			}
			if _, ok := keys[s.Name]; !ok {
				next.Apply(s)
				return
			}
			met[s.Name] = true
			handle(s, next)
		}))(c)
		for _, name := range slices.Sorted(maps.Keys(keys)) {
			if !met[name] {
				(&Site{Name: name}).Fail("%s names it, and the model has no such site; it has %s", handler, words.Names(seen))
			}
		}
	}
}

// onlySites does as onlyNamed, for a list of names, which must not be empty.
func onlySites(handler string, m Model, names []string, handle HandlerFunc) Model {
	keys := make(map[string]bool, len(names))
	for _, n := range names {
		keys[n] = true
	}
	named := onlyNamed(handler, m, keys, handle)
	return func(c *Context) {
		if len(names) == 0 {
			c.fail("%s names no site; say which it is for", handler)
		}
		named(c)
	}
}
