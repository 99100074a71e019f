package infer

import (
	"iter"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// ELBO is an objective of SVI: an estimate of the evidence lower bound
//
//	ELBO = E_q[log p(x, z) - log q(z)] ≤ log p(x),
//
// whose gradient is unbiased. [TraceELBO] and [MeanFieldELBO] implement it.
type ELBO interface {
	// particles is the number of draws of the guide that are averaged in a step.
	particles() int

	// terms are the addends of the ELBO at one draw.
	terms(p *particle) []term
}

// or is n, or the default if n is 0.
func or(n, byDefault int) int {
	if n == 0 {
		return byDefault
	}
	return n
}

// most is how many there can be of anything that a setting counts: draws, chains, particles. More would not fit in memory.
const most = min(1<<31, math.MaxInt/2)

// particle is one draw of the guide, the model run at it, and the ELBO there, term by term.
type particle struct {
	guide, model *ppl.Trace
	latents      []*ppl.Site    // the guide's random choices in its order
	room         [8]*ppl.Site   // for the first of them
	position     map[string]int // in latents
	addends      []term
	values       []*tensor.Tensor // of the addends, scaled and summed
}

// term is one addend of the ELBO: the log-probability of a site, with a sign, or minus the divergence from the guide's
// site to the model's.
type term struct {
	site  *ppl.Site
	sign  float64
	guide *ppl.Site      // nil for a log-probability
	kl    *tensor.Tensor // of a divergence: scaled and summed
	upto  int            // it depends on the first upto latents at most
}

func newParticle(guide, model *ppl.Trace) *particle {
	p := &particle{guide: guide, model: model, position: map[string]int{}}
	p.latents = p.room[:0]
	for name, s := range guide.Sites() {
		if s.Latent() {
			p.position[name] = len(p.latents)
			p.latents = append(p.latents, s)
		}
	}
	return p
}

// modelTerms are the sites of the model that have a log-probability, with the number of latents that the site may
// depend on: a site depends on those that the model has met, and the latest of them in the guide's order counts.
func (p *particle) modelTerms() iter.Seq2[int, *ppl.Site] {
	return func(yield func(int, *ppl.Site) bool) {
		upto := 0
		for name, s := range p.model.Sites() {
			if !s.LogWeighted() {
				continue
			}
			if i, ok := p.position[name]; ok {
				upto = max(upto, i+1)
			}
			if !yield(upto, s) {
				return
			}
		}
	}
}

// logProb is sign times the log-probability of a site as a term.
func logProb(s *ppl.Site, sign float64, upto int) term { return term{site: s, sign: sign, upto: upto} }

// sum is the term scaled and summed.
func (t term) sum() *tensor.Tensor {
	switch {
	case t.guide != nil:
		return t.kl.Neg()
	case t.sign == 1:
		return t.site.LogProbSum()
	default:
		return t.site.LogProbSum().Neg()
	}
}

// batch is the term scaled, by batch element of the site's plates.
func (t term) batch() *tensor.Tensor {
	s := t.site
	if t.guide == nil {
		return tensor.Mul(s.LogProb(), t.sign*s.Scale)
	}
	kl, _ := dist.KL(t.guide.Dist, s.Dist)
	if s.Mask != nil {
		kl = tensor.Where(s.Mask, kl, 0.0)
	}
	return tensor.Mul(kl, -s.Scale)
}

// evaluate works out the terms.
func (p *particle) evaluate(loss ELBO) {
	p.addends = loss.terms(p)
	p.values = make([]*tensor.Tensor, 0, len(p.addends))
	for _, t := range p.addends {
		p.values = append(p.values, t.sum())
	}
}

// surrogate is a scalar whose gradient is an unbiased estimate of the ELBO's; nil if there is nothing to differentiate.
//
// Draws that are differentiable functions of the parameters carry their derivative with them. For a latent z_i that is
// not, the score function gives it (Williams 1992; Ranganath, Gerrish, Blei 2014, equation 5):
//
//	∇ E_q[f] = E_q[f ∇ log q(z_i)],
//
// where of all terms f only those count that z_i can influence: the ones that come with it or after it, and within a
// plate only those of the same row (Schulman et al. 2015, "Gradient estimation using stochastic computation graphs",
// theorem 1). f carries the plates' scale; the score does not, because each row of the batch stands for itself.
func (p *particle) surrogate() *tensor.Tensor {
	var total *tensor.Tensor
	for _, v := range p.values {
		total = plus(total, v)
	}
	for i, z := range p.latents {
		if z.Dist.HasRSample() {
			continue
		}
		var cost *tensor.Tensor
		for _, t := range p.addends {
			if t.upto > i {
				cost = plus(cost, sumOut(t.batch().Detach(), t.site.Plates, z.Plates))
			}
		}
		if cost == nil {
			continue
		}
		// The mask of z does not count, because a latent without a log-probability of its own still influences others.
		// Where it does not, there is no need for a score.
		matters := tensor.Where(cost, 1, 0)
		total = plus(total, dist.MaskedLogProb(z.Dist, z.Value, matters).Mul(cost).Sum())
	}
	return total
}

func plus(a, b *tensor.Tensor) *tensor.Tensor {
	if a == nil {
		return b
	}
	return a.Add(b)
}

// sumOut adds up a cost over the plates that are not among keep, so that it broadcasts against sites within keep.
func sumOut(cost *tensor.Tensor, plates, keep []*ppl.Frame) *tensor.Tensor {
	shape := cost.Shape()
	var dims []int
	for _, f := range plates {
		kept := slices.ContainsFunc(keep, func(k *ppl.Frame) bool { return k.Name == f.Name })
		if d := len(shape) + f.Dim; !kept && d >= 0 {
			dims = append(dims, d)
			shape[d] = 1
		}
	}
	if len(dims) == 0 {
		return cost
	}
	return cost.Sum(dims...).Reshape(shape...)
}
