package expr

import (
	"fmt"
	"math"
	"strings"
	"sync"

	"github.com/credence-ppl/credence/internal/special"
)

// maxArgs is the largest number of arguments of a function.
const maxArgs = 3

// Function is a function that formulas may use: its name, its value in Go, and its derivatives.
type Function struct {
	name  string
	arity int
	f1    func(x float64) float64
	f2    func(x, y float64) float64
	f3    func(x, y, z float64) float64

	rules []string // the derivative with respect to each argument; "" where there is none
	body  *Formula // of a function that is an abbreviation; it never stands in a node

	once   sync.Once
	slopes []*Formula // the rules, parsed when they are needed
	faults []error    // of the rules
}

// Name returns the name of the function in formulas.
func (f *Function) Name() string { return f.name }

// Arity returns the number of arguments.
func (f *Function) Arity() int { return f.arity }

// value returns the value of the function.
func (f *Function) value(args ...float64) float64 {
	switch f.arity {
	case 1:
		return f.f1(args[0])
	case 2:
		return f.f2(args[0], args[1])
	}
	return f.f3(args[0], args[1], args[2])
}

// Go returns the function as a Go function of one, two or three numbers; the others are nil.
func (f *Function) Go() (f1 func(x float64) float64, f2 func(x, y float64) float64, f3 func(x, y, z float64) float64) {
	return f.f1, f.f2, f.f3
}

// argNames are the arguments in rules. The function's own value is called f there.
var argNames = []string{"x", "y", "z"}

// slope returns the rule for argument i as a formula of the arguments and the value. It panics if there is none.
func (f *Function) slope(i int) *Formula {
	f.once.Do(func() {
		f.slopes, f.faults = make([]*Formula, f.arity), make([]error, f.arity)
		for i, r := range f.rules {
			if r != "" {
				f.slopes[i], f.faults[i] = Parse(r, append(argNames[:f.arity:f.arity], "f")...)
			}
		}
	})
	of := fmt.Sprintf("expr: the derivative of %s with respect to %s", f.name, argNames[i])
	switch {
	case f.faults[i] != nil:
		panic(of + ": " + strings.TrimPrefix(f.faults[i].Error(), "expr: "))
	case f.slopes[i] == nil:
		panic(of + " is not known")
	}
	return f.slopes[i]
}

// The operators, and functions that simplification knows. where selects: its derivative is that of what it selects, so
// it has a rule of its own in derive.go.
var (
	neg    = &Function{name: "-", arity: 1, f1: func(x float64) float64 { return -x }, rules: []string{"-1"}}
	not    = &Function{name: "!", arity: 1, f1: func(x float64) float64 { return special.Indicator(x == 0) }, rules: []string{"0"}}
	add    = binary("+", func(x, y float64) float64 { return x + y }, "1", "1")
	sub    = binary("-", func(x, y float64) float64 { return x - y }, "1", "-1")
	mul    = binary("*", func(x, y float64) float64 { return x * y }, "y", "x")
	div    = binary("/", func(x, y float64) float64 { return x / y }, "1/y", "-f/y")
	pow    = binary("^", math.Pow, "where(y == 0, 0, y*x^(y-1))", "where(f == 0, 0, f*log(x))")
	square = &Function{name: "square", arity: 1, f1: func(x float64) float64 { return x * x }, rules: []string{"2*x"}}
	sqrt   = &Function{name: "sqrt", arity: 1, f1: math.Sqrt, rules: []string{"0.5/f"}}

	less      = binary("<", func(x, y float64) float64 { return special.Indicator(x < y) }, "0", "0")
	lessEqual = binary("<=", func(x, y float64) float64 { return special.Indicator(x <= y) }, "0", "0")
	equal     = binary("==", func(x, y float64) float64 { return special.Indicator(x == y) }, "0", "0")
	and       = binary("&&", func(x, y float64) float64 { return special.Indicator(x != 0 && y != 0) }, "0", "0")
	or        = binary("||", func(x, y float64) float64 { return special.Indicator(x != 0 || y != 0) }, "0", "0")

	log = &Function{name: "log", arity: 1, f1: special.Log, rules: []string{"1/x"}}

	where = &Function{name: "where", arity: 3, f3: func(c, x, y float64) float64 {
		if c != 0 {
			return x
		}
		return y
	}}
)

func binary(name string, f func(x, y float64) float64, rules ...string) *Function {
	return &Function{name: name, arity: 2, f2: f, rules: rules}
}

// functions are those that formulas call by name.
var functions = map[string]*Function{}

