package infer

import (
	"fmt"

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

// checkRows refuses a plate that looks at all of its rows and has another number of them than in the steps before, if a
// latent or a factor outside counts once in each step. So come mini-batches whose plate does not say that they are
// some, and each is fitted as if it was all there is. Where the rows share nothing, they count the same in any batch.
func (s *SVI[D]) checkRows(model *ppl.Trace) error {
	var changed *ppl.Frame
	for _, site := range model.Sites() {
		if f := allRows(site); f != nil && s.changed(f) {
			changed = f
			break
		}
	}
	if changed == nil {
		return nil
	}
	for _, site := range model.Sites() {
		if !(site.Latent() || site.Kind == ppl.FactorSite) || site.Scale != 1 {
			continue
		}
		if f := allRows(site); f == nil || !s.changed(f) {
			return fmt.Errorf("infer: plate %q had %d rows in the steps before and has %d now, and takes them for all of its rows, while site %q counts once in each step: if they are mini-batches, let the plate's size be the number of all rows, and BatchSize, BatchIndices or SubsampleSize say which it looks at; if the data are others now, BatchSize(%d) says that these are all",
				changed.Name, s.rows[changed.Name], changed.Size, site.Name, changed.Size)
		}
	}
	return nil
}

// noteRows notes how many rows the plates had that looked at all of them.
func (s *SVI[D]) noteRows(model *ppl.Trace) {
	for _, site := range model.Sites() {
		if f := allRows(site); f != nil {
			s.rows[f.Name] = f.Size
		}
	}
}

// changed reports whether a plate had another number of rows in the steps before.
func (s *SVI[D]) changed(f *ppl.Frame) bool {
	before, ok := s.rows[f.Name]
	return ok && before != f.Size
}

// allRows returns the outermost plate of a site if it looks at all of its rows without saying so, and nothing scales
// the site.
func allRows(site *ppl.Site) *ppl.Frame {
	if len(site.Plates) == 0 || site.Plates[0].Mode != ppl.AllRows || site.Scale != 1 {
		return nil
	}
	return site.Plates[0]
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
	return warnings
}
