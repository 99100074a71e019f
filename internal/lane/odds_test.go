package lane

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/expr"
	"github.com/stretchr/testify/require"
)

// Whatever sigmoids and softplus share odds, and whether they are added up, the values are those of the formulas, and
// sums of small ones keep their digits.
func TestOddsAreShared(t *testing.T) {
	var formulas []*expr.Formula
	for _, text := range []string{
		"-softplus(x*y)", "softplus(-abs(x))", "sigmoid(x)", "sigmoid(-x)", "sigmoid(-abs(-x))", "sigmoid(x) - softplus(-x)", "softplus(y)",
	} {
		f := expr.MustParse(text, "x", "y")
		formulas = append(formulas, f, f.Derivative("x"))
	}
	n := Block + 7
	for _, at := range []float64{-800, -745, -50, -3, -1e-9, 0, 0.4, 3, 50, 745, 800, math.Inf(-1), math.Inf(1)} {
		in := [][]float64{make([]float64, n), make([]float64, n)}
		for i := range n {
			in[0][i], in[1][i] = at+math.Sin(float64(i))*min(1, math.Abs(at)), 1
		}
		for _, l := range []Layout{{}, {Fixed: 2}, {Uniform: 2}} {
			check := func(of ...*expr.Formula) {
				var roots []Root
				for _, f := range of {
					roots = append(roots, Root{f, Values}, Root{f, Sum})
				}
				for _, got := range []results{run(Compile(l, 2, roots...), l, in, n), runFixed(l, roots, in, n)} {
					for k, f := range of {
						sum := 0.0
						for i, v := range got.values[2*k] {
							want := f.Eval(in[0][i], in[1][i])
							if math.Abs(want-v) > 1e-15+1e-15*math.Abs(want) {
								require.Equal(t, want, v, "%v at %v", f, in[0][i])
							}
							sum += want
						}
						if math.IsInf(sum, 0) {
							require.Equal(t, sum, got.sums[2*k+1], "Σ %v around %v", f, at)
							continue
						}
						require.InDelta(t, sum, got.sums[2*k+1], 1e-13*math.Abs(sum), "Σ %v around %v, layout %v", f, at, l)
					}
				}
			}
			check(formulas...)
			for _, f := range formulas {
				check(f)
			}
			// Sums alone.
			roots := []Root{{formulas[0], Sum}, {formulas[1], Values}}
			got := run(Compile(l, 2, roots...), l, in, n)
			sum := 0.0
			for i := range n {
				sum += formulas[0].Eval(in[0][i], in[1][i])
			}
			if !math.IsInf(sum, 0) {
				require.InDelta(t, sum, got.sums[0], 1e-13*math.Abs(sum), "around %v", at)
			}
		}
	}
	steps := func(l Layout, roots ...Root) (n int) { return len(Compile(l, 2, roots...).steps) }
	require.Equal(t, 8, steps(Layout{Uniform: 2}, Root{formulas[0], Sum}, Root{formulas[1], Values}),
		"x·y, its odds, max(x·y, 0) and both sums; sigmoid, its product with y, and the negative")
}
