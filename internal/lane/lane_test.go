package lane

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/credence-ppl/credence/expr"
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

func TestFailures(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	samples := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 5e-324, -5e-324, math.MaxFloat64, -math.MaxFloat64, inf, -inf, nan}
	for _, text := range []string{
		"0 < x", "0 <= x", "x < 1", "x <= 1", "x < inf", "x <= inf", "-inf < x", "-inf <= x", "x == x", "x != x", "x == y", "x == 1", "x < -inf",
		"inf < x", "abs(x) < inf", "abs(x) < 1", "abs(x) <= 1", "1 < abs(x)", "0 <= x && x < inf", "0 < x && x <= 1", "x == floor(x) && 0 <= x",
		"0 <= x && x <= 1 && abs(y) < inf", "0 < x && x < 0", "x < y && y < 1", "x < nan", "nan <= x", "x < inf && 0 < u", "u < 1 && x == x",
		"abs(x) < inf || 0 < y", "0 < u", "where(0 < u, 0 < x, x < 0)",
	} {
		f := expr.MustParse(text, "x", "y", "u")
		l := Layout{Uniform: 1 << 2, Fixed: 1}
		for _, u := range []float64{0, 1} {
			for i, x := range samples {
				for j, y := range samples {
					in := [][]float64{slices.Repeat([]float64{x}, 20), slices.Repeat([]float64{y}, 20), {u}}
					// The elements but one are such that the condition holds for them, if there are any.
					if k := slices.IndexFunc(samples, func(v float64) bool { return f.Eval(v, samples[(i+j)%5], u) == 1 }); k >= 0 {
						for e := range 19 {
							in[0][e], in[1][e] = samples[k], samples[(i+j)%5]
						}
					}
					holds := true
					for e := range 20 {
						holds = holds && f.Eval(in[0][e], in[1][e], u) == 1
					}
					root := Root{f, Failures}
					require.Equal(t, holds, run(Compile(l, 3, root), l, in, 20).sums[0] == 0, "%s, %v", text, in)
					require.Equal(t, holds, runFixed(l, []Root{root}, in, 20).sums[0] == 0, "%s, %v", text, in)
				}
			}
		}
	}
}

func TestRootsInPlace(t *testing.T) {
	x, y := expr.MustParse("x", "x", "y"), expr.MustParse("x*y + 1", "x", "y")
	p := Compile(Layout{}, 2, Root{y, Values}, Root{x, Values}, Root{y, Values}, Root{y.Derivative("x"), Values}, Root{expr.MustParse("2", "x", "y"), Values})
	require.Equal(t, []bool{true, false, false, false, false}, []bool{p.Own(0), p.Own(1), p.Own(2), p.Own(3), p.Own(4)})
	const n = 2*Block + 3
	in, out := [][]float64{make([]float64, n), make([]float64, n)}, make([]float64, n)
	for i := range n {
		in[0][i], in[1][i] = float64(i), 2
	}
	f := p.Begin([]float64{0, 0})
	f.RunAll(in, [][]float64{out, nil, nil, nil, nil}, 0, n, func(f *Frame, at, n int) {
		require.Equal(t, out[at:at+n], f.Root(2))
		require.Equal(t, in[0][at:at+n], f.Root(1))
		require.Equal(t, in[1][at:at+n], f.Root(3))
	})
	for i, v := range out {
		require.EqualValues(t, 2*i+1, v)
	}
	clear(out)
	f.RunAll(in, nil, 0, n, nil)
	require.Zero(t, out[n-1], "a place is for one run")
	require.EqualValues(t, 2*n-1, f.Root(0)[2])
}

// Sums in a branch that no element takes need no run.
func TestIdle(t *testing.T) {
	f := expr.MustParse("where(u < 10, 0, log(1 + exp(x*u)))", "x", "u")
	p := Compile(Layout{Uniform: 2}, 2, Root{f, Sum})
	in := [][]float64{{1, 2, 3}, {4}}
	frame := p.Begin([]float64{0, 4})
	require.True(t, frame.Idle())
	frame.Start([]float64{0, 10})
	require.False(t, frame.Idle())
	frame.RunAll(in, nil, 0, 3, nil)
	frame.Finish(nil)
	require.InDelta(t, 60, frame.Number(0), 1e-3)
	require.False(t, Compile(Layout{Uniform: 2}, 2, Root{f, Values}).Begin([]float64{0, 4}).Idle())
}

// Conditions of what is fixed are settled before a program is compiled: it has nothing for branches that are not taken.
func TestFixedConditionsAreSettled(t *testing.T) {
	f := expr.MustParse("where(x < 32, x*y, where(x == 40, lgamma(y), digamma(y)))", "x", "y")
	steps := func(counts ...float64) int {
		parts := Fix(Layout{Fixed: 1}, 2, Root{f, Sum})
		require.Equal(t, 2, parts.Conditions().Roots())
		return len(parts.Program(counts, 100).steps)
	}
	require.Equal(t, 2, steps(100, 0), "a product and a sum")
	require.Equal(t, 2, steps(0, 100), "one function and a sum")
	require.Equal(t, 2, steps(0, 0))
	require.Greater(t, steps(50, 0), 4)
	require.Zero(t, Fix(Layout{}, 2, Root{f, Sum}).Conditions().Roots())
}

func requireClose(t *testing.T, want, got, size float64, format string, args ...any) {
	t.Helper()
	if want == got || math.IsNaN(want) && math.IsNaN(got) {
		return
	}
	require.LessOrEqualf(t, math.Abs(want-got), 1e-13*(1+size), format+": %v, want %v", append(args, got, want)...)
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
	parts := Fix(l, len(in), roots...)
	conditions := parts.Conditions()
	counts, holds := run(conditions, l, in, n), make([]float64, conditions.Roots())
	for i := range holds {
		holds[i] = counts.sums[i]
	}
	p := parts.Program(holds, n)
	before := p.Before()
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
