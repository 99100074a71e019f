package ppl

import (
	"iter"

	"github.com/credence-ppl/credence/internal/words"
	"github.com/credence-ppl/credence/tensor"
)

// Trace holds the sites of one run, in the order of the program.
type Trace struct{ index }

// record adds a site to the trace.
func (t *Trace) record(s *Site) {
	s.checkName() // a handler may have renamed it
	if t.find(s.Name) != nil {
		s.Fail("the trace has a site of this name; a handler that renames sites must keep names apart")
	}
	t.add(s.Name, s)
}

// Site returns the site of that name, nil if there is none.
func (t *Trace) Site(name string) *Site { return t.find(name) }

// Value returns the value of the site of that name. It panics, listing the names, if there is none.
func (t *Trace) Value(name string) *tensor.Tensor {
	s := t.find(name)
	if s == nil || s.Kind == PlateSite {
		panic(&SiteError{Site: name, Detail: "the trace has no value of that name; it has " + words.Names(t.names())})
	}
	return s.Value
}

// Sites iterates over all sites but plates, in the order of the program.
func (t *Trace) Sites() iter.Seq2[string, *Site] {
	return func(yield func(string, *Site) bool) {
		for _, e := range t.entries {
			s := e.site
			if s.Kind != PlateSite && !yield(s.Name, s) {
				return
			}
		}
	}
}

// LogProb returns the scaled log-probability of all sites together, a scalar.
func (t *Trace) LogProb() *tensor.Tensor {
	var few [8]*tensor.Tensor
	terms := few[:0]
	for _, e := range t.entries {
		if lp := e.site.LogProbSum(); lp != nil {
			terms = append(terms, lp)
		}
	}
	return tensor.Total(terms...)
}

func (t *Trace) names() []string {
	var names []string
	for name := range t.Sites() {
		names = append(names, name)
	}
	return names
}
