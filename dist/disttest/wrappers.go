package disttest

import (
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// opaque hides everything about a distribution but the interface, as if it came from another package.
type opaque struct{ dist.Distribution }

// wrappers checks that what wraps the distribution keeps its laws.
func (c *check) wrappers() {
	wide := tensor.Join(tensor.Shape{4}, c.batch)
	mask := shaped([]float64{1, 0, 1, 1}, tensor.Join(tensor.Shape{4}, ones(len(c.batch))))
	x := c.few(4)
	lp := c.d.LogProb(x)
	for _, d := range []dist.Distribution{c.d, opaque{c.d}} {
		expanded := dist.Expand(d, wide...)
		c.wrapper("Expand", expanded, x, lp)
		c.ownDraws(expanded)
		c.wrapper("Expand and ToEvent", dist.ToEvent(expanded, len(wide)), x, lp.Sum())
		c.wrapper("Mask", dist.Mask(d, mask), x, tensor.Where(mask, lp, 0))
		c.wrapper("Mask and ToEvent", dist.ToEvent(dist.Mask(d, mask), len(wide)), x, tensor.Where(mask, lp, 0).Sum())
	}
}

// wrapper checks a wrapped distribution, and the log-density of x under it.
func (c *check) wrapper(name string, d dist.Distribution, x, want *tensor.Tensor) {
	c.shapesOf(name+": ", d)
	c.near(name+": LogProb", d.LogProb(x), want, 1e-11)
	c.near(name+": LogProbSum", dist.LogProbSum(d, x, nil, 2), tensor.Mul(want.Sum(), 2.0), 1e-11)
	if err := d.Validate(); err != nil {
		c.errorf("%s: Validate: %v", name, err)
	}
	if d.HasRSample() != c.d.HasRSample() {
		c.errorf("%s: HasRSample is %v", name, d.HasRSample())
	}
	if s := d.Support(); s.EventDim() != len(d.EventShape()) || s.Discrete() != c.d.Support().Discrete() {
		c.errorf("%s: the support is %v of rank %d, discrete: %v", name, s, s.EventDim(), s.Discrete())
	}
}

// ownDraws checks that draws along a new first dimension of 4 are draws of their own.
func (c *check) ownDraws(d dist.Distribution) {
	if c.constant() {
		return
	}
	v := d.Sample(c.rng("expanded"), 50).Float64s() // [50, 4, batch…, event…]
	n, same := len(v)/200, true
	for i := 0; i < len(v); i += 4 * n {
		same = same && slices.Equal(v[i:i+n], v[i+n:i+2*n])
	}
	if same {
		c.errorf("draws of %v are the same along the dimension it was expanded by", d)
	}
}
