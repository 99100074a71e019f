package infer

import "cmp"

// TraceELBO estimates the ELBO by log p(x, z) - log q(z) at draws of the guide. It works for every guide: draws with a
// reparameterized sampler are differentiated through (Kingma & Welling 2014), others by the score function.
type TraceELBO struct {
	Particles int // draws of the guide per step that are averaged; 0 means 1
}

// NumParticles returns the number of draws per step.
func (e TraceELBO) NumParticles() int { return cmp.Or(e.Particles, 1) }

// Terms returns the log-probabilities of all sites.
func (TraceELBO) Terms(p *Particle) []Term {
	terms := make([]Term, 0, 2*len(p.latents)+1)
	for t := range p.LogJoint() {
		terms = append(terms, t)
	}
	for t := range p.LogGuide() {
		t.Weight = -1
		terms = append(terms, t)
	}
	return terms
}
