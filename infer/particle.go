package infer

import (
	"fmt"
	"iter"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Particle is one draw of the guide, and the model run at it.
type Particle struct {
	Guide, Model *ppl.Trace

	latents  []*ppl.Site    // the guide's random choices in its order
	room     [8]*ppl.Site   // for the first of them
	position map[string]int // in latents
	addends  []Term
	values   []*tensor.Tensor // of the addends, scaled and summed
}

// Term is one addend of an objective: the log-probability of a site, or minus the divergence from the guide's site to
// the model's, by Weight.
type Term struct {
	Site   *ppl.Site // that the term is reported for
	Weight float64

	of    *Particle      // whose methods made it
	guide *ppl.Site      // nil for a log-probability
	kl    *tensor.Tensor // of a divergence: scaled and summed
	upto  int            // it depends on the first upto latents at most
}

func newParticle(guide, model *ppl.Trace) *Particle {
	p := &Particle{Guide: guide, Model: model, position: map[string]int{}}
	p.latents = p.room[:0]
	for name, s := range guide.Sites() {
		if s.Latent() {
			p.position[name] = len(p.latents)
			p.latents = append(p.latents, s)
		}
	}
	return p
}

// LogJoint returns log p(x, z) as terms of weight 1: those of the model's latents, what it observes and its factors, in
// its order.
//
// A site may depend on all latents that the model has met, and the latest of them in the guide's order counts: what
// comes later in the guide gets no credit for the term by the score function.
func (p *Particle) LogJoint() iter.Seq[Term] {
	return func(yield func(Term) bool) {
		upto := 0
		for name, s := range p.Model.Sites() {
			if !s.LogWeighted() {
				continue
			}
			if i, ok := p.position[name]; ok {
				upto = max(upto, i+1)
			}
			if !yield(Term{Site: s, Weight: 1, of: p, upto: upto}) {
				return
			}
		}
	}
}

// LogGuide returns log q(z) as terms of weight 1, in the guide's order. They include its auxiliary sites. An ELBO has
// them with weight -1.
func (p *Particle) LogGuide() iter.Seq[Term] {
	return func(yield func(Term) bool) {
		for i, s := range p.latents {
			if !yield(Term{Site: s, Weight: 1, of: p, upto: i + 1}) {
				return
			}
		}
	}
}

// Divergence returns, for a latent's term of LogJoint, minus the divergence KL(q(z) ‖ p(z)) as a term of weight 1. It
// stands for log p(z) - log q(z), the term of that name in LogGuide. ok is false where there is no closed form, or
// where the model has met a latent that comes after z in the guide, so that the closed form would be wrong, and for all
// other terms.
func (p *Particle) Divergence(t Term) (kl Term, ok bool) {
	if t.of != p || t.guide != nil {
		return Term{}, false
	}
	i, ok := p.position[t.Site.Name]
	if !ok || t.upto != i+1 || t.Site == p.latents[i] {
		return Term{}, false
	}
	sum, ok := dist.KLSum(p.latents[i].Dist, t.Site.Dist, t.Site.Mask, t.Site.Scale)
	return Term{Site: t.Site, Weight: 1, of: p, guide: p.latents[i], kl: sum, upto: i}, ok
}

// sum returns the term scaled and summed.
func (t Term) sum() *tensor.Tensor {
	value := t.kl
	weight := -t.Weight
	if t.guide == nil {
		value, weight = t.Site.LogProbSum(), t.Weight
	}
	switch weight {
	case 1:
		return value
	case -1:
		return value.Neg()
	}
	return tensor.Mul(value, weight)
}

// batch returns the term scaled, by batch element of the site's plates.
func (t Term) batch() *tensor.Tensor {
	s := t.Site
	if t.guide == nil {
		return tensor.Mul(s.LogProb(), t.Weight*s.Scale)
	}
	kl, _ := dist.KL(t.guide.Dist, s.Dist)
	if s.Mask != nil {
		kl = tensor.Where(s.Mask, kl, 0.0)
	}
	return tensor.Mul(kl, -t.Weight*s.Scale)
}

// evaluate works out the terms.
func (p *Particle) evaluate(loss ELBO) {
	p.addends = loss.Terms(p)
	p.values = make([]*tensor.Tensor, 0, len(p.addends))
	for _, t := range p.addends {
		if t.of != p {
			panic(modelError{fmt.Errorf("infer: %T has a term that is none of the particle's; its LogJoint, LogGuide and Divergence make terms, and those of one particle serve no other", loss)})
		}
		p.values = append(p.values, t.sum())
	}
}

// total returns the sum of all terms.
func (p *Particle) total() float64 {
	total := 0.0
	for _, v := range p.values {
		total += scalar(v)
	}
	return total
}
