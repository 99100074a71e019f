package infer

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// MeanFieldELBO is TraceELBO with the Kullback–Leibler divergence from guide to model in closed form wherever there is one,
//
//	ELBO = E_q[log p(x | z)] - Σ_i E_q[KL(q(z_i) ‖ p(z_i))],
//
// so that the divergence itself adds no sampling noise. The closed form holds for a latent if all latents before it in the model come before it in the guide, too; the others, and those
// without a closed form, are sampled.
type MeanFieldELBO struct {
	Particles int // draws of the guide per step that are averaged; 0 means 1
}

func (e MeanFieldELBO) particles() int { return max(1, e.Particles) }

func (MeanFieldELBO) terms(p *particle) []term {
	position := make(map[string]int, len(p.latents))
	for i, s := range p.latents {
		position[s.Name] = i
	}
	var terms []term
	closed := map[string]bool{}
	last := -1 // the guide's position of the latest latent that the model has met
	for _, m := range p.model.Sites() {
		if !m.LogWeighted() {
			continue
		}
		if i, ok := position[m.Name]; ok && m.Latent() {
			inOrder := i > last
			last = max(last, i)
			if inOrder {
				if t, ok := divergence(p.latents[i], m, i); ok {
					closed[m.Name] = true
					terms = append(terms, t)
					continue
				}
			}
		}
		terms = append(terms, logProb(m, 1, len(p.latents)))
	}
	for i, s := range p.latents {
		if !closed[s.Name] {
			terms = append(terms, logProb(s, -1, i+1))
		}
	}
	return terms
}

// divergence is -KL(q ‖ p) of latent i as a term, if it has a closed form. Given the latents before it, it depends on no other.
func divergence(q, p *ppl.Site, i int) (term, bool) {
	sum, ok := dist.KLSum(q.Dist, p.Dist, p.Mask, p.Scale)
	if !ok {
		return term{}, false
	}
	return term{site: p.Name, plates: p.Plates, upto: i,
		sum: func() *tensor.Tensor { return sum.Neg() },
		batch: func() *tensor.Tensor {
			kl, _ := dist.KL(q.Dist, p.Dist)
			if p.Mask != nil {
				kl = tensor.Where(p.Mask, kl, 0.0)
			}
			return tensor.Mul(kl, -p.Scale)
		},
	}, true
}
