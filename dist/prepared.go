package dist

import "github.com/credence-ppl/credence/tensor"

// unmasked reports whether a call is one in Float64 whose mask lets everything through in every replay.
func unmasked(k *tensor.Call) bool {
	mask := &k.In[len(k.In)-1]
	return k.DType == tensor.Float64 && mask.Stored() == 1 && !mask.Varies() && tensor.Values[float64](mask)[0] != 0
}

// prepareEach prepares values, unless kernels make them.
func (p *pointwise) prepareEach(k *tensor.Call) (forward, vjp func()) {
	if d := denseFor[float64](p, k); d != nil && d.each != nil {
		return nil, nil
	}
	return p.formula.replayEach(k)
}

// prepareTotal prepares a sum by its formula.
func (p *pointwise) prepareTotal(k *tensor.Call) (forward, vjp func()) {
	sum, derive := p.formulaReplay(k)
	if sum == nil {
		return nil, nil
	}
	out, g, of := tensor.Values[float64](&k.Out), tensor.Grad[float64](&k.Out), k.Attr.(extent)
	forward = func() { out[0] = of.scale * (sum() + of.plus) }
	if g != nil && derive != nil {
		vjp = func() { derive(of.scale * g[0]) }
	}
	return forward, vjp
}
