package expr

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseErrors(t *testing.T) {
	deep := strings.Repeat("(", 2*maxNested)
	for _, c := range []struct{ text, want string }{
		{"", "line 1, column 1: found the end, expected a number, a name or ("},
		{"x +", "line 1, column 4: found the end, expected a number, a name or ("},
		{"x + ;", "line 1, column 5: found ;, expected a number, a name or ("},
		{"x * / y", "line 1, column 5: found /, expected a number, a name or ("},
		{"\n\n  x y", "line 3, column 5: found y, expected an operator, or the end"},
		{"2x", "line 1, column 2: found x, expected an operator, or the end"},
		{"x\ny", "line 2, column 1: found y, expected an operator, or the end: the value is the last line"},
		{"x\n\t+ y", "line 2, column 2: found +, expected an operator, or the end"},
		{"(x + y", "line 1, column 7: found the end, expected an operator or )"},
		{"(x + y\n", "found the end, expected an operator or )"},
		{"x + y)", "line 1, column 6: found ), expected an operator, or the end"},
		{"log(x", "line 1, column 6: found the end, expected an operator, a comma or )"},
		{"log(x y)", "line 1, column 7: found y, expected an operator, a comma or )"},
		{"log(x,)", "line 1, column 7: found ), expected a number, a name or ("},
		{"log(,x)", "line 1, column 5: found ,, expected a number, a name or ("},
		{"log()", "line 1, column 1: log takes 1 argument, not 0"},
		{"1 + log(x, y)", "line 1, column 5: log takes 1 argument, not 2"},
		{"xlogy(x)", "line 1, column 1: xlogy takes 2 arguments, not 1"},
		{"where(x, y)", "line 1, column 1: where takes 3 arguments, or 5, 7, …, not 2"},
		{"where(x, 1, y, 2)", "where takes 3 arguments, or 5, 7, …, not 4"},
		{"log + 1", "line 1, column 1: log is a function; ( must follow"},
		{"x + q", "line 1, column 5: q is unknown; the parameters are x, y"},
		{"cot(x)", "line 1, column 1: there is no function cot"},
		{"x(y + 1)", "line 1, column 1: x is not a function; a product is written with *"},
		{"x = 1\nx", "line 1, column 1: x already stands for something"},
		{"z = 1\nz = 2\nz", "line 2, column 1: z already stands for something"},
		{"pi = 3; pi", "line 1, column 1: pi already stands for something"},
		{"z = z + 1\nz", "line 1, column 5: z is unknown"},
		{"z = 1", "line 1, column 6: found the end, expected an operator, a new line or ; after the definition of z"},
		{"z = 1 = 2", "found = (a definition is the first thing in a line, and == compares), expected an operator, a new line or ;"},
		{"x = y", "x already stands for something"},
		{"where(x = 1, 2, 3)", "line 1, column 9: found = (a definition is the first thing in a line, and == compares), expected"},
		{"z = x\n\t- y", "line 2, column 2: the line before defines z, which is not used; a line that goes on ends with an operator or within parentheses"},
		{"w = y\nz = x\n\n-y + w", "line 4, column 1: the line before defines z, which is not used"},
		{"0 < x < 1", "line 1, column 7: a comparison of a comparison; write a < b && b < c for a < b < c"},
		{"1.2.3", "line 1, column 1: 1.2.3 is not a number"},
		{"1e", "line 1, column 1: 1e is not a number"},
		{"1e999", "line 1, column 1: 1e999 is not a number"},
		{".", "line 1, column 1: . is not a number"},
		{"x & y", "line 1, column 3: found &, expected an operator, or the end"},
		{"x ٣", "line 1, column 3: found ٣, expected an operator, or the end"},
		{"x \xff", "line 1, column 3: found \xff, expected an operator, or the end"},
		{"ŷ = é + 1; ŷ", "line 1, column 5: é is unknown"},
		{deep, "the formula is nested more than 1000 deep"},
		{strings.Repeat("-", 2*maxNested) + "x", "the formula is nested more than 1000 deep"},
		{strings.Repeat("x^", 2*maxNested) + "x", "the formula is nested more than 1000 deep"},
	} {
		_, err := Parse(c.text, "x", "y")
		require.ErrorContains(t, err, c.want, "%.40q", c.text)
	}
	_, err := Parse("z = x\n  z * )", "x")
	require.EqualError(t, err, "expr: line 2, column 7: found ), expected a number, a name or (\n\t  z * )\n\t      ^")
	require.PanicsWithError(t, "expr: line 1, column 1: y is unknown; the parameters are x\n\ty\n\t^", func() { MustParse("y", "x") })
}

func TestParameterErrors(t *testing.T) {
	for _, c := range []struct {
		params []string
		want   string
	}{
		{[]string{"x", "x"}, "expr: parameter 1 has the name x of another"},
		{[]string{""}, `expr: parameter 0 has the name ""; names are letters, digits and _`},
		{[]string{"2x"}, `expr: parameter 0 has the name "2x"; names are letters, digits and _`},
		{[]string{"a b"}, `expr: parameter 0 has the name "a b"; names are letters, digits and _`},
		{[]string{"inf"}, "expr: parameter 0 has the name of the constant inf"},
	} {
		_, err := Parse("1", c.params...)
		require.EqualError(t, err, c.want)
	}
}

