package infer

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
)

// MeanFieldELBO is TraceELBO with the Kullback–Leibler divergence from guide to model in closed form wherever there
// is one,
//
//	ELBO = E_q[log p(x | z)] - Σ_i E_q[KL(q(z_i) ‖ p(z_i))],
//
// so that the divergence itself adds no sampling noise. Both distributions of z_i may depend on other latents; the
// closed form holds if all that come before z_i in the model come before it in the guide, too. The other latents, and
// those without a closed form, are sampled.
type MeanFieldELBO struct {
	Particles int // draws of the guide per step that are averaged; 0 means 1
}

func (e MeanFieldELBO) particles() int { return or(e.Particles, 1) }

func (MeanFieldELBO) terms(p *particle) []term {
	terms := make([]term, 0, 2*len(p.latents)+1)
	closed := make([]bool, len(p.latents))
	for upto, m := range p.modelTerms() {
		// A latent at position i for which upto is i+1 is the guide's latest of all that the model has met.
		if i, ok := p.position[m.Name]; ok && upto == i+1 {
			if t, ok := divergence(p.latents[i], m, i); ok {
				closed[i] = true
				terms = append(terms, t)
				continue
			}
		}
		terms = append(terms, logProb(m, 1, upto))
	}
	for i, s := range p.latents {
		if !closed[i] {
			terms = append(terms, logProb(s, -1, i+1))
		}
	}
	return terms
}

// divergence is -KL(q ‖ p) of latent i as a term, if it has a closed form. It depends on the latents before it only.
func divergence(q, p *ppl.Site, i int) (term, bool) {
	sum, ok := dist.KLSum(q.Dist, p.Dist, p.Mask, p.Scale)
	if !ok {
		return term{}, false
	}
	return term{site: p, guide: q, kl: sum, upto: i}, true
}
