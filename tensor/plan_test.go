package tensor

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// fitting draws shapes that broadcast to out: dimensions dropped from the left and some of the others 1. A nil shape
// stays in its place.
func fitting(t *rapid.T, out Shape, n int) []Shape {
	var in []Shape
	for i := range n {
		s := append(Shape{}, out[rapid.IntRange(0, len(out)).Draw(t, "dropped"):]...)
		for d := range s {
			if rapid.Bool().Draw(t, "one") {
				s[d] = 1
			}
		}
		if i > 0 && rapid.IntRange(0, 9).Draw(t, "nil") == 0 {
			s = nil
		}
		in = append(in, s)
	}
	return in
}

// place returns where element i of out comes from in a row-major input of shape s.
func place(out, s Shape, i int) int {
	from, step := 0, 1
	for d := len(out) - 1; d >= 0; d-- {
		at := i % out[d]
		i /= out[d]
		if e := d - len(out) + len(s); e >= 0 {
			if s[e] > 1 {
				from += at * step
			}
			step *= s[e]
		}
	}
	return from
}

// The walk over any part of the output meets every element once, in order, with its place in each input.
func TestWalkMeetsEveryElement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		out := Shape(rapid.SliceOfN(rapid.IntRange(0, 4), 0, 5).Draw(t, "out"))
		in := fitting(t, out, rapid.IntRange(1, maxInputs).Draw(t, "inputs"))
		var k Call
		k.Plan(out, in...)
		require.Equal(t, out.Size(), k.Size())

		lo := rapid.IntRange(0, out.Size()).Draw(t, "lo")
		hi := rapid.IntRange(lo, out.Size()).Draw(t, "hi")
		next := lo
		for w := k.Walk(lo, hi); w.Next(); {
			require.Equal(t, next, w.Out)
			require.Positive(t, w.N)
			for n := range w.N {
				for i, s := range in {
					require.Equal(t, place(out, s, w.Out+n), w.In[i]+n*w.Step[i], "input %d %v of %v, element %d", i, s, out, w.Out+n)
				}
			}
			next += w.N
		}
		require.Equal(t, hi, next)
	})
}

func TestPlanMergesDimensions(t *testing.T) {
	for _, c := range []struct {
		out  Shape
		in   []Shape
		runs int
	}{
		{Shape{3, 4, 5}, []Shape{{3, 4, 5}, {3, 4, 5}}, 1},
		{Shape{3, 4, 5}, []Shape{{3, 4, 5}, nil}, 1},
		{Shape{3, 4, 5}, []Shape{{3, 4, 5}, {1, 1, 1}}, 1},
		{Shape{3, 4, 5}, []Shape{{3, 4, 5}, {5}}, 12},
		{Shape{3, 4, 5}, []Shape{{3, 4, 5}, {4, 5}}, 3},
		{Shape{3, 4, 5}, []Shape{{3, 4, 5}, {3, 1, 1}}, 3},
		{Shape{3, 4, 5}, []Shape{{3, 1, 5}, {1, 4, 5}}, 12},
	} {
		var k Call
		k.Plan(c.out, c.in...)
		runs := 0
		for w := k.Walk(0, k.Size()); w.Next(); {
			runs++
		}
		require.Equal(t, c.runs, runs, "%v to %v", c.in, c.out)
	}
}

func TestPlanDoesNotDependOnItsPast(t *testing.T) {
	var used, fresh Call
	used.Plan(Shape{2, 3, 4}, Shape{2, 1, 4}, Shape{3, 1})
	used.Plan(Shape{2, 3}, Shape{2, 1}, Shape{3})
	fresh.Plan(Shape{2, 3}, Shape{2, 1}, Shape{3})
	for w, v := used.Walk(0, 6), fresh.Walk(0, 6); w.Next() && v.Next(); {
		require.Equal(t, v.In, w.In)
		require.Equal(t, v.Step, w.Step)
	}
}
