package lane

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/stretchr/testify/require"
)

// randomFormula returns a formula of x, y and z that stays finite.
func randomFormula(r *rand.Rand, depth int) string {
	if depth == 0 {
		return []string{"x", "y", "z", "0.5", "2"}[r.IntN(5)]
	}
	a := func() string { return randomFormula(r, depth-1) }
	switch r.IntN(12) {
	case 0:
		return "(" + a() + " + " + a() + ")"
	case 1:
		return "(" + a() + " - " + a() + ")"
	case 2:
		return a() + "*" + a()
	case 3:
		return "(" + a() + ")/(1 + (" + a() + ")^2)"
	case 4:
		return "log1p((" + a() + ")^2)"
	case 5:
		return "-(" + a() + ")"
	case 6:
		return "tanh(" + a() + ")"
	case 7:
		return "softplus(" + a() + ")"
	case 8:
		return "log(1 + (" + a() + ")^2)"
	case 9: // whose other branch is NaN
		return "where(" + a() + " < 0.3, sqrt(-1 - (" + a() + ")^2) + 1 < 0, " + a() + ")"
	}
	return "where(" + a() + " < " + a() + ", " + a() + ", " + a() + ")"
}

func TestProgramsAgreeWithTheirFormulas(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		text := randomFormula(r, 1+r.IntN(4))
		f := expr.MustParse(text, "x", "y", "z")
		formulas := []*expr.Formula{f, f.Derivative("x"), f.Derivative("y"), f.Derivative("z")}
		l := Layout{Uniform: uint(r.IntN(8)), Fixed: uint(r.IntN(8))}
		var roots []Root
		for _, g := range formulas {
			roots = append(roots, Root{g, Values}, Root{g, Sum})
		}
		n := 1 + r.IntN(2*Block)
		in := make([][]float64, 3)
		for j := range in {
			in[j] = make([]float64, n)
			for i := range in[j] {
				in[j][i] = r.NormFloat64()
				if l.Uniform&(1<<j) != 0 {
					in[j][i] = in[j][0]
				}
			}
		}
		got := run(Compile(l, 3, roots...), l, in, n)
		replayed := runFixed(l, roots, in, n)
		for k, g := range formulas {
			sum, size := 0.0, 1.0
			for i := range n {
				want := g.Eval(in[0][i], in[1][i], in[2][i])
				requireClose(t, want, got.values[2*k][i], math.Abs(want), "%s, derivative %d, layout %v", text, k, l)
				requireClose(t, want, replayed.values[2*k][i], math.Abs(want), "%s, derivative %d, layout %v, replayed", text, k, l)
				sum += want
				size += math.Abs(want)
			}
			if !math.IsNaN(sum) && !math.IsInf(sum, 0) {
				requireClose(t, sum, got.sums[2*k+1], 10*size, "Σ %s, derivative %d, layout %v", text, k, l)
				requireClose(t, sum, replayed.sums[2*k+1], 10*size, "Σ %s, derivative %d, layout %v, replayed", text, k, l)
			}
		}
	}
}

func requireClose(t *testing.T, want, got, size float64, format string, args ...any) {
	t.Helper()
	if want == got || math.IsNaN(want) && math.IsNaN(got) {
		return
	}
	require.LessOrEqualf(t, math.Abs(want-got), 1e-13*(1+size), format+": %v, want %v", append(args, got, want)...)
}

func TestSumsOfFewAreThoseOfKernels(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for n := range 40 {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		require.Equal(t, kernel.Sum(x), total(x), n)
	}
}

type results struct {
	values map[int][]float64
	sums   map[int]float64
}

// run runs a program over n elements, in blocks.
func run(p *Program, l Layout, in [][]float64, n int) results {
	uniform := make([]float64, len(in))
	for j := range in {
		uniform[j] = in[j][0]
	}
	f := p.Begin(uniform)
	defer f.End()
	r := results{map[int][]float64{}, map[int]float64{}}
	for at := 0; at < n; at += Block {
		m := min(Block, n-at)
		block := make([][]float64, len(in))
		for j := range in {
			if l.Uniform&(1<<j) == 0 {
				block[j] = in[j][at : at+m]
			}
		}
		f.Run(m, block)
		for i := range p.roots {
			if p.InLanes(i) {
				r.values[i] = append(r.values[i], f.Root(i)...)
			}
		}
	}
	f.Finish(nil)
	for i := range p.roots {
		if !p.InLanes(i) {
			r.sums[i] = f.Number(i)
		}
	}
	return r
}

// runFixed runs what is fixed first, and then the rest.
func runFixed(l Layout, roots []Root, in [][]float64, n int) results {
	before, p := CompileFixed(l, len(in), roots...)
	fixed := run(before, l, in, n)
	all := append([][]float64(nil), in...)
	for i := range before.roots {
		if before.InLanes(i) {
			all = append(all, fixed.values[i])
			continue
		}
		l.Uniform |= 1 << len(all)
		all = append(all, []float64{fixed.sums[i]})
	}
	return run(p, l, all, n)
}
