package infer

// TraceELBO estimates the ELBO by log p(x, z) - log q(z) at draws of the guide. It works for every guide: draws with a
// reparameterized sampler are differentiated through (Kingma & Welling 2014), others by the score function.
type TraceELBO struct {
	Particles int // draws of the guide per step that are averaged; 0 means 1
}

func (e TraceELBO) particles() int { return or(e.Particles, 1) }

func (TraceELBO) terms(p *particle) []term {
	terms := make([]term, 0, 2*len(p.latents)+1)
	for upto, s := range p.modelTerms() {
		terms = append(terms, logProb(s, 1, upto))
	}
	for i, s := range p.latents {
		terms = append(terms, logProb(s, -1, i+1))
	}
	return terms
}
