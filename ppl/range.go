package ppl

import (
	"iter"
	"strconv"
)

// Range runs a loop of n rounds whose sites are numbered: a site "x" in round 3 is "x/3". Rounds may depend on each
// other, unlike the rows of a Plate.
//
//	for t, c := range ppl.Range(c, T) {
//		x = ppl.Sample(c, "x", dist.Normal(x, 1))
//	}
func Range(c *Context, n int) iter.Seq2[int, *Context] {
	return func(yield func(int, *Context) bool) {
		more := true
		for i := 0; i < n && more; i++ {
			inner := c.inner()
			inner.suffix += "/" + strconv.Itoa(i)
			c.enter(inner, func(c *Context) { more = yield(i, c) })
		}
	}
}
