package infer

import (
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// surrogate returns a scalar whose gradient is an unbiased estimate of the ELBO's; nil if there is nothing to
// differentiate.
//
// Draws that are differentiable functions of the parameters carry their derivative with them. For a latent z_i that is
// not, the score function gives it (Williams 1992; Ranganath, Gerrish, Blei 2014, equation 5):
//
//	∇ E_q[f] = E_q[f ∇ log q(z_i)],
//
// where of all terms f only those count that z_i can influence: the ones that come with it or after it, and within a
// plate only those of the same row (Schulman et al. 2015, "Gradient estimation using stochastic computation graphs",
// theorem 1). f carries the plates' scale; the score does not, because each row of the batch stands for itself.
func (p *Particle) surrogate() *tensor.Tensor {
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
				cost = plus(cost, sumOut(t.batch().Detach(), t.Site.Plates, z.Plates))
			}
		}
		if cost == nil {
			continue
		}
		// The mask of z does not count, because a latent without a log-probability of its own still influences others.
		// Where it does not, no score is needed.
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
