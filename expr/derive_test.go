package expr

import (
	"encoding/csv"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDerivativeRules compares the rules with derivatives at high precision; see testdata/derivatives.py.
func TestDerivativeRules(t *testing.T) {
	file, err := os.Open("testdata/derivatives.csv")
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	tested := map[string]bool{"where": true, "trigamma": true, "fma": true}
	number := func(s string) float64 {
		v, _ := strconv.ParseFloat(s, 64) // infinite where it is out of range
		return v
	}
	for _, row := range rows[1:] {
		name, by := row[0], row[1]
		tested[name] = true
		args := "(x)"
		if row[3] != "" {
			args = "(x, y)"
		}
		f := MustParse(name+args, "x", "y")
		want := number(row[4])
		got := f.Derivative(by).Eval(number(row[2]), number(row[3]))
		if want == got {
			continue
		}
		// Arguments are rounded: exp(-x²/2) is as exact as x² is.
		tolerance := 4e-15 * math.Abs(want)
		switch name {
		case "normcdf", "lognormcdf", "normhazard", "erf":
			tolerance *= 1 + math.Pow(number(row[2]), 2)/8 // the argument and the hazard cancel, too
		case "normquantile":
			tolerance *= 1 + math.Pow(f.Eval(number(row[2])), 2)/8
		case "lbeta": // differences of digamma
			tolerance += 1e-15 * math.Abs(MustParse("digamma(x + y)", "x", "y").Eval(number(row[2]), number(row[3])))
		case "logmdigamma", "stirling": // differences of 1/x and the like
			tolerance += 4e-16 / number(row[2])
		case "pow":
			tolerance *= 10
		}
		require.InDelta(t, want, got, tolerance+5e-324, "%v", row)
	}
	product := MustParse("fma(x, y, z)", "x", "y", "z")
	for by, want := range map[string]string{"x": "y", "y": "x", "z": "1"} {
		require.Equal(t, want, product.Derivative(by).String())
	}
	for name, f := range functions {
		require.True(t, tested[name] || f.body != nil || len(name) > 4 && name[:4] == "with", "no derivatives of %s are tested", name)
	}
}

// TestNothingLeaksFromBranches: what is not selected has no part in derivatives, though it or its derivative is NaN.
func TestNothingLeaksFromBranches(t *testing.T) {
	for _, c := range []struct {
		text    string
		x, want float64
	}{
		{"where(x > 0, log(x), x)", -1, 1},
		{"where(x > 0, sqrt(x), 0)", 0, 0},
		{"y = where(x > 1, x, 5)\nsqrt(y - 5)", 0, 0}, // the derivative of the root is infinite, and that of y is 0
		{"y = where(x > 1, x, 5)\n1/(y - 5)", 0, 0},
		{"y = where(x > 1, x, 5)\n3*log(y - 5)/7 - x", 0, -1},
		{"xlogy(where(x > 1, x, 0), where(x > 1, x, 0))", 0, 0},
		{"where(x == 0, 1, sin(x)/x)", 0, 0},
		{"where(x == 0, 1, sin(x)/x)*exp(x)", 0, 1},
		{"where(x < 1, 1, x < 2, 1/(x - 1), nan)*x", 0.5, 1},
		{"where(x > 0, x^x, x)^2", -2, -4},
		{"-where(x > 0, log(x), 2) - where(x > 0, log(x), x)", -2, -1},
	} {
		require.Equal(t, c.want, MustParse(c.text, "x").Derivative("x").Eval(c.x), c.text)
	}
}

func TestDerivativesOfDerivatives(t *testing.T) {
	f := MustParse("z = (x - loc)/scale\nexp(-z^2/2)", "x", "loc", "scale")
	third := f.Derivative("x").Derivative("x").Derivative("x")
	require.InDelta(t, math.Exp(-2)*(3*2-8), third.Eval(2, 0, 1), 1e-15) // (3z - z³) e^(-z²/2)
	require.InDelta(t, f.Derivative("loc").Derivative("scale").Eval(1.3, 0.2, 1.7),
		f.Derivative("scale").Derivative("loc").Eval(1.3, 0.2, 1.7), 1e-15)
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	f := MustParse("z = (x - m)/s\nxlogy(z^2, s) - lgamma(s) + where(z > 0, z^2.5, exp(z))", "x", "m", "s")
	want := f.Derivative("s").Eval(3, 1, 2)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, by := range []string{"x", "m", "s"} {
				d := f.Derivative(by)
				also, err := d.Also("d*x + t + sqrt(q)", map[string]*Formula{"d": d, "t": f, "q": f.Derivative("x")})
				if err == nil {
					_, _ = also.LaTeX(), also.String()
				}
			}
			if got := f.Derivative("s").Eval(3, 1, 2); got != want {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
	all.Wait()
}

func TestDerivativesOfFMA(t *testing.T) {
	f := MustParse("fma(x, y, z)", "x", "y", "z")
	for by, want := range map[string]float64{"x": 3, "y": 2, "z": 1} {
		require.Equal(t, want, f.Derivative(by).Eval(2, 3, 4))
	}
	require.Equal(t, `z + x y`, f.LaTeX())
	require.Equal(t, 10.0, f.Eval(2, 3, 4))
}

func TestFunctionsHaveTheirArity(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		if f := functions[name]; f.body == nil && f != where {
			require.Len(t, f.rules, f.arity, name)
			f1, f2, f3 := f.Go()
			require.Equal(t, []bool{f.arity == 1, f.arity == 2, f.arity == 3}, []bool{f1 != nil, f2 != nil, f3 != nil}, name)
		}
	}
}

func TestWithParam(t *testing.T) {
	f := MustParse("x^2", "x")
	more := f.WithParam("g")
	require.Equal(t, []string{"x"}, f.Params())
	product, err := more.Also("g*d", map[string]*Formula{"d": f.Derivative("x")})
	require.NoError(t, err)
	require.Equal(t, 30.0, product.Eval(3, 5))
	_, err = f.Also("g", nil)
	require.ErrorContains(t, err, "g is unknown")
}
