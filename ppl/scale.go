package ppl

import "math"

// Scale multiplies the log-probability of every site by a factor, which must be positive and finite.
func Scale(m Model, factor float64) Model {
	scale := WithHandler(m, HandlerFunc(func(s *Site, next Next) {
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
