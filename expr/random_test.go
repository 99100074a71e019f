package expr

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// dual is a number with its derivatives with respect to x, y and z.
type dual struct {
	v float64
	d [3]float64
}

// chain returns f(a) with f′(a) = slope.
func (a dual) chain(v, slope float64) dual {
	r := dual{v: v}
	for i, d := range a.d {
		r.d[i] = slope * d
	}
	return r
}

// with returns a function of a and b with its slopes.
func (a dual) with(b dual, v, da, db float64) dual {
	r := dual{v: v}
	for i := range r.d {
		r.d[i] = da*a.d[i] + db*b.d[i]
	}
	return r
}

// randomFormula returns the text of a formula and what it computes, which is made of no code of this package. Branches
// that are not taken are NaN.
func randomFormula(r *rand.Rand, depth int) (string, func(in [3]dual) dual) {
	if depth == 0 {
		if i := r.IntN(4); i < 3 {
			return "xyz"[i : i+1], func(in [3]dual) dual { return in[i] }
		}
		v := []float64{0, 1, -1, 2, 0.5, 3, -0.25, 0.1}[r.IntN(8)]
		text := fmt.Sprint(v)
		if v < 0 {
			text = "(" + text + ")"
		}
		return text, func([3]dual) dual { return dual{v: v} }
	}
	a, f := randomFormula(r, depth-1-r.IntN(2)*min(1, depth-1))
	b, g := randomFormula(r, depth-1-r.IntN(2)*min(1, depth-1))
	one := func(text string, value func(v float64) (float64, float64)) (string, func(in [3]dual) dual) {
		return fmt.Sprintf(text, a), func(in [3]dual) dual {
			p := f(in)
			v, slope := value(p.v)
			return p.chain(v, slope)
		}
	}
	two := func(text string, value func(v, w float64) (float64, float64, float64)) (string, func(in [3]dual) dual) {
		return fmt.Sprintf(text, a, b), func(in [3]dual) dual {
			p, q := f(in), g(in)
			v, dp, dq := value(p.v, q.v)
			return p.with(q, v, dp, dq)
		}
	}
	switch r.IntN(16) {
	case 0, 1:
		return two("(%s + %s)", func(v, w float64) (float64, float64, float64) { return v + w, 1, 1 })
	case 2, 3:
		return two("(%s - %s)", func(v, w float64) (float64, float64, float64) { return v - w, 1, -1 })
	case 4, 5:
		return two("%s*(%s)", func(v, w float64) (float64, float64, float64) { return v * w, w, v })
	case 6:
		return two("(%s)/(1 + (%s)^2)", func(v, w float64) (float64, float64, float64) {
			u := 1 + w*w
			return v / u, 1 / u, -2 * v * w / u / u
		})
	case 7:
		return two("(%s)/(-2 - abs(%s))", func(v, w float64) (float64, float64, float64) {
			u := -2 - math.Abs(w)
			s := 0.0
			if w != 0 {
				s = math.Copysign(1, w)
			}
			return v / u, 1 / u, v * s / u / u
		})
	case 8:
		return one("(-(%s))", func(v float64) (float64, float64) { return -v, -1 })
	case 9:
		return one("tanh(%s)", func(v float64) (float64, float64) { c := math.Cosh(v); return math.Tanh(v), 1 / c / c })
	case 10:
		return one("(1 + (%s)^2)^-1.5", func(v float64) (float64, float64) {
			return math.Pow(1+v*v, -1.5), -3 * v * math.Pow(1+v*v, -2.5)
		})
	case 11:
		return one("sqrt(1 + (%s)^2)", func(v float64) (float64, float64) { s := math.Sqrt(1 + v*v); return s, v / s })
	case 12:
		return one("log1p((%s)^2)/4", func(v float64) (float64, float64) { return math.Log1p(v*v) / 4, v / 2 / (1 + v*v) })
	case 13:
		return one("sin(%s)", func(v float64) (float64, float64) { return math.Sin(v), math.Cos(v) })
	}
	c, h := randomFormula(r, depth-1)
	bad := []string{"log(-1 - x^2)", "1/(x - x)", "sqrt(-1 - y^2)*x"}[r.IntN(3)]
	text := fmt.Sprintf("where(%[3]s < 0.3 && !(%[3]s < -2), %[1]s, %[3]s != %[3]s, %[4]s, %[2]s)", a, b, c, bad)
	return text, func(in [3]dual) dual {
		if k := h(in).v; k < 0.3 && !(k < -2) {
			return f(in)
		}
		return g(in)
	}
}

// TestRandomFormulas holds value, derivatives and text of formulas to what the text means.
func TestRandomFormulas(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	params := []string{"x", "y", "z"}
	for range 1500 {
		text, want := randomFormula(r, 1+r.IntN(5))
		f := MustParse(text, params...)
		again, err := Parse(f.String(), params...)
		require.NoError(t, err, "%s, written %s", text, f)
		for range 3 {
			x, y, z := r.NormFloat64(), r.NormFloat64(), r.NormFloat64()
			w := want([3]dual{{x, [3]float64{1, 0, 0}}, {y, [3]float64{0, 1, 0}}, {z, [3]float64{0, 0, 1}}})
			size := 1 + math.Abs(w.v)
			requireClose(t, w.v, f.Eval(x, y, z), size, "%s", text)
			requireClose(t, w.v, again.Eval(x, y, z), size, "%s, written %s", text, f)
			for i, by := range params {
				d := f.Derivative(by)
				requireClose(t, w.d[i], d.Eval(x, y, z), size, "%s by %s: %s", text, by, d)
				requireClose(t, w.d[i], MustParse(d.String(), params...).Eval(x, y, z), size, "%s by %s, written %s", text, by, d)
			}
		}
		require.NotContains(t, f.LaTeX(), "%!")
	}
}

func requireClose(t *testing.T, want, got, size float64, format string, args ...any) {
	t.Helper()
	if want == got || math.IsNaN(want) && math.IsNaN(got) || math.IsInf(want, 0) {
		return
	}
	if !(math.Abs(want-got) <= 1e-10*(size+math.Abs(want))) {
		require.Failf(t, "differs", format+": %v, want %v", append(args, got, want)...)
	}
}
