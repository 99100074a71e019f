package dist

import (
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// KL returns the divergence Σ q log (q/p) from q to p, for pairs that have a closed form; ok is false for others,
// unless [RegisterKL] gives them one. Its shape is the batch of q and p together. It is +Inf where q has mass and p has
// none, exactly 0 where the parameters are the same, and without cancellation where they nearly are. For
// MultivariateNormal given by covariances or precisions, rounding of the Cholesky factors limits the accuracy near 0.
func KL(q, p Distribution) (kl *tensor.Tensor, ok bool) { return divergence(q, p, nil) }

// KLSum returns scale · Σ KL(q, p) over the elements where mask is not 0, a scalar. A nil mask excludes nothing.
func KLSum(q, p Distribution, mask *tensor.Tensor, scale float64) (kl *tensor.Tensor, ok bool) {
	if i, j, ok := independents(q, p); ok {
		return KLSum(i.base, j.base, i.spread(mask), scale)
	}
	if form, ok := pairs.find(q, p); ok && form.sum != nil {
		return form.sum(q, p, mask, scale), true
	}
	kl, ok = divergence(q, p, mask)
	if !ok {
		return nil, false
	}
	return scaledSum(kl, scale), true
}

// divergence returns KL with 0 where mask is 0.
func divergence(q, p Distribution, mask *tensor.Tensor) (kl *tensor.Tensor, ok bool) {
	if !q.EventShape().Equal(p.EventShape()) {
		return nil, false
	}
	if i, j, ok := independents(q, p); ok {
		kl, ok := divergence(i.base, j.base, i.spread(mask))
		if !ok {
			return nil, false
		}
		return sumLast(kl, i.dims), true
	}
	if form, ok := pairs.find(q, p); ok {
		kl = form.each(q, p, mask)
		return kl, kl != nil
	}
	switch q := q.(type) {
	case *MaskedDist:
		if p, ok := p.(*MaskedDist); ok && raw.SameMask(q.mask, p.mask) { // only then is it one
			return divergence(q.base, p.base, both(mask, q.mask))
		}
	case *ExpandedDist:
		return klExpanded(q, p, q.base, unexpanded(p), mask)
	}
	if p, ok := p.(*ExpandedDist); ok {
		return klExpanded(q, p, q, p.base, mask)
	}
	return nil, false
}

// independents returns q and p if both have the same dimensions turned into events.
func independents(q, p Distribution) (i, j *IndependentDist, ok bool) {
	i, first := q.(*IndependentDist)
	j, second := p.(*IndependentDist)
	return i, j, first && second && i.dims == j.dims
}

func commonBatch(q, p Distribution) tensor.Shape {
	batch, ok := tensor.BroadcastShapes(q.BatchShape(), p.BatchShape())
	if !ok {
		fail("KL", "%v of batch shape %v and %v of batch shape %v do not broadcast", q, []int(q.BatchShape()), p, []int(p.BatchShape()))
	}
	return batch
}

// klExpanded returns the divergence of the bases, with the batch of q and p.
func klExpanded(q, p, qBase, pBase Distribution, mask *tensor.Tensor) (*tensor.Tensor, bool) {
	kl, ok := divergence(qBase, pBase, mask)
	if !ok {
		return nil, false
	}
	return spreadBatch(kl, q, p), true
}

// spreadBatch makes sure that a divergence counts once for every element of the batch.
func spreadBatch(kl *tensor.Tensor, q, p Distribution) *tensor.Tensor {
	shape, _ := tensor.BroadcastShapes(kl.Shape(), commonBatch(q, p))
	return kl.Expand(shape...)
}

func unexpanded(d Distribution) Distribution {
	if e, ok := d.(*ExpandedDist); ok {
		return e.base
	}
	return d
}
