package dist

import (
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

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

// prepareTotal prepares a sum: by kernels that remember, or by its formula, unless kernels are faster.
func (p *pointwise) prepareTotal(k *tensor.Call) (forward, vjp func()) {
	sum, derive := p.denseReplay(k)
	if sum == nil && (k.Size() <= few || !inKernels(p, k)) {
		sum, derive = p.formulaReplay(k)
	}
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

// inKernels reports whether a sum and its derivatives are left to kernels.
func inKernels(p *pointwise, k *tensor.Call) bool {
	d := denseFor[float64](p, k)
	_, ok := gradsFit[float64](k)
	return k.DType == tensor.Float64 && ok && d != nil && d.sumGrad != nil
}

// denseReplay returns a sum by kernels that remember, or by the formula where that is not finite, and what adds its
// derivatives times a factor; nil if there are none.
func (p *pointwise) denseReplay(k *tensor.Call) (sum func() float64, derive func(factor float64)) {
	if k.Size() > par.Grain || !unmasked(k) {
		return nil, nil
	}
	d := denseFor[float64](p, k)
	if d == nil || d.replay == nil {
		return nil, nil
	}
	total, grad := d.replay(cut(k, tensor.Values[float64], 0, k.Size()))
	ordinary := true
	sum = func() float64 {
		v := total()
		if ordinary = special.Finite(v); ordinary {
			return v
		}
		return formulaTotalOfAll[float64](p.formula, k)
	}
	add, ok := gradsFit[float64](k)
	if !ok {
		return sum, nil
	}
	to := cut(k, tensor.Grad[float64], 0, k.Size())
	return sum, func(factor float64) {
		if ordinary {
			grad(to, factor, add)
			return
		}
		for i := range len(k.In) - 1 {
			if add&(1<<i) == 0 {
				clear(to[i])
			}
		}
		formulaEachVJP(p.formula, k, []float64{factor}, 0, k.Size())
	}
}
