package ppl

import (
	"fmt"
	"iter"
	"strings"
	"text/tabwriter"

	"github.com/credence-ppl/credence/tensor"
)

// Trace is what one run left: its sites in the order of the program.
type Trace struct {
	order  []*Site
	byName map[string]*Site
}

func newTrace() *Trace { return &Trace{byName: map[string]*Site{}} }

// add records a site.
func (t *Trace) add(s *Site) {
	if t.byName[s.Name] != nil {
		s.Fail("the trace has a site of this name; a handler that renames sites must keep names apart")
	}
	t.order = append(t.order, s)
	t.byName[s.Name] = s
}

// Site is the site of that name, nil if there is none.
func (t *Trace) Site(name string) *Site { return t.byName[name] }

// Value is the value of the site of that name. It panics, listing the names, if there is none.
func (t *Trace) Value(name string) *tensor.Tensor {
	s := t.byName[name]
	if s == nil || s.Kind == PlateSite {
		panic(&SiteError{Site: name, Detail: "the trace has no value of that name; it has " + nameList(t.names())})
	}
	return s.Value
}

// Sites are all sites but plates, in the order of the program.
func (t *Trace) Sites() iter.Seq2[string, *Site] {
	return func(yield func(string, *Site) bool) {
		for _, s := range t.order {
			if s.Kind != PlateSite && !yield(s.Name, s) {
				return
			}
		}
	}
}

// LogProb is the scaled log-probability of all sites together, a scalar.
func (t *Trace) LogProb() *tensor.Tensor {
	var total *tensor.Tensor
	for _, s := range t.order {
		lp := s.LogProbSum()
		switch {
		case lp == nil:
		case total == nil:
			total = lp
		default:
			total = total.Add(lp)
		}
	}
	if total == nil {
		return tensor.Scalar(0)
	}
	return total
}

func (t *Trace) names() []string {
	var names []string
	for name := range t.Sites() {
		names = append(names, name)
	}
	return names
}

// String is a table of the sites and their values.
func (t *Trace) String() string {
	return table(t.order, "site\tdistribution\tvalue", func(s *Site) []string {
		what := s.Kind.String()
		if s.Kind == SampleSite {
			what = s.Dist.String()
		}
		value := s.Value.String()
		switch {
		case s.Observed:
			value += "  observed"
		case s.Intervened:
			value += "  intervened"
		}
		return []string{s.Name, what, value}
	})
}

// Shapes is a table of the sites with their plates, batch and event shapes.
func (t *Trace) Shapes() string { return shapeTable(t.order) }

func shapeTable(sites []*Site) string {
	return table(sites, "site\tplates\tbatch\tevent", func(s *Site) []string {
		batch, event := "", ""
		switch {
		case s.Kind == SampleSite && s.Dist != nil:
			batch, event = shapeText(s.Dist.BatchShape()), shapeText(s.Dist.EventShape())
		case s.Kind == FactorSite:
			batch, event = shapeText(s.Value.Shape()), s.Kind.String()
		case s.Value != nil:
			event = shapeText(s.Value.Shape()) + " " + s.Kind.String()
		}
		return []string{s.Name, plateList(s.Plates), batch, event}
	})
}

// table lays out one row a site under a heading.
func table(sites []*Site, heading string, row func(*Site) []string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, heading)
	for _, s := range sites {
		if s.Kind != PlateSite {
			fmt.Fprintln(w, strings.Join(row(s), "\t"))
		}
	}
	w.Flush()
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n")
}
