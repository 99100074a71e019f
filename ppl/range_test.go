package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestRange(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		x := normal(c, "x")
		for i, c := range ppl.Range(c, 3) {
			x = ppl.Sample(c, "x", dist.Normal(x, 1))
			if i == 1 {
				ppl.Deterministic(c, "only here", x)
			}
		}
		normal(c, "z")
	}, 1)
	require.Equal(t, []string{"x", "x/0", "x/1", "only here/1", "x/2", "z"}, siteNames(trace))
	require.NotEqual(t, trace.Value("x/0").Item(), trace.Value("x/1").Item())
}

func TestRangeNested(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		for _, c := range ppl.Range(c, 2) {
			for _, c := range ppl.Range(c, 2) {
				normal(c, "x")
			}
			normal(c, "y")
		}
	}, 1)
	require.Equal(t, []string{"x/0/0", "x/0/1", "y/0", "x/1/0", "x/1/1", "y/1"}, siteNames(trace))
}

func TestRangeWithPlates(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		ppl.Plate(c, "series", 4, func(c *ppl.Context) {
			x := tensor.Zeros(4)
			for t, c := range ppl.Range(c, 2) {
				x = ppl.Sample(c, "x", dist.Normal(x, 1))
				ppl.Plate(c, "sensors", 2+t, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(x, 1)) })
			}
		})
	}, 1)
	require.Equal(t, tensor.Shape{4}, trace.Value("x/1").Shape())
	require.Equal(t, tensor.Shape{2, 4}, trace.Value("y/0").Shape())
	require.Equal(t, tensor.Shape{3, 4}, trace.Value("y/1").Shape(), "a plate in a round is that round's own")
	require.Equal(t, []string{"series@-1[4 of 4]", "sensors/1@-2[3 of 3]"}, frames(trace.Site("y/1")))
}

func TestRangeLeftEarly(t *testing.T) {
	firstNegative := func(c *ppl.Context) int {
		for i, c := range ppl.Range(c, 100) {
			if normal(c, "x").Item() < 0 {
				return i
			}
		}
		return -1
	}
	trace := run(t, func(c *ppl.Context) {
		for i, c := range ppl.Range(c, 10) {
			normal(c, "before")
			if i == 1 {
				break
			}
		}
		n := firstNegative(c)
		ppl.Deterministic(c, "n", scalar(float64(n)))
	}, 1)
	n := int(trace.Value("n").Item())
	require.NotNil(t, trace.Site("before/1"))
	require.Nil(t, trace.Site("before/2"))
	require.Len(t, siteNames(trace), 2+n+1+1, "no site after the one that ended the loop")
}

func TestRangeOfNothing(t *testing.T) {
	for _, n := range []int{0, -1} {
		run(t, func(c *ppl.Context) {
			for range ppl.Range(c, n) {
				require.Fail(t, "a round of none")
			}
			normal(c, "x")
		}, 1)
	}
}

func TestRangeUnderHandlers(t *testing.T) {
	model := func(c *ppl.Context) {
		for _, c := range ppl.Range(c, 3) {
			normal(c, "x")
		}
	}
	trace := run(t, ppl.Condition(model, ppl.Values{"x/1": scalar(9)}), 1)
	require.Equal(t, 9.0, trace.Value("x/1").Item())
	require.True(t, trace.Site("x/1").Observed)
	require.False(t, trace.Site("x/2").Observed)
}