func init() {
	one := func(name string, f func(x float64) float64, rule string) {
		functions[name] = &Function{name: name, arity: 1, f1: f, rules: []string{rule}}
	}
	two := func(name string, f func(x, y float64) float64, dx, dy string) {
		functions[name] = &Function{name: name, arity: 2, f2: f, rules: []string{dx, dy}}
	}
	for _, f := range []*Function{square, sqrt, log, where} {
		functions[f.name] = f
	}
	functions["pow"] = pow

	one("abs", math.Abs, "(0 < x) - (x < 0)")
	one("sign", sign, "0")
	one("floor", math.Floor, "0")
	two("min", special.Min, "where(x < y, 1, 0)", "where(x < y, 0, 1)")
	two("max", special.Max, "where(x < y, 0, 1)", "where(x < y, 1, 0)")

	one("exp", exponential, "f")
	one("expm1", math.Expm1, "exp(x)")
	one("log1p", math.Log1p, "1/(1 + x)")
	one("sin", math.Sin, "cos(x)")
	one("cos", math.Cos, "-sin(x)")
	one("tan", math.Tan, "1 + f^2")
	one("atan", math.Atan, "1/(1 + x^2)")
	one("tanh", math.Tanh, "4*sigmoid(2*x)*sigmoid(-2*x)")
	one("sigmoid", special.Sigmoid, "f*sigmoid(-x)")
	one("softplus", special.Softplus, "sigmoid(x)")
	one("log1mexp", special.Log1mExp, "-1/expm1(-x)")
	two("xlogy", special.XLogY, "log(y)", "x/y")
	two("xlog1py", special.XLog1pY, "log1p(y)", "x/(1 + y)")

	one("lgamma", special.Lgamma, "digamma(x)")
	one("digamma", special.Digamma, "trigamma(x)")
	one("trigamma", special.Trigamma, "")
	// x*y + z, rounded once.
	functions["fma"] = &Function{name: "fma", arity: 3, f3: math.FMA, rules: []string{"y", "x", "1"}}
	two("lbeta", special.LogBeta, "digamma(x) - digamma(x + y)", "digamma(y) - digamma(x + y)")

	one("normcdf", special.NormalCDF, "exp(-x^2/2 - 0.91893853320467274178)")
	one("lognormcdf", special.NormalLogCDF, "normhazard(x)")
	one("normhazard", special.NormalHazard, "-f*(x + f)")
	one("normquantile", special.NormalQuantile, "exp(f^2/2 + 0.91893853320467274178)")
	one("erf", math.Erf, "1.12837916709551257390*exp(-x^2)")
	one("erfinv", math.Erfinv, "0.88622692545275801365*exp(f^2)")

	// What cancels in the formulas that it stands for: x - log(1 + x), the error of Stirling's formula for log Γ(x) from
	// x = 10 on, log x - ψ(x).
	one("xmlog1p", special.XMinusLog1p, "x/(1 + x)")
	one("stirling", special.StirlingError, "0.5/x - logmdigamma(x)")
	one("logmdigamma", special.LogMinusDigamma, "1/x - trigamma(x)")
}

// exponential returns math.Exp, which on amd64 is infinite from 709.44 on, where eˣ still has a number.
func exponential(x float64) float64 {
	if x > 709 {
		return math.Exp(x-1) * math.E
	}
	return math.Exp(x)
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}

// operations are the operators by their names.
var operations = map[string]*Function{
	"neg": neg, "!": not, "+": add, "-": sub, "*": mul, "/": div, "^": pow,
	"<": less, "<=": lessEqual, "==": equal, "&&": and, "||": or,
}

// Lookup returns the function that formulas call by a name, or an operator: + - * / ^ < <= == && || ! and neg, that of
// one operand. It serves code that compiles formulas, and panics if there is none.
func Lookup(name string) *Function {
	f := functions[name]
	if f == nil {
		f = operations[name]
	}
	if f == nil || f.body != nil {
		panic(fmt.Sprintf("expr: Lookup: there is no function %s", name))
	}
	return f
}

// constants are the names of numbers in formulas.
var constants = map[string]float64{"pi": math.Pi, "π": math.Pi, "inf": math.Inf(1), "nan": math.NaN()}

func isPowerOf2(v float64) bool {
	m, _ := math.Frexp(v)
	return math.Abs(m) == 0.5 && special.Finite(1/v)
}

// Define makes a function known to formulas under a name: value is a func of one to three float64 to one, and rules are
// its derivatives with respect to each, formulas of the arguments x, y, z and of the value f. A derivative "" is not
// known, and refused where it is needed. Define panics where a name is taken or the number of rules is not that of
// arguments; it is for the initialization of packages.
func Define[F func(x float64) float64 | func(x, y float64) float64 | func(x, y, z float64) float64](name string, value F, rules ...string) *Function {
	f := &Function{name: name, rules: rules}
	switch v := any(value).(type) {
	case func(x float64) float64:
		f.arity, f.f1 = 1, v
	case func(x, y float64) float64:
		f.arity, f.f2 = 2, v
	case func(x, y, z float64) float64:
		f.arity, f.f3 = 3, v
	}
	if len(rules) != f.arity {
		panic(fmt.Sprintf("expr: Define: %s has %d derivatives for %s", name, len(rules), count(f.arity, "argument")))
	}
	enter(f)
	return f
}

// Abbreviate makes name(params…) stand for a formula in formulas that are parsed later.
func Abbreviate(name, body string, params ...string) {
	enter(&Function{name: name, arity: len(params), body: MustParse(body, params...)})
}

func enter(f *Function) {
	if f.name == "" || nameLength(f.name) != len(f.name) {
		panic(fmt.Sprintf("expr: a function has the name %q; names are letters, digits and _", f.name))
	}
	if _, taken := functions[f.name]; taken {
		panic(fmt.Sprintf("expr: the function %s is already defined", f.name))
	}
	functions[f.name] = f
}
