package ode_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/ode"
	"github.com/credence-ppl/credence/tensor"
	"github.com/credence-ppl/credence/tensor/optest"
)

func vec(x ...float64) *tensor.Tensor { return tensor.Of(x) }

var methods = map[string]ode.Method{"DormandPrince": ode.DormandPrince, "Rodas5P": ode.Rodas5P}

func TestOperation(t *testing.T) {
	for _, op := range tensor.Table() {
		if op.Name == "ode.Solve" {
			optest.Check(t, op)
		}
	}
}

var (
	linear     = ode.MustParse("gut' = -ka*gut; blood' = ka*gut - k*blood", "ka", "k")
	oscillator = ode.MustParse("x' = v; v' = -w^2*x", "w")
	logistic   = ode.MustParse("y' = r*y*(1 - y/k)", "r", "k")
	forced     = ode.MustParse("y' = -k*(y - sin(t)) + cos(t)", "k")
	constant   = ode.MustParse("y' = 2")
)

// TestKnownSolutions holds the errors to the tolerances, and those of the derivatives of a sum over all states to a
// hundred times them: errors of steps add up.
func TestKnownSolutions(t *testing.T) {
	times := vec(0, 0.3, 1, 2.5, 6)
	for what, c := range map[string]struct {
		system        *ode.System
		start, params []float64
		want          func(t float64, x ...float64) []float64 // of start and params
	}{
		"linear": {linear, []float64{3, 1}, []float64{1.7, 0.4}, func(t float64, x ...float64) []float64 {
			gut := x[0] * math.Exp(-x[2]*t)
			return []float64{gut, x[1]*math.Exp(-x[3]*t) + x[0]*x[2]/(x[2]-x[3])*(math.Exp(-x[3]*t)-math.Exp(-x[2]*t))}
		}},
		"oscillator": {oscillator, []float64{1, 0.5}, []float64{2}, func(t float64, x ...float64) []float64 {
			sin, cos := math.Sincos(x[2] * t)
			return []float64{x[0]*cos + x[1]/x[2]*sin, x[1]*cos - x[0]*x[2]*sin}
		}},
		"logistic": {logistic, []float64{0.1}, []float64{1.3, 2}, func(t float64, x ...float64) []float64 {
			e := math.Exp(x[1] * t)
			return []float64{x[2] * x[0] * e / (x[2] + x[0]*(e-1))}
		}},
		"forced": {forced, []float64{2}, []float64{3}, func(t float64, x ...float64) []float64 {
			return []float64{math.Sin(t) + x[0]*math.Exp(-x[1]*t)}
		}},
		"constant": {constant, []float64{1}, nil, func(t float64, x ...float64) []float64 { return []float64{x[0] + 2*t} }},
	} {
		x := append(append([]float64{}, c.start...), c.params...)
		exact := func(x ...float64) (all []float64) {
			for _, at := range times.Float64s() {
				all = append(all, c.want(at, x...)...)
			}
			return all
		}
		for name, m := range methods {
			for _, tol := range []float64{1e-4, 1e-6, 1e-9} {
				n := len(c.start)
				y, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
					y := ode.Solve(c.system, in[0].Slice(0, 0, n), in[0].Slice(0, n, len(x)), times, ode.Options{Method: m, RelTol: tol, AbsTol: tol})
					for i, v := range exact(x...) {
						require.InDelta(t, v, tensor.Raw[float64](y)[i], 20*tol, "%s by %s, tolerance %v", what, name, tol)
					}
					return y.Sum()
				}, tensor.Of(x))
				require.NotNil(t, y)
				for i := range x {
					h := 1e-3
					at := func(d float64) (sum float64) {
						moved := append([]float64{}, x...)
						moved[i] += d
						for _, v := range exact(moved...) {
							sum += v
						}
						return sum
					}
					slope := (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
					require.InDelta(t, slope, grads[0].At(i), 100*tol+1e-9, "%s by %s, tolerance %v, derivative %d", what, name, tol, i)
				}
			}
		}
	}
}

// TestRobertson is the kinetics of an autocatalytic reaction over eleven decades of time (Robertson 1966), with the
// reference solution of the Test Set for IVP Solvers (Mazzia & Magherini 2008, problem ROBER) at 10¹¹.
func TestRobertson(t *testing.T) {
	s := ode.MustParse(`
		slow = k1*a
		fast = k2*b^2
		back = k3*b*c
		a' = back - slow
		b' = slow - back - fast
		c' = fast`, "k1", "k2", "k3")
	y := ode.Solve(s, vec(1, 0, 0), vec(0.04, 3e7, 1e4), vec(1e11), ode.Options{Method: ode.Rodas5P, RelTol: 1e-10, AbsTol: 1e-20})
	for i, want := range []float64{0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050} {
		require.InEpsilon(t, want, y.At(0, i), 1e-8, "state %d", i)
	}
	_, err := solve(s, vec(1, 0, 0), vec(0.04, 3e7, 1e4), vec(1e11), ode.Options{})
	require.ErrorContains(t, err, "10000 steps did not reach 1e+11")
	require.ErrorContains(t, err, "Options.Method Rodas5P")
}

