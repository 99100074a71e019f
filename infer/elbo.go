package infer

import (
	"slices"

	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// ELBO is an objective of SVI: an estimate of the evidence lower bound
//
//	ELBO = E_q[log p(x, z) - log q(z)] ≤ log p(x),
//
// whose gradient is unbiased. [TraceELBO] and [MeanFieldELBO] implement it.
type ELBO interface {
	particles() int
	terms(p *particle) []term
}

// particle is one draw of the guide, and the model run at it.
type particle struct {
	guide, model *ppl.Trace
	latents      []*ppl.Site // the guide's sample sites in its order
}

// term is one addend of the ELBO.
type term struct {
	site   string
	sum    func() *tensor.Tensor // scaled and summed
	batch  func() *tensor.Tensor // scaled, by batch element of plates
	plates []*ppl.Frame
	upto   int // it depends on the first upto latents at most
}

func newParticle(guide, model *ppl.Trace) *particle {
	p := &particle{guide: guide, model: model}
	for _, s := range guide.Sites() {
		if s.Latent() {
			p.latents = append(p.latents, s)
		}
	}
	return p
}

// logProb is sign times the log-probability of a site as a term.
func logProb(s *ppl.Site, sign float64, upto int) term {
	return term{site: s.Name, plates: s.Plates, upto: upto,
		sum:   func() *tensor.Tensor { return signed(s.LogProbSum(), sign) },
		batch: func() *tensor.Tensor { return tensor.Mul(s.LogProb(), sign*s.Scale) },
	}
}

func signed(t *tensor.Tensor, sign float64) *tensor.Tensor {
	if sign == 1 {
		return t
	}
	return t.Neg()
}

// objective is the particle's ELBO site by site, and a surrogate whose gradient is an unbiased estimate of the ELBO's.
//
// Draws that are differentiable functions of the parameters carry their derivative with them. For a latent z_i that is not, the score
// function gives it (Williams 1992; Ranganath, Gerrish, Blei 2014, equation 5):
//
//	∇ E_q[f] = E_q[f ∇ log q(z_i)],
//
// where of all terms f only those count that z_i can influence: the ones that come with it or after it, and within a plate only those
// of the same row (Schulman et al. 2015, "Gradient estimation using stochastic computation graphs"). f carries the plates' scale; the score does not, because each row of the batch
// stands for itself.
func (p *particle) objective(terms []term) (surrogate *tensor.Tensor, sites []siteValue) {
	for _, t := range terms {
		v := t.sum()
		sites = append(sites, siteValue{t.site, v})
		surrogate = plus(surrogate, v)
	}
	for i, z := range p.latents {
		if z.Dist.HasRSample() {
			continue
		}
		var cost *tensor.Tensor
		for _, t := range terms {
			if t.upto > i {
				cost = plus(cost, sumOut(t.batch().Detach(), t.plates, z.Plates))
			}
		}
		surrogate = plus(surrogate, z.LogProb().Mul(cost).Sum())
	}
	return surrogate, sites
}

type siteValue struct {
	site  string
	value *tensor.Tensor
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
