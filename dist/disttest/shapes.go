package disttest

import (
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// shapes checks draws and log-densities for some sample shapes, and keeps draws for the other laws.
func (c *check) shapes() {
	c.shapesOf("", c.d)
	c.sample = c.d.Sample(c.rng("sample"), draws)
	if values, ok := c.d.EnumerateSupport(); ok {
		want := slices.Concat(tensor.Shape{values.Dim(0)}, ones(len(c.batch)), c.event)
		if !values.Shape().Equal(want) {
			c.errorf("EnumerateSupport has shape %v, want %v", []int(values.Shape()), []int(want))
		}
	}
}

// shapesOf checks d against its own batch and event shape.
func (c *check) shapesOf(what string, d dist.Distribution) {
	batch, event := d.BatchShape(), d.EventShape()
	for _, sample := range []tensor.Shape{nil, {5}, {2, 3}} {
		x := d.Sample(c.rng("shapes"), sample...)
		if want := slices.Concat(sample, batch, event); !x.Shape().Equal(want) {
			c.errorf("%sSample(%v) has shape %v, want sample, batch and event: %v", what, []int(sample), []int(x.Shape()), []int(want))
			return
		}
		lp := d.LogProb(x)
		if want := tensor.Join(sample, batch); !lp.Shape().Equal(want) {
			c.errorf("%sLogProb of a draw of shape %v has shape %v, want sample and batch: %v", what, []int(x.Shape()), []int(lp.Shape()), []int(want))
			return
		}
		if d.HasRSample() {
			if r := d.RSample(c.rng("shapes"), sample...); !r.Shape().Equal(x.Shape()) {
				c.errorf("%sRSample(%v) has shape %v, Sample has %v", what, []int(sample), []int(r.Shape()), []int(x.Shape()))
				return
			}
		}
	}
}

func ones(n int) tensor.Shape { return slices.Repeat(tensor.Shape{1}, n) }
