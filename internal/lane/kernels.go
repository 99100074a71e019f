package lane

import (
	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/kernel"
)

// kernels compute a function on registers. out may be one of the others.
type kernels struct {
	quick      // on numbers, without a call; 0 if it takes one
	cost   int // in units of what an addition takes, roughly; 0 is 1
	k1     func(out, x []float64)
	k2     func(out, x, y []float64)
	k3     func(out, x, y, z []float64)
	single func(out, x []float32) // k1 for float32; no program needs it
}

// Single returns the kernels of a function of one number for both element types; nil if it has none for float32.
func Single(f *expr.Function) (f64 func(out, x []float64), f32 func(out, x []float32)) {
	k := byFunction[f]
	if k.single == nil {
		return nil, nil
	}
	return k.k1, k.single
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
	quickMin
	quickMax
)

// table has the functions with kernels of their own, by the names under which they are looked up.
var table = map[string]kernels{
	"+":      {quick: quickAdd, k2: kernel.Add},
	"-":      {quick: quickSub, k2: kernel.Sub},
	"*":      {quick: quickMul, k2: kernel.Mul},
	"/":      {quick: quickDiv, cost: 4, k2: kernel.Div},
	"neg":    {quick: quickNeg, k1: kernel.Neg},
	"square": {quick: quickSquare, k1: func(out, x []float64) { kernel.Mul(out, x, x) }},
	"sqrt":   {cost: 4, k1: kernel.Sqrt},
	"abs":    {k1: kernel.Abs},
	"floor":  {k1: kernel.Floor},
	"min":    {quick: quickMin, k2: kernel.Min},
	"max":    {quick: quickMax, k2: kernel.Max},
	"<":      {quick: quickLess, k2: kernel.Less},
	"<=":     {quick: quickLessEqual, k2: kernel.LessEqual},
	"==":     {k2: kernel.Equal},
	"&&":     {k2: kernel.Mul},
	"||":     {k2: kernel.Max},
	"!":      {quick: quickNot, k1: func(out, x []float64) { kernel.Equal(out, x, zeros[:]) }},
	"where":  {quick: quickWhere, k3: kernel.Select},
	"fma":    {k3: kernel.MulAdd},

	"exp":      {cost: 8, k1: kernel.Exp[float64], single: kernel.Exp[float32]},
	"expm1":    {cost: 8, k1: kernel.Expm1[float64], single: kernel.Expm1[float32]},
	"log":      {cost: 8, k1: kernel.Log[float64], single: kernel.Log[float32]},
	"log1p":    {cost: 8, k1: kernel.Log1p[float64], single: kernel.Log1p[float32]},
	"tanh":     {cost: 8, k1: kernel.Tanh[float64], single: kernel.Tanh[float32]},
	"sigmoid":  {cost: 8, k1: kernel.Sigmoid[float64], single: kernel.Sigmoid[float32]},
	"softplus": {cost: 8, k1: kernel.Softplus[float64], single: kernel.Softplus[float32]},
	"lgamma":   {cost: 8, k1: kernel.Lgamma[float64], single: kernel.Lgamma[float32]},
	"digamma":  {cost: 8, k1: kernel.Digamma[float64], single: kernel.Digamma[float32]},
	"trigamma": {cost: 8, k1: kernel.Trigamma},

	"xmlog1p":     {cost: 8, k1: kernel.XMinusLog1p},
	"stirling":    {cost: 8, k1: kernel.StirlingError},
	"logmdigamma": {cost: 8, k1: kernel.LogMinusDigamma},
	"normcdf":     {cost: 8, k1: kernel.NormalCDF},
	"lognormcdf":  {cost: 8, k1: kernel.NormalLogCDF},
}

var zeros [Block]float64

// byFunction is the table by function.
var byFunction = func() map[*expr.Function]kernels {
	by := map[*expr.Function]kernels{}
	for name, k := range table {
		by[expr.Lookup(name)] = k
	}
	return by
}()

// loop is the cost of functions without kernels.
const loop = 100

// kernelsOf returns the kernel of a function: from the table, or a loop over its values.
func kernelsOf(f *expr.Function) kernels {
	if k, ok := byFunction[f]; ok {
		return k
	}
	v1, v2, v3 := f.Go()
	switch f.Arity() {
	case 1:
		return kernels{cost: loop, k1: func(out, x []float64) {
			for i, v := range x {
				out[i] = v1(v)
			}
		}}
	case 2:
		return kernels{cost: loop, k2: func(out, x, y []float64) {
			for i, v := range x {
				out[i] = v2(v, y[i])
			}
		}}
	}
	return kernels{cost: loop, k3: func(out, x, y, z []float64) {
		for i, v := range x {
			out[i] = v3(v, y[i], z[i])
		}
	}}
}
