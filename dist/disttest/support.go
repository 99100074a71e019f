package disttest

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// support checks that draws are in the support and have a density.
func (c *check) support() {
	s := c.d.Support()
	if s.EventDim() != len(c.event) {
		c.errorf("Support().EventDim() is %d, events have rank %d", s.EventDim(), len(c.event))
	}
	if index, ok := s.Check(c.sample); !ok {
		c.errorf("the draw %v is not in the support (%v)", c.sample.At(index...), s)
	}
	for i, lp := range c.d.LogProb(c.sample).Float64s() {
		if math.IsNaN(lp) || math.IsInf(lp, 0) {
			c.errorf("draw %d has log-density %v", i, lp)
			break
		}
	}
	inside := tensor.Where(tensor.Ones(tensor.Join(c.batch, c.event)...), s.Inside(), 0)
	if index, ok := s.Check(inside); !ok {
		c.errorf("Support().Inside() is %v, which is not in the support (%v)", inside.At(index...), s)
	}
	for j := range c.batch.Size() {
		for _, v := range []float64{math.Inf(-1), -1e300, -7.5, -1, -0.5, -1e-300, 0, 0.5, 1, 1.5, 7.5, 1e300, math.Inf(1)} {
			c.outside(j, v)
		}
	}
}

// outside checks the log-density of a draw in which event j is replaced by v everywhere, if v is not in the support.
func (c *check) outside(j int, v float64) {
	x := c.replace(c.few(1), j, v)
	if _, ok := c.d.Support().Check(x); ok {
		return
	}
	element := func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor {
		return d.LogProb(x).Reshape(c.batch.Size()).Slice(0, j, j+1).Sum()
	}
	y, g := c.grads(element, x)
	if y.Item() != math.Inf(-1) {
		c.errorf("%v is not in the support (%v) and has log-density %v, want -Inf", v, c.d.Support(), y.Item())
		return
	}
	for i, g := range g {
		for _, d := range g.Float64s() {
			if d != 0 {
				c.errorf("%v is not in the support (%v), and its log-density has derivative %v by %s, want 0", v, c.d.Support(), d, input(i))
				return
			}
		}
	}
}

// replace is x, a single draw, with all of event j replaced by v.
func (c *check) replace(x *tensor.Tensor, j int, v float64) *tensor.Tensor {
	values, n := x.Float64s(), c.event.Size()
	for i := range n {
		values[j*n+i] = v
	}
	return shaped(values, tensor.Join(c.batch, c.event))
}

// shaped is a tensor of any shape, rank 0 included.
func shaped(values []float64, shape tensor.Shape) *tensor.Tensor {
	return tensor.Of(values, len(values)).Reshape(shape...)
}
