package plot

import (
	"testing"

	"github.com/stretchr/testify/require"
	gonum "gonum.org/v1/plot"
	"pgregory.net/rapid"
)

func labels(all []gonum.Tick) (texts []string) {
	for _, t := range all {
		texts = append(texts, t.Label)
	}
	return texts
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		most      int
		want      []string
	}{
		{-1, 1, 5, []string{"-1.0", "-0.5", "0.0", "0.5", "1.0"}},
		{0, 100, 4, []string{"0", "50", "100"}},
		{0, 499, 5, []string{"0", "100", "200", "300", "400"}},
		{-6.3, 14.2, 2, []string{"0", "10"}},
		{1e-7, 3e-7, 3, []string{"1e-07", "2e-07", "3e-07"}},
		{2e6, 4e6, 3, []string{"2e+06", "3e+06", "4e+06"}},
		{1000000, 1000004, 3, []string{"1000000", "1000002", "1000004"}},
		{5, 5, 3, []string{"5"}},
		{1 - 1e-15, 1 + 1e-15, 3, []string{"1"}},
		{1e15, 1e15 + 9, 3, []string{"1e+15"}},
	} {
		require.Equal(t, c.want, labels(ticks{most: c.most}.Ticks(c.low, c.high)), c)
	}
}

func TestWholeTicks(t *testing.T) {
	require.Equal(t, []string{"0", "1", "2", "3"}, labels(ticks{9, true}.Ticks(-0.5, 3.5)))
	require.Equal(t, []string{"0", "200", "400"}, labels(ticks{4, true}.Ticks(0, 499)))
}

// Labels are different, and no more than asked for.
func TestTicksAreDistinct(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.Float64Range(-1e8, 1e8).Draw(t, "low")
		width := rapid.Float64Range(1e-6, 1e8).Draw(t, "width")
		most := rapid.IntRange(1, 20).Draw(t, "most")
		all := ticks{most: most}.Ticks(low, low+width)
		require.LessOrEqual(t, len(all), most)
		seen := map[string]bool{}
		for _, l := range labels(all) {
			require.False(t, seen[l], l)
			seen[l] = true
		}
	})
}

func TestNames(t *testing.T) {
	require.Equal(t, []string{"a", "the coefficient of t…mother[1,2]"}, shortened([]string{"a", "the coefficient of the education of the mother[1,2]"}))
	n := names{[]string{"a", "b", "c"}, 2}
	require.Equal(t, []string{"a", "c"}, labels(n.Ticks(-1, 3)))
	require.Equal(t, []string{"c"}, labels(n.Ticks(0.5, 3)))
}
