package plot

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// Every picture of odd draws is an error in words or has finite coordinates.
func TestOddDraws(t *testing.T) {
	draw := normals(1, 2)
	scaled := func(center, scale float64) func(c, i int) []float64 {
		return func(c, i int) []float64 {
			x := draw(c, i)
			return []float64{center + scale*x[0], center + scale*x[1]}
		}
	}
	stores := map[string]*draws.Draws{
		"one draw":          stored(1, 1, site{"x", draw}),
		"two draws":         stored(2, 2, site{"x", draw}),
		"constant":          stored(2, 50, site{"x", func(int, int) []float64 { return []float64{0, -3.5} }}),
		"two values":        stored(2, 50, site{"x", func(_, i int) []float64 { return []float64{float64(i % 2), 0.25 * float64(i%2)} }}),
		"large":             stored(2, 50, site{"x", scaled(0, 1e300)}),
		"largest":           stored(1, 4, site{"x", func(_, i int) []float64 { return []float64{math.MaxFloat64 * float64(i%2*2-1), 1} }}),
		"small":             stored(2, 50, site{"x", scaled(0, 1e-300)}),
		"subnormal":         stored(2, 50, site{"x", scaled(0, 1e-320)}),
		"far from zero":     stored(2, 50, site{"x", scaled(1e15, 1)}),
		"rounding":          stored(2, 50, site{"x", scaled(1, 1e-16)}),
		"not finite":        stored(2, 50, site{"x", func(c, i int) []float64 { return []float64{1 / float64(i), draw(c, i)[0]} }}),
		"one chain broken":  stored(2, 50, site{"x", func(c, i int) []float64 { return []float64{draw(c, i)[0] / float64(c), draw(c, i)[1]} }}),
		"many chains":       stored(60, 5, site{"x", draw}),
		"long names":        stored(2, 50, site{strings.Repeat("a long name ", 20), draw}),
		"names of any kind": stored(2, 50, site{"µ<&>\"'\n[θ]", draw}),
		"heavy tails":       stored(2, 500, site{"x", func(c, i int) []float64 { x := draw(c, i); return []float64{x[0] / x[1], math.Exp(9 * x[0])} }}),
		"divergent":         diverging(stored(2, 50, site{"x", draw}), func(int, int) bool { return true }),
	}
	for name, d := range stores {
		for picture, f := range map[string]func() (*Figure, error){
			"Trace":           func() (*Figure, error) { return Trace(d) },
			"Rank":            func() (*Figure, error) { return Rank(d) },
			"Posterior":       func() (*Figure, error) { return Posterior(d, ROPE(-1, 1), Reference(0)) },
			"Forest":          func() (*Figure, error) { return Forest(d) },
			"Ridge":           func() (*Figure, error) { return Ridge(d) },
			"Pair":            func() (*Figure, error) { return Pair(d) },
			"Parallel":        func() (*Figure, error) { return Parallel(d) },
			"Autocorrelation": func() (*Figure, error) { return Autocorrelation(d) },
			"ESS":             func() (*Figure, error) { return ESS(d) },
			"LM":              func() (*Figure, error) { return LM(d, d.Names()[0], []float64{1, 2}) },
			"PriorPredictive": func() (*Figure, error) { return PriorPredictive(d, d.Names()[0], nil) },
			"PosteriorPredictive": func() (*Figure, error) {
				return PosteriorPredictive(d, d.Names()[0], tensor.Of([]float64{1, 2.5}))
			},
		} {
			t.Run(fmt.Sprintf("%s/%s", name, picture), func(t *testing.T) {
				f, err := f()
				if err != nil {
					require.ErrorContains(t, err, "plot: "+picture+": ")
					return
				}
				text := svg(t, f)
				require.NotContains(t, text, "NaN")
				require.NotContains(t, text, "Inf")
			})
		}
	}
}
