package infer

import (
	"fmt"
	"maps"
	"slices"

	"github.com/credence-ppl/credence/internal/words"
	"github.com/credence-ppl/credence/ppl"
)

// What speaks against trusting a training.

// fewestRatios is the number of importance ratios from which on their k̂ is worked out.
const fewestRatios = 100

// appendLogRatio appends log p(x, z) - log q(z), unless a batch or a scale makes it that of other data.
func (p *Particle) appendLogRatio(ratios []float64) []float64 {
	total := 0.0
	for t := range p.LogJoint() {
		if t.Site.Scale != 1 {
			return ratios
		}
		total += scalar(t.sum())
	}
	for t := range p.LogGuide() {
		total -= scalar(t.sum())
	}
	return append(ratios, total)
}

// rowsRange is the least and the largest number of rows that a plate had in the steps.
type rowsRange struct{ least, most int }

// noteRows notes how many rows the outermost plates had that looked at all of them.
func (s *SVI[D]) noteRows(model *ppl.Trace) {
	var last *ppl.Frame
	for _, site := range model.Sites() {
		if len(site.Plates) == 0 || site.Plates[0] == last {
			continue
		}
		if last = site.Plates[0]; last.Mode != ppl.AllRows {
			continue
		}
		seen, ok := s.whole[last.Name]
		if !ok {
			seen.least = last.Size
		}
		s.whole[last.Name] = rowsRange{min(seen.least, last.Size), max(seen.most, last.Size)}
	}
}

// warnings returns what the steps have shown.
func (s *SVI[D]) warnings() (warnings []string) {
	warn := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
	if s.step > 0 && len(s.store.order) == 0 {
		warn("there are no parameters, so that the %d steps have changed nothing: ppl.Param makes them in a guide, and AutoNormal makes a guide that has them", s.step)
	}
	var unmoved []string
	for _, p := range s.store.order {
		if p.used > 0 && p.updates == 0 {
			unmoved = append(unmoved, p.name)
		}
	}
	if len(unmoved) > 0 {
		warn("no derivative has reached %s in %d steps, so that training leaves them as they were: look for Detach, and for parameters that nothing depends on", words.Names(unmoved), s.step)
	}
	for _, name := range slices.Sorted(maps.Keys(s.whole)) {
		if seen := s.whole[name]; seen.least < seen.most {
			warn("plate %q had from %d to %d rows in the steps, and took them for all of its rows: if they were mini-batches, its size is the number of all rows, and BatchSize, BatchIndices or SubsampleSize says which it looks at", name, seen.least, seen.most)
		}
	}
	return warnings
}
