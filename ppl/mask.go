package ppl

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Mask leaves out the log-probability where mask is 0 and keeps it where it is 1. What is left out is not computed, so
// that NaN in values or parameters does no harm there. The mask broadcasts to the batch shape of every site of m; where
// only some sites are to be masked, make them a model of their own:
//
//	ppl.Mask(func(c *ppl.Context) {
//		ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(y))
//	}, present)(c)
//
// A nil mask masks nothing.
func Mask(m Model, mask *tensor.Tensor) Model {
	if mask == nil {
		return m
	}
	return func(c *Context) {
		inner := c.inner()
		if err := dist.CheckConstraint(dist.Boolean, mask); err != nil {
			panic(&SiteError{Site: c.run.last, Between: true, Detail: "Mask: a mask is 0 or 1, weights are for Scale", Err: err})
		}
		inner.mask = mask
		if c.mask != nil {
			inner.mask = tensor.Where(c.mask, mask, 0)
		}
		c.enter(inner, m)
	}
}