// TestVanDerPol is the oscillator with μ = 1000 in the original time, with the reference solution of the same test set
// (problem VDPOL) at 2000.
func TestVanDerPol(t *testing.T) {
	s := ode.MustParse("y' = v; v' = mu*(1 - y^2)*v - y", "mu")
	y := ode.Solve(s, vec(2, 0), vec(1000), vec(2000), ode.Options{Method: ode.Rodas5P, RelTol: 1e-10, AbsTol: 1e-10})
	require.InEpsilon(t, 0.1706167732170483e1, y.At(0, 0), 1e-8)
	require.InEpsilon(t, -0.8928097010247975e-3, y.At(0, 1), 1e-8)
}

// TestSteadyState starts where nothing changes: only the derivatives tell how long a step may be. Those of
// y = b + (y₀ - b) exp(-kt) are known.
func TestSteadyState(t *testing.T) {
	s := ode.MustParse("y' = k*(b - y)", "k", "b")
	for name, m := range methods {
		_, g := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor {
			y := ode.Solve(s, x[0], x[1], vec(5, 20), ode.Options{Method: m})
			return y.Index(0, 1).Add(tensor.Mul(y.Index(0, 0), 1000)).Sum()
		}, vec(2), vec(1.5, 2))
		at5, at20 := math.Exp(-1.5*5), math.Exp(-1.5*20)
		require.InDelta(t, at20+1000*at5, g[0].At(0), 1e-2, name)
		require.InDelta(t, 0, g[1].At(0), 1e-2, name)
		require.InDelta(t, 1-at20+1000*(1-at5), g[1].At(1), 1e-2, name)
	}
	// There is no derivative at 0, and the states have a solution all the same.
	root := ode.MustParse("y' = -sqrt(max(y, 0))")
	require.InDelta(t, 0, ode.Solve(root, vec(0), nil, vec(3), ode.Options{}).At(0, 0), 1e-9)
	// The direction grows without bounds, and is shortened.
	growth := ode.MustParse("y' = r*(y - 1)", "r")
	require.Equal(t, 1.0, ode.Solve(growth, vec(1), vec(1), vec(800), ode.Options{}).At(0, 0))
}

// TestJumps is a drug in one compartment, given several times: a sum of exponentials. Doses may come in any order, late
// ones do nothing, and what is asked for at the time of a dose is the trough before it.
func TestJumps(t *testing.T) {
	s := ode.MustParse("drug' = infusion - k*drug; infusion' = 0", "k")
	at, by := vec(12, 0, 24, 99), vec(2, 3, 1, 1000)
	times := vec(0, 5, 12, 20, 24, 30, 13)
	concentration := func(k, t float64) (c float64) {
		for i, dose := range by.Float64s() {
			if after := t - at.At(i); after > 0 {
				c += dose * math.Exp(-k*after)
			}
		}
		on, off := max(0, t-6), max(0, t-8) // an infusion of rate 4 from 6 to 8
		return c + 4/k*(math.Exp(-k*off)-math.Exp(-k*on))
	}
	for name, m := range methods {
		y := ode.Solve(s, vec(0, 0), vec(0.2), times, ode.Options{Method: m, RelTol: 1e-9, Jumps: []ode.Jump{
			{State: "drug", Times: at, By: by}, {State: "infusion", Times: vec(6, 8), By: vec(4, -4)}}})
		for i, at := range times.Float64s() {
			require.InDelta(t, concentration(0.2, at), y.At(i, 0), 1e-7, "%s at %v", name, at)
		}
	}
	// The derivative with respect to a lag, by which all doses are late.
	value := func(lag *tensor.Tensor) *tensor.Tensor {
		return ode.Solve(linear, vec(0, 0), vec(1.1, 0.3), vec(2, 5), ode.Options{RelTol: 1e-10,
			Jumps: []ode.Jump{{State: "gut", Times: tensor.Add(vec(0, 3), lag), By: vec(1, 2)}}}).Slice(1, 1, 2).Sum()
	}
	_, g := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor { return value(x[0]) }, tensor.Scalar(0.25))
	slope := value(tensor.Scalar(0.251)).Sub(value(tensor.Scalar(0.249))).Item() / 0.002
	require.InDelta(t, slope, g[0].Item(), 1e-5)
}

// TestBatch solves the systems of a batch as it does each alone.
func TestBatch(t *testing.T) {
	start, rates := tensor.Of([]float64{0.1, 0.2}, 2, 1), tensor.Of([]float64{0.5, 1, 1, 1, 2, 3}, 3, 1, 2)
	y := ode.Solve(logistic, start, rates, vec(1, 2), ode.Options{})
	require.Equal(t, tensor.Shape{3, 2, 2, 1}, y.Shape())
	for i := range 3 {
		for j := range 2 {
			alone := ode.Solve(logistic, start.Index(0, j), rates.Index(0, i).Reshape(2), vec(1, 2), ode.Options{})
			require.Equal(t, alone.Float64s(), y.Index(0, i).Index(0, j).Float64s())
		}
	}
	require.Equal(t, tensor.Float32, ode.Solve(logistic, start.As(tensor.Float32), rates.As(tensor.Float32), vec(1, 2).As(tensor.Float32), ode.Options{}).DType())
	require.Equal(t, tensor.Shape{0, 1}, ode.Solve(logistic, vec(1), vec(1, 1), tensor.Zeros(0), ode.Options{}).Shape())
}

