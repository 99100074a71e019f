package infer

import "cmp"

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

// NumParticles returns the number of draws per step.
func (e MeanFieldELBO) NumParticles() int { return cmp.Or(e.Particles, 1) }

// Terms returns divergences, and the log-probabilities of sites that have none.
func (MeanFieldELBO) Terms(p *Particle) []Term {
	terms := make([]Term, 0, 2*len(p.latents)+1)
	closed := make([]bool, len(p.latents))
	for t := range p.LogJoint() {
		if kl, ok := p.Divergence(t); ok {
			closed[p.position[t.Site.Name]] = true
			t = kl
		}
		terms = append(terms, t)
	}
	for t := range p.LogGuide() {
		if !closed[p.position[t.Site.Name]] {
			t.Weight = -1
			terms = append(terms, t)
		}
	}
	return terms
}
