package ppl

import "math"

// Scale multiplies the log-probability of every site by a factor, which must be positive and finite. A plate that looks
// at some of its rows multiplies by itself; it is an error to do that by Scale once more.
func Scale(m Model, factor float64) Model {
	scale := WithHandler(m, HandlerFunc(func(s *Site, next Next) {
		if s.LogWeighted() {
			s.checkScaledOnce(factor)
		}
		s.Scale *= factor
		next.Apply(s)
	}))
	return func(c *Context) {
		if !(factor > 0) || math.IsInf(factor, 1) {
			c.fail("Scale by %v: the factor must be positive and finite", factor)
		}
		scale(c)
	}
}

// checkScaledOnce refuses a factor by which a plate around the site multiplies already.
func (s *Site) checkScaledOnce(factor float64) {
	for _, f := range s.Plates {
		if f.scale != 1 && math.Abs(factor-f.scale) <= 1e-9*f.scale {
			s.Fail("Scale by %v, and plate %q, which looks at %d of its %d rows, multiplies by that already; leave Scale out",
				factor, f.Name, f.Batch, f.Size)
		}
	}
}
