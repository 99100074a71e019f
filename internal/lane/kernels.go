package lane

import (
	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/kernel"
)

// kernels compute a function on registers. out may be one of the others.
type kernels struct {
	k1 func(out, x []float64)
	k2 func(out, x, y []float64)
	k3 func(out, x, y, z []float64)
}

// values compute a function of numbers.
type values struct {
	v1 func(x float64) float64
	v2 func(x, y float64) float64
	v3 func(x, y, z float64) float64
}

func valuesOf(f *expr.Function) values {
	v1, v2, v3 := f.Go()
	return values{v1, v2, v3}
}

// table has the functions with kernels of their own.
var table = map[string]kernels{
	"+":      {k2: kernel.Add},
	"*":      {k2: kernel.Mul},
	"/":      {k2: kernel.Div},
	"square": {k1: func(out, x []float64) { kernel.Mul(out, x, x) }},
	"sqrt":   {k1: kernel.Sqrt},
	"abs":    {k1: kernel.Abs},
	"floor":  {k1: kernel.Floor},
	"min":    {k2: kernel.Min},
	"max":    {k2: kernel.Max},
	"<":      {k2: kernel.Less},
	"<=":     {k2: kernel.LessEqual},
	"==":     {k2: kernel.Equal},
	"&&":     {k2: kernel.Mul},
	"||":     {k2: kernel.Max},
	"where":  {k3: kernel.Select},
	"fma":    {k3: kernel.MulAdd},
	"!":      {k1: func(out, x []float64) { kernel.Equal(out, x, zeros[:]) }},

	"exp":      {k1: kernel.Exp[float64]},
	"expm1":    {k1: kernel.Expm1[float64]},
	"log":      {k1: kernel.Log[float64]},
	"log1p":    {k1: kernel.Log1p[float64]},
	"tanh":     {k1: kernel.Tanh[float64]},
	"sigmoid":  {k1: kernel.Sigmoid[float64]},
	"softplus": {k1: kernel.Softplus[float64]},
	"lgamma":   {k1: kernel.Lgamma[float64]},
	"digamma":  {k1: kernel.Digamma[float64]},
	"trigamma": {k1: kernel.Trigamma},

	"xmlog1p":     {k1: kernel.XMinusLog1p},
	"stirling":    {k1: kernel.StirlingError},
	"logmdigamma": {k1: kernel.LogMinusDigamma},
	"normcdf":     {k1: kernel.NormalCDF},
	"lognormcdf":  {k1: kernel.NormalLogCDF},
}

var zeros [Block]float64

// kernelsOf returns the kernel of a function: from the table, or a loop over its values.
func kernelsOf(f *expr.Function) kernels {
	switch f {
	case sub:
		return kernels{k2: kernel.Sub}
	case neg:
		return kernels{k1: kernel.Neg}
	}
	if k, ok := table[f.Name()]; ok {
		return k
	}
	v1, v2, v3 := f.Go()
	switch f.Arity() {
	case 1:
		return kernels{k1: func(out, x []float64) {
			for i, v := range x {
				out[i] = v1(v)
			}
		}}
	case 2:
		return kernels{k2: func(out, x, y []float64) {
			for i, v := range x {
				out[i] = v2(v, y[i])
			}
		}}
	}
	return kernels{k3: func(out, x, y, z []float64) {
		for i, v := range x {
			out[i] = v3(v, y[i], z[i])
		}
	}}
}

// quick is a function of numbers that is computed without a call.
type quick int

const (
	quickAdd quick = 1 + iota
	quickSub
	quickMul
	quickDiv
	quickNeg
	quickSquare
	quickLess
	quickLessEqual
	quickNot
	quickWhere
)

var quicks = map[*expr.Function]quick{
	add: quickAdd, sub: quickSub, mul: quickMul, div: quickDiv, neg: quickNeg, square: quickSquare,
	less: quickLess, lessEqual: quickLessEqual, not: quickNot, choice: quickWhere,
}

func quickOf(f *expr.Function) quick { return quicks[f] }