func TestParse(t *testing.T) {
	const x, y = 3.0, 0.5
	for _, c := range []struct {
		text string
		want float64
	}{
		{"x - y - 1", 1.5},
		{"x - (y - 1)", 3.5},
		{"x/y/2", 3},
		{"x/(y/2)", 12},
		{"2*x + y*4", 8},
		{"-x^2", -9},
		{"(-x)^2", 9},
		{"2^x^y", math.Pow(2, math.Pow(3, 0.5))},
		{"(2^x)^y", math.Pow(8, 0.5)},
		{"x^-1", 1.0 / 3},
		{"2^-x*y", 0.0625},
		{"-x*y", -1.5},
		{"x*-y", -1.5},
		{"x - -y", 3.5},
		{"--x", 3},
		{"!x", 0},
		{"!x + 1", 1},
		{"!!x", 1},
		{"x > y", 1},
		{"x >= 3 && y <= 0.5", 1},
		{"x != 3 || y == 0.5", 1},
		{"x == 3 && !(y == 0.5) || 1 < 0", 0},
		{"1 || 0 && 0", 1},
		{"x + 1 < y*10", 1},
		{"(0 < x) < 2", 1},
		{"where(x < 1, 10, x < 2, 20, x < 4, 30, 40)", 30},
		{"where(y, 7, 8)", 7},
		{"1e3 + .5 + 2. + 1E-1 + 1e+1", 1012.6},
		{"pi + π", 2 * math.Pi},
		{"-inf", math.Inf(-1)},
		{"z = x + 1; z*z", 16},
		{"z = x + 1\nz*z", 16},
		{"\n\n z = x +\n\t1\n\n; w = z*\n z\n w\n\n", 16},
		{"z = (x\n+ 1)\nz*z", 16},
		{"max(x,\n\n y\n)", 3},
		{"θ₁ = x; σ̂_2 = y; θ₁/σ̂_2", 6},
		{"log = x; log(log)", math.Log(3)},
		{"xlogy(0, 0)", 0},
		{"(x)", 3},
		{"z = y; -x", -3}, // a definition that is not used
		{"z = y\n-z", -0.5},
		{"z = y\nx", 3},
		{"\tx\r\n", 3},
	} {
		f, err := Parse(c.text, "x", "y")
		require.NoError(t, err, c.text)
		require.InDelta(t, c.want, f.Eval(x, y), math.Abs(c.want)*1e-15, c.text)
	}
}

func TestDefineErrors(t *testing.T) {
	one := func(x float64) float64 { return x }
	require.PanicsWithValue(t, "expr: the function log is already defined", func() { Define("log", one, "1") })
	require.PanicsWithValue(t, "expr: the function log is already defined", func() { Abbreviate("log", "x", "x") })
	require.PanicsWithValue(t, `expr: a function has the name "2f"; names are letters, digits and _`, func() { Define("2f", one, "1") })
	require.PanicsWithValue(t, "expr: Define: undefined has 2 derivatives for 1 argument", func() { Define("undefined", one, "1", "2") })
	require.PanicsWithError(t, "expr: line 1, column 5: q is unknown; the parameters are x\n\tx + q\n\t    ^", func() { Abbreviate("undefined", "x + q", "x") })
	Define("withWrongRule", one, "q")
	require.PanicsWithValue(t, "expr: the derivative of withWrongRule with respect to x: "+
		"line 1, column 1: q is unknown; the parameters are x, f\n\tq\n\t^", func() { MustParse("withWrongRule(x)", "x").Derivative("x") })
	Define("withoutRule", one, "")
	require.PanicsWithValue(t, "expr: the derivative of withoutRule with respect to x is not known", func() { MustParse("withoutRule(x)", "x").Derivative("x") })
	require.PanicsWithValue(t, "expr: there is no parameter y; there are [x]", func() { MustParse("x", "x").Derivative("y") })
	_, err := MustParse("x", "x").Also("y", map[string]*Formula{"y": MustParse("2")})
	require.EqualError(t, err, "expr: y was not made from the same formula")
}

// FuzzParse holds that what Parse reads it can write, and that it reads this again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"x", "z = x*y\nz^2 + where(z < 1, -1, !z)", "(((", "log(x, y)", "a\u0301", "1e-5-5e1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := Parse(text, "x", "y")
		if err != nil {
			return
		}
		again, err := Parse(g.String(), "x", "y")
		require.NoError(t, err, "%q, written %q", text, g.String())
		want, got := g.Eval(0.7, 1.3), again.Eval(0.7, 1.3)
		if want != got && !(math.IsNaN(want) && math.IsNaN(got)) {
			require.InEpsilon(t, want, got, 1e-12, "%q, written %q", text, g.String())
		}
	})
}

func TestLookup(t *testing.T) {
	require.Same(t, add, Lookup("+"))
	require.Equal(t, 2, Lookup("-").Arity())
	require.Equal(t, 1, Lookup("neg").Arity())
	require.Equal(t, "lgamma", Lookup("lgamma").Name())
	require.PanicsWithValue(t, "expr: Lookup: there is no function cot", func() { Lookup("cot") })
}
