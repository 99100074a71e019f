package ppl

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/credence-ppl/credence/tensor"
)

// String returns a table of the sites and their values.
func (t *Trace) String() string {
	return table(t.sites(), "site\tdistribution\tvalue", func(s *Site) []string {
		what := s.Kind.String()
		if s.Kind == SampleSite {
			what = s.Dist.String()
		}
		value := s.Value.String()
		switch {
		case s.Observed:
			value += "  observed"
		case s.role == IntervenedRole:
			value += "  intervened"
		}
		return []string{s.Name, what, value}
	})
}

// Shapes returns a table of the sites with their plates, batch and event shapes.
func (t *Trace) Shapes() string { return shapeTable(t.sites()) }

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
		return []string{s.fullName(), plateText(s.Plates), batch, event}
	})
}

// table lays out a heading and one row for each site.
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

func shapeText(s tensor.Shape) string {
	if len(s) == 0 {
		return "·"
	}
	return strings.Trim(fmt.Sprint([]int(s)), "[]")
}

// plateText returns name[rows]@dimension for each plate, outermost first.
func plateText(plates []*Frame) string {
	var text []string
	for _, f := range plates {
		text = append(text, fmt.Sprintf("%s[%d]@%d", f.Name, f.Batch, f.Dim))
	}
	return strings.Join(text, " ")
}