// solve returns what Solve panics with.
func solve(s *ode.System, start, params, times *tensor.Tensor, o ode.Options) (y *tensor.Tensor, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = p.(error)
		}
	}()
	return ode.Solve(s, start, params, times, o), nil
}

func TestErrors(t *testing.T) {
	explosion := ode.MustParse("y' = y^2; z' = 1/z")
	for want, f := range map[string]func() (*tensor.Tensor, error){
		"the steps became too short to advance the time: the solution goes to infinity here": func() (*tensor.Tensor, error) {
			return solve(explosion, vec(2, 1), nil, vec(3), ode.Options{})
		},
		"the rate z' is +Inf": func() (*tensor.Tensor, error) {
			return solve(explosion, vec(2, 0), nil, vec(3), ode.Options{})
		},
		"of system [1], y = ": func() (*tensor.Tensor, error) {
			return solve(explosion, tensor.Of([]float64{-1, 1, 2, 1}, 2, 2), nil, vec(3), ode.Options{})
		},
		"the parameter k is NaN": func() (*tensor.Tensor, error) {
			return solve(logistic, vec(1), vec(1, math.NaN()), vec(1), ode.Options{})
		},
		"a time is -1; times are finite, and not before the start (Options.From)": func() (*tensor.Tensor, error) {
			return solve(logistic, vec(1), vec(1, 1), vec(-1), ode.Options{})
		},
		"start has shape [2]; its last dimension must be 1, for [y]": func() (*tensor.Tensor, error) {
			return solve(logistic, vec(1, 2), vec(1, 1), vec(1), ode.Options{})
		},
		"params has shape [0]; its last dimension must be 2, for [r k]": func() (*tensor.Tensor, error) {
			return solve(logistic, vec(1), nil, vec(1), ode.Options{})
		},
		"times must be a vector": func() (*tensor.Tensor, error) {
			return solve(logistic, vec(1), vec(1, 1), tensor.Scalar(1), ode.Options{})
		},
		`a Jump is of state "x"; there are [y]`: func() (*tensor.Tensor, error) {
			return solve(logistic, vec(1), vec(1, 1), vec(1), ode.Options{Jumps: []ode.Jump{{State: "x"}}})
		},
		"a Jump of y needs Times and By of the shape [batch…, n]": func() (*tensor.Tensor, error) {
			return solve(logistic, vec(1), vec(1, 1), vec(1), ode.Options{Jumps: []ode.Jump{{State: "y", Times: vec(1), By: tensor.Scalar(1)}}})
		},
		"Options.RelTol is -1; it must be positive": func() (*tensor.Tensor, error) {
			return solve(logistic, vec(1), vec(1, 1), vec(1), ode.Options{RelTol: -1})
		},
		"Rodas5P needs second derivatives: expr: the derivative of trigamma with respect to x is not known": func() (*tensor.Tensor, error) {
			return solve(ode.MustParse("y' = digamma(y)"), vec(1), nil, vec(1), ode.Options{Method: ode.Rodas5P})
		},
		"batches [[2] [3] []] of start": func() (*tensor.Tensor, error) {
			return solve(logistic, tensor.Ones(2, 1), tensor.Ones(3, 2), vec(1), ode.Options{})
		},
	} {
		y, err := f()
		require.ErrorContains(t, err, want, "%v", y)
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"y":                   "there is no equation; each state has a line of the form y' = formula",
		"y'' = -y":            "y'' is a second derivative; give the first one a name of its own, as in y' = v and v' = …",
		"y' = 1; y' = 2":      "there are two equations for y'",
		"r' = 1":              "r is a state, by its equation, and a parameter",
		"t' = 1":              "t is the time",
		"y' = r*(1 - y":       "ode: line 1, column 14: found the end of an equation, expected an operator or )",
		"y' = r*q":            "q is unknown; the parameters are t, y, r",
		"y' = z'; z' = r":     "z' is unknown",
		"y' = trigamma(y)*r*": "ode: line 1, column 20: found the end of an equation",
		"y' = trigamma(y)":    "ode: the derivative of trigamma with respect to x is not known",
	} {
		_, err := ode.Parse(text, "r")
		require.ErrorContains(t, err, want, text)
	}
	s, err := ode.Parse("a = r*2\n y' = a*z\n z' = -y' + t", "r")
	require.NoError(t, err)
	require.Equal(t, []string{"y", "z"}, s.States())
	require.Equal(t, []string{"r"}, s.Params())
}
