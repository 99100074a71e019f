package dist

import "github.com/credence-ppl/credence/tensor"

// KL is the divergence Σ q log (q/p) from q to p, for pairs that have a closed form; ok is false for others. Its shape is the batch of q and p together. It
// is +Inf where q has mass and p has none, exactly 0 where the parameters are the same, and without cancellation where they nearly are.
func KL(q, p Distribution) (kl *tensor.Tensor, ok bool) { return divergence(q, p, nil) }

// KLSum is scale · Σ KL(q, p) over the elements where mask is not 0, a scalar. A nil mask excludes nothing.
func KLSum(q, p Distribution, mask *tensor.Tensor, scale float64) (kl *tensor.Tensor, ok bool) {
	if i, j, ok := independents(q, p); ok {
		return KLSum(i.base, j.base, i.spread(mask), scale)
	}
	if u, v, ok := univariates(q, p); ok {
		batch, operands := klOperands(u, v)
		return u.family.kl.applySum(batch, mask, scale, operands[0], operands[1:]...), true
	}
	kl, ok = divergence(q, p, mask)
	if !ok {
		return nil, false
	}
	return tensor.Mul(kl.Sum(), scale), true
}

// divergence is KL with 0 where mask is 0.
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
	if u, v, ok := univariates(q, p); ok {
		batch, operands := klOperands(u, v)
		return u.family.kl.apply(batch, mask, operands[0], operands[1:]...), true
	}
	if d, ok := q.(*DeltaDist); ok {
		return klDelta(d, p, mask), true
	}
	return nil, false
}

// independents are q and p if both have the same dimensions turned into events.
func independents(q, p Distribution) (i, j *IndependentDist, ok bool) {
	i, first := q.(*IndependentDist)
	j, second := p.(*IndependentDist)
	return i, j, first && second && i.dims == j.dims
}

// univariates are q and p if they belong to one family with a closed form.
func univariates(q, p Distribution) (u, v *univariate, ok bool) {
	a, first := q.(interface{ self() *univariate })
	b, second := p.(interface{ self() *univariate })
	if !first || !second {
		return nil, nil, false
	}
	u, v = a.self(), b.self()
	return u, v, u.family == v.family && u.family.kl != nil
}

// klOperands are the common batch and both sets of parameters.
func klOperands(q, p *univariate) (tensor.Shape, []*tensor.Tensor) {
	batch, ok := tensor.BroadcastShapes(q.batch, p.batch)
	if !ok {
		fail("KL", "%s of batch shape %v and %s of batch shape %v do not broadcast", q.family.name, []int(q.batch), p.family.name, []int(p.batch))
	}
	return batch, append(append([]*tensor.Tensor(nil), q.params...), p.params...)
}

// klDelta is the log-density of the point less p's there.
func klDelta(q *DeltaDist, p Distribution, mask *tensor.Tensor) *tensor.Tensor {
	kl := tensor.Sub(q.logDensity, MaskedLogProb(p, q.v, mask))
	if mask == nil {
		return kl
	}
	return tensor.Where(mask, kl, 0)
}
