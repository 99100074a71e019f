package expr

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestString(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a*b/c", "a*b/c"},
		{"a*(b/c)", "a*(b/c)"},
		{"a/b/c", "a/b/c"},
		{"a/(b*c)", "a/(b*c)"},
		{"a - (b - c)", "a - (b - c)"},
		{"a + -b", "a - b"},
		{"a - 0.5*b", "a - b/2"},
		{"-(a*b)/4", "-a*b/4"},
		{"(-a)^2 + (-a)^3", "a^2 - a*a^2"},
		{"2^(a^b)", "2^a^b"},
		{"(2^a)^b", "(2^a)^b"},
		{"a^-b", "a^(-b)"},
		{"(-2)^a", "(-2)^a"},
		{"!(a < b) && a != b || b == c", "!(a < b) && a != b || b == c"},
		{"(a < b) < c", "(a < b) < c"},
		{"where(a > b, 1, where(a < b, 2, 3))", "where(b < a, 1, a < b, 2, 3)"},
		{"-1/a + b*0 + c/1", "c - 1/a"},
		{"3/(2*a)", "1.5/a"},
		{"a*where(b < c, 0, 1)", "where(b < c, 0, a)"},
		{"a + a + 3*a - a", "4*a"},
		{"2*(a - b) - (a - b)", "a - b"},
		{"z = a/b\nz^2 + z", "z = a/b; z + z^2"},
	} {
		f, err := Parse(c.text, "a", "b", "c")
		require.NoError(t, err)
		require.Equal(t, c.want, f.String(), c.text)
	}
}

// TestStringOfSharedNodes holds that a formula whose parts are used over and over has a short text.
func TestStringOfSharedNodes(t *testing.T) {
	f := MustParse("x + 1/x", "x")
	for range 60 {
		g, err := f.Also("sin(f) + cos(f)", map[string]*Formula{"f": f})
		require.NoError(t, err)
		f = g
	}
	require.Less(t, len(f.String()), 4000)
	require.Equal(t, f.Eval(0.3), MustParse(f.String(), "x").Eval(0.3))
	require.Less(t, len(f.LaTeX()), 6000)
	require.Less(t, len(f.Derivative("x").String()), 20000)
}

func TestLaTeX(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a*b/c", `\frac{a b}{c}`},
		{"a/b/b", `\frac{a}{b^2}`},
		{"(a - b)/c/c", `\frac{a - b}{c^2}`},
		{"-(a - b)/2", `\frac{b - a}{2}`},
		{"(a + b)*(a - c)", `(a + b) (a - c)`},
		{"(a/b + 1)^2", `\left(\frac{a}{b} + 1\right)^2`},
		{"3*a/4", `\frac{3 a}{4}`},
		{"2.7*a", `2.7 a`},
		{"1/(pi*a)", `\frac{1}{\pi a}`},
		{"log(2*pi)/2 + log(a)", `\frac{1}{2} \log 2 \pi + \log a`},
		{"log(a/b)", `\log\left(\frac{a}{b}\right)`},
		{"log1p(a) + expm1(b) + xlogy(a, c)", `\log(a + 1) + e^{b} - 1 + a \log c`},
		{"exp(-a^2/2)", `\exp\left(-\frac{a^2}{2}\right)`},
		{"exp(-a)", `e^{-a}`},
		{"sqrt(a)^b", `\sqrt{a}^{b}`},
		{"lgamma(a + 1) - digamma(b)", `\log \Gamma(a + 1) - \psi(b)`},
		{"where(a < b, 1, a <= c, 2, 3)", `\begin{cases} 1 & \text{if } a < b \\ 2 & \text{if } a \le c \\ 3 & \text{otherwise} \end{cases}`},
		{"where(a != b && !(b < c), inf, -inf)", `\begin{cases} \infty & \text{if } a \ne b \land \lnot (b < c) \\ -\infty & \text{otherwise} \end{cases}`},
		{"abs(a) + floor(b)", `\left|a\right| + \lfloor b \rfloor`},
		{"1e-290*a", `10^{-290} a`},
		{"1.5e30 + a", `a + 1.5 \cdot 10^{30}`},
		{"sign(a)", `\operatorname{sign}(a)`},
		{"tan(a)^2", `(\tan a)^2`},
		{"z = a/b; z^2 + z", `z + z^2, \quad z = \frac{a}{b}`},
	} {
		require.Equal(t, c.want, MustParse(c.text, "a", "b", "c").LaTeX(), c.text)
	}
	require.Equal(t, `\beta_{1} + \sigma + \mathrm{total\_count}`, MustParse("sigma + total_count + beta1", "sigma", "total_count", "beta1").LaTeX())
}
