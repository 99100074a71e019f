package infer

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/internal/words"
	"github.com/credence-ppl/credence/ppl"
)

// MismatchError reports that a guide and a model do not agree about a site.
type MismatchError struct {
	Site   string
	Detail string // what guide and model say, and what to do
}

func (e *MismatchError) Error() string { return fmt.Sprintf("infer: site %q: %s", e.Site, e.Detail) }

func mismatch(site, format string, args ...any) error {
	return &MismatchError{site, fmt.Sprintf(format, args...)}
}

// agree refuses a guide and a model that do not describe the same latents: an ELBO of them would be a number, and
// wrong.
func (p *Particle) agree() error {
	for _, m := range p.Model.Sites() {
		if !m.Latent() {
			continue
		}
		if err := agreeLatent(p.Guide.Site(m.Name), m); err != nil {
			return err
		}
	}
	for _, g := range p.Guide.Sites() {
		if g.Kind != ppl.SampleSite {
			continue
		}
		if err := agreeGuide(g, p.Model.Site(g.Name)); err != nil {
			return err
		}
	}
	return nil
}

// agreeLatent compares a latent of the model with the guide's site of that name, if there is one.
func agreeLatent(g, m *ppl.Site) error {
	switch {
	case m.Role() == ppl.MissingRole:
		return mismatch(m.Name, "Obs has no data for it; that is for Run and Predict, inference needs the data")
	case g == nil:
		return mismatch(m.Name, "the model has this latent and the guide does not; add a Sample of that name to the guide, or Block it in the model")
	case !g.Latent():
		return nil // agreeGuide refuses it
	case g.Value != m.Value:
		return mismatch(m.Name, "the model does not use the guide's value for it but sets another, by Substitute perhaps; Condition or Do make a site no latent")
	}
	return sameSite(g, m)
}

// agreeGuide compares a random choice of the guide with the model's site of that name, if there is one.
func agreeGuide(g, m *ppl.Site) error {
	switch {
	case !g.Latent():
		return mismatch(g.Name, "the guide sets its value; observations and interventions belong to the model")
	case g.Role() == ppl.AuxiliaryRole && m != nil:
		return mismatch(g.Name, "the guide calls it Auxiliary, and the model has it too; give one of them another name")
	case g.Role() == ppl.AuxiliaryRole:
		return nil
	case m == nil:
		return mismatch(g.Name, "the guide samples it and the model has no such latent; if it only helps the guide, mark it Auxiliary")
	case m.Observed:
		return mismatch(g.Name, "the guide samples it and the model observes it; a guide has the latents only")
	case m.Role() == ppl.IntervenedRole:
		return mismatch(g.Name, "the guide samples it and the model sets it by Do; a guide has the latents only")
	}
	return nil
}

// sameSite compares what guide and model say of one latent.
func sameSite(g, m *ppl.Site) error {
	// One value fits both, so that the events have as many dimensions if the batches have.
	if len(g.Dist.BatchShape()) != len(m.Dist.BatchShape()) {
		return eventMismatch(g, m)
	}
	if separate(g.Dist) && !m.Dist.Support().Discrete() {
		return mismatch(g.Name, "the guide draws it from %v, which is discrete, and in the model it has a density, under %v; let the guide draw it from a continuous distribution, or from Delta", g.Dist, m.Dist)
	}
	for _, mf := range m.Plates {
		if err := samePlate(g.Name, frame(g, mf.Name), mf); err != nil {
			return err
		}
	}
	for _, gf := range g.Plates {
		if frame(m, gf.Name) == nil {
			return mismatch(g.Name, "in the guide it is in plate %q, in the model it is not", gf.Name)
		}
	}
	// The factors of a scale may have been multiplied in another order.
	if math.Abs(g.Scale-m.Scale) > 1e-12*m.Scale {
		return mismatch(g.Name, "its scale is %v in the guide and %v in the model; wrap both in the same Scale", g.Scale, m.Scale)
	}
	if !raw.SameMask(g.Mask, m.Mask) {
		return mismatch(g.Name, "its mask differs between guide and model; wrap both in the same Mask")
	}
	return nil
}

// eventMismatch tells a user whose guide and model have other events for one latent, so that one of them has plates
// that are a part of the event in the other.
func eventMismatch(g, m *ppl.Site) error {
	ge, me := g.Dist.EventShape(), m.Dist.EventShape()
	cure := fmt.Sprintf("ToEvent(%d) in the guide makes batch dimensions part of the event, as they are in the model", len(me))
	if len(ge) > len(me) {
		var plates []string
		for _, f := range m.Plates {
			if frame(g, f.Name) == nil {
				plates = append(plates, f.Name)
			}
		}
		cure = fmt.Sprintf("take ToEvent out of the guide, and draw it inside the model's plate %s there, too", words.Names(plates))
	}
	return mismatch(g.Name, "the guide draws it as events of shape %v, the model as events of shape %v; %s", []int(ge), []int(me), cure)
}

// separate reports whether a distribution has probabilities of separate values, not a density. A point mass that moves
// with its parameters counts as a density, of a guide that looks for a mode.
func separate(d dist.Distribution) bool { return !d.HasRSample() && d.Support().Discrete() }

// frame returns the plate of that name around a site, nil if there is none.
func frame(s *ppl.Site, name string) *ppl.Frame {
	i := slices.IndexFunc(s.Plates, func(f *ppl.Frame) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return s.Plates[i]
}

func samePlate(site string, g, m *ppl.Frame) error {
	switch {
	case g == nil:
		return mismatch(site, "in the model it is in plate %q, in the guide it is not", m.Name)
	case g.Size != m.Size || g.Dim != m.Dim:
		return mismatch(site, "plate %q has %d rows at dimension %d in the guide, %d at %d in the model", m.Name, g.Size, g.Dim, m.Size, m.Dim)
	case !slices.Equal(g.Indices, m.Indices):
		return mismatch(site, "plate %q looks at %s in the guide and %s in the model; give both the same option", m.Name, looksAt(g), looksAt(m))
	}
	return nil
}

// looksAt says which rows a plate looks at.
func looksAt(f *ppl.Frame) string {
	if f.Indices == nil {
		return "rows that it does not name"
	}
	return "rows " + words.Rows(f.Indices)
}
