package plot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer/draws"
)

func shownNames(t *testing.T, d *draws.Draws, opts ...Option) (names []string, caption string) {
	t.Helper()
	o, err := read("Trace", opts, "Sites", "Limit")
	require.NoError(t, err)
	shown, caption, err := o.elements(d, 4)
	require.NoError(t, err)
	for _, e := range shown {
		names = append(names, e.name)
	}
	return names, caption
}

func TestElements(t *testing.T) {
	d := stored(2, 5, site{"theta", normals(1, 1000)}, site{"mu", normals(2, 1)}, site{"beta", normals(3, 2)})
	for _, c := range []struct {
		opts    []Option
		want    []string
		caption string
	}{
		{nil, []string{"theta[0]", "theta[1]", "mu", "beta[0]"}, "4 of 1003 elements are shown; Sites and Limit choose others."},
		{[]Option{Limit(2)}, []string{"theta[0]", "mu"}, "2 of 1003 elements are shown; Sites and Limit choose others."},
		{[]Option{Sites("mu", "beta")}, []string{"mu", "beta[0]", "beta[1]"}, ""},
		{[]Option{Sites("theta[999]", "mu")}, []string{"theta[999]", "mu"}, ""},
		{[]Option{Sites("beta"), Limit(1)}, []string{"beta[0]"}, "1 of 2 elements are shown; Sites and Limit choose others."},
	} {
		names, caption := shownNames(t, d, c.opts...)
		require.Equal(t, c.want, names)
		require.Equal(t, c.caption, caption)
	}
}

func TestDrawsThatAreNotFinite(t *testing.T) {
	some := func(c, i int) []float64 {
		if i == 1 {
			return []float64{math.NaN()}
		}
		return []float64{float64(c) + 0.1*float64(i)}
	}
	d := stored(2, 5, site{"a", some}, site{"b", func(int, int) []float64 { return []float64{math.Inf(1)} }})
	_, caption := shownNames(t, d, Sites("a"))
	require.Equal(t, "Draws that are not finite, or above 1e100, are left out: 2 of a.", caption)
	_, err := Trace(d)
	require.EqualError(t, err, "plot: Trace: b is not finite, or above 1e100, in all draws; look at the model there")
}

func TestMistakes(t *testing.T) {
	d := stored(1, 5, site{"mu", normals(1, 1)}, site{"theta", normals(1, 3)}, site{"none", func(int, int) []float64 { return nil }})
	for _, c := range []struct {
		d    *draws.Draws
		opts []Option
		want string
	}{
		{nil, nil, "there are no draws; the *draws.Draws is nil"},
		{draws.New(2, 0), nil, "there are no draws: 0 of each chain, of 0 sites"},
		{d, []Option{Sites("nu")}, `there is no site "nu"; there are ["mu" "theta" "none"]`},
		{d, []Option{Sites("theta[3]")}, `there is no element theta[3]; site "theta" has shape [3]`},
		{d, []Option{Sites("none")}, `the sites ["none"] have no elements`},
		{d, []Option{Limit(0)}, "Limit(0); at least one element must be shown"},
		{d, []Option{Interval(1.5)}, "Interval(1.5); the part of the draws is above 0 and at most 1"},
		{d, []Option{Interval(math.NaN())}, "Interval(NaN); the part of the draws is above 0 and at most 1"},
		{d, []Option{ROPE(1, -1)}, "ROPE(1, -1); the lower end must be below the upper one, and both finite"},
		{d, []Option{ROPE(math.Inf(-1), 1)}, "ROPE(-Inf, 1); the lower end must be below the upper one, and both finite"},
		{d, []Option{Reference(math.Inf(1))}, "Reference(+Inf); it must be finite"},
	} {
		_, err := Posterior(c.d, c.opts...)
		require.EqualError(t, err, "plot: Posterior: "+c.want)
	}
	_, err := Trace(d, ROPE(-1, 1))
	require.EqualError(t, err, `plot: Trace: it has no use for the option ROPE; it takes ["Sites" "Limit"]`)
	_, err = Pair(d, Sites("mu"))
	require.EqualError(t, err, "plot: Pair: there is only mu to show; it takes two elements")
}
