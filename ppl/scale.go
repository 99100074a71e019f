package ppl

import (
	"math"
	"slices"
)

// Scale multiplies the log-probability of every site by a factor, which must be positive and finite. A plate that looks
// at some of its rows multiplies by itself; it is an error to do that by Scale once more, with that factor and for
// sites of that plate alone.
func Scale(m Model, factor float64) Model {
	return func(c *Context) {
		if !(factor > 0) || math.IsInf(factor, 1) {
			c.fail("Scale by %v: the factor must be positive and finite", factor)
		}
		var first *Site
		var twice []*Frame // plates around all sites that multiply by the factor already
		WithHandler(m, HandlerFunc(func(s *Site, next Next) {
			switch {
			case !s.LogWeighted():
			case first == nil:
				first, twice = s, s.multipliedBy(factor)
			default:
				twice = slices.DeleteFunc(twice, func(f *Frame) bool { return !slices.Contains(s.Plates, f) })
			}
			s.Scale *= factor
			next.Apply(s)
		}))(c)
		for _, f := range twice {
			first.Fail("Scale by %v, and plate %q, which looks at %d of its %d rows, multiplies by that already; leave Scale out; if the rows are to count that many times over besides, use two Scales with that product",
				factor, f.Name, f.Batch, f.Size)
		}
	}
}

// multipliedBy returns the plates around the site that multiply by a factor, but for rounding.
func (s *Site) multipliedBy(factor float64) (frames []*Frame) {
	for _, f := range s.Plates {
		if f.scale != 1 && math.Abs(factor-f.scale) <= 1e-9*f.scale {
			frames = append(frames, f)
		}
	}
	return frames
}
