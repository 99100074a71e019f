package disttest

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// fused checks that densities computed in one pass are the others.
func (c *check) fused() {
	x := c.few(20)
	lp := c.d.LogProb(x)
	mask := c.mask(20)
	c.near("MaskedLogProb without a mask", dist.MaskedLogProb(c.d, x, nil), lp, 1e-12)
	c.near("MaskedLogProb", dist.MaskedLogProb(c.d, x, mask), tensor.Where(mask, lp, 0), 1e-12)
	c.near("LogProbSum", dist.LogProbSum(c.d, x, nil, 2.5), tensor.Mul(lp.Sum(), 2.5), 1e-10)
	c.near("LogProbSum with a mask", dist.LogProbSum(c.d, x, mask, 2.5), tensor.Mul(tensor.Where(mask, lp, 0).Sum(), 2.5), 1e-10)

	_, want := c.grads(func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor {
		return tensor.Mul(tensor.Where(mask, d.LogProb(x), 0).Sum(), 2.5)
	}, x)
	for name, f := range map[string]function{
		"MaskedLogProb": func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor {
			return tensor.Mul(dist.MaskedLogProb(d, x, mask).Sum(), 2.5)
		},
		"LogProbSum": func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor {
			return dist.LogProbSum(d, x, mask, 2.5)
		},
	} {
		_, got := c.grads(f, x)
		for i := range want {
			c.near("derivative of "+name+" by "+input(i), got[i], want[i], 1e-10)
		}
	}
}

// mask is some of n draws of the batch.
func (c *check) mask(n int) *tensor.Tensor {
	shape := tensor.Join(tensor.Shape{n}, c.batch)
	return tensor.Less(c.rng("mask").Uniform(shape...), 0.6)
}

// masked puts NaN where the mask is 0: in values, and for distributions that are Fused in parameters, too. Neither value nor derivative may
// notice.
func (c *check) masked() {
	x := c.few(6)
	mask := c.mask(6)
	wide := unsqueeze(mask, len(c.event))
	sum := func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor { return dist.LogProbSum(d, x, mask, 1) }
	want, wantGrads := c.grads(sum, x)
	got, grads := c.grads(sum, tensor.Where(wide, x, math.NaN()))
	c.near("LogProbSum with masked NaN in the value", got, want, 1e-12)
	for i := range grads {
		c.near("derivative of LogProbSum with masked NaN in the value by "+input(i), grads[i], tensor.Where(tensor.Scalar(1), wantGrads[i], 0), 1e-12)
	}
	if _, ok := c.d.(dist.Fused); !ok {
		return
	}
	for i, p := range c.params {
		extra := p.Rank() - len(c.batch)
		if extra < 0 {
			extra = 0
		}
		// A copy for each draw, NaN where it is masked.
		shape := tensor.Join(mask.Shape(), p.Shape()[p.Rank()-extra:])
		spoilt := tensor.Where(unsqueeze(mask, extra), p.Expand(shape...), math.NaN())
		whole := p.Expand(shape...)
		want, wantGrads := c.gradsAt(sum, x, with(c.params, i, whole))
		got, grads := c.gradsAt(sum, x, with(c.params, i, spoilt))
		c.near("LogProbSum with masked NaN in "+input(i+1), got, want, 1e-12)
		for j := range grads {
			c.near("derivative of LogProbSum with masked NaN in "+input(i+1)+" by "+input(j), grads[j], wantGrads[j], 1e-12)
		}
		if err := dist.CheckParams(c.build(with(c.params, i, spoilt)...), mask); err != nil {
			c.errorf("CheckParams does not excuse masked NaN in %s: %v", input(i+1), err)
		}
	}
}

func unsqueeze(t *tensor.Tensor, n int) *tensor.Tensor {
	return t.Reshape(tensor.Join(t.Shape(), ones(n))...)
}
