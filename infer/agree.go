package infer

import (
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// agree refuses a guide and a model that do not describe the same latents: an ELBO of them would be a number, and wrong.
func (p *particle) agree() error {
	for _, m := range p.model.Sites() {
		if m.Kind != ppl.SampleSite {
			continue
		}
		g := p.guide.Site(m.Name)
		switch {
		case m.HasObs && m.Latent():
			return mismatch(m.Name, "Obs(nil) leaves it unobserved; that is for Run and Predict, inference needs the data")
		case g == nil && m.Latent():
			return mismatch(m.Name, "the model has this latent and the guide does not; add a Sample of that name to the guide, or Block it in the model")
		case g != nil && g.Kind == ppl.SampleSite && m.Latent() && g.Latent():
			if err := sameSite(g, m); err != nil {
				return err
			}
		}
	}
	for _, g := range p.guide.Sites() {
		if g.Kind != ppl.SampleSite {
			continue
		}
		m := p.model.Site(g.Name)
		switch {
		case g.Observed || g.Intervened:
			return mismatch(g.Name, "the guide observes it; observations belong to the model")
		case g.Auxiliary && m != nil:
			return mismatch(g.Name, "the guide calls it Auxiliary, and the model has it too; give one of them another name")
		case g.Auxiliary:
		case m == nil || m.Kind != ppl.SampleSite:
			return mismatch(g.Name, "the guide samples it and the model has no such latent; if it only helps the guide, mark it Auxiliary")
		case m.Observed || m.Intervened:
			return mismatch(g.Name, "the guide samples it and the model observes it; a guide has the latents only")
		}
	}
	return nil
}

// sameSite compares what guide and model say of one latent.
func sameSite(g, m *ppl.Site) error {
	if ge, me := g.Dist.EventShape(), m.Dist.EventShape(); len(ge) != len(me) {
		return mismatch(g.Name, "the guide draws it with %d event dimensions %v, the model with %d %v; ToEvent makes batch dimensions part of the event", len(ge), []int(ge), len(me), []int(me))
	}
	gp, mp := byName(g.Plates), byName(m.Plates)
	for name, f := range mp {
		o := gp[name]
		switch {
		case o == nil:
			return mismatch(g.Name, "in the model it is in plate %q, in the guide it is not", name)
		case o.Size != f.Size || o.Dim != f.Dim || o.Batch != f.Batch:
			return mismatch(g.Name, "plate %q has %d of %d rows at dimension %d in the guide, %d of %d at %d in the model", name, o.Batch, o.Size, o.Dim, f.Batch, f.Size, f.Dim)
		case !slices.Equal(o.Indices, f.Indices):
			return mismatch(g.Name, "plate %q looks at rows %v in the guide and %v in the model", name, head(o.Indices), head(f.Indices))
		}
	}
	for name := range gp {
		if mp[name] == nil {
			return mismatch(g.Name, "in the guide it is in plate %q, in the model it is not", name)
		}
	}
	if g.Scale != m.Scale {
		return mismatch(g.Name, "its scale is %v in the guide and %v in the model; wrap both in the same Scale", g.Scale, m.Scale)
	}
	if !sameMask(g.Mask, m.Mask) {
		return mismatch(g.Name, "its mask differs between guide and model; wrap both in the same Mask")
	}
	return nil
}

func byName(frames []*ppl.Frame) map[string]*ppl.Frame {
	m := make(map[string]*ppl.Frame, len(frames))
	for _, f := range frames {
		m[f.Name] = f
	}
	return m
}

func sameMask(a, b *tensor.Tensor) bool {
	if a == b {
		return true
	}
	return a != nil && b != nil && a.Shape().Equal(b.Shape()) && slices.Equal(a.Detach().Float64s(), b.Detach().Float64s())
}

// head is the beginning of a list of rows.
func head(rows []int) string {
	const most = 5
	if len(rows) <= most {
		return fmt.Sprint(rows)
	}
	return fmt.Sprintf("%v and %d more", rows[:most], len(rows)-most)
}

// MismatchError is a guide and a model that do not agree about a site.
type MismatchError struct {
	Site   string
	Detail string
}

func (e *MismatchError) Error() string { return fmt.Sprintf("infer: site %q: %s", e.Site, e.Detail) }

func mismatch(site, format string, args ...any) error {
	return &MismatchError{site, fmt.Sprintf(format, args...)}
}
