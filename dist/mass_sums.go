package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// massSums makes the distribution functions of a family of counts, for which there is no formula, of sums of its masses
// over the side of a value to which they fall. Either tail has all its digits.
type massSums struct {
	// span tells the values that have a mass.
	span func(p []float64) massSpan

	mass  *compiled     // the formula of log p, which is smooth between whole numbers
	valid *expr.Formula // of the parameters
}

// massSpan are the values that have a mass.
type massSpan struct {
	low, high float64   // the first and the last
	breaks    []float64 // where log p is not smooth: near the ends, which need not be listed, and elsewhere
	uneven    bool      // it may rise again after it has fallen
}

// massSide is the logarithm of the probability of one side, and its derivatives with respect to the parameters.
type massSide struct {
	log    float64
	slopes [maxOperands]float64
}

// other returns the other side.
func (s massSide) other() massSide {
	o := massSide{log: special.Log1mExp(min(s.log, 0))}
	if odds := math.Exp(s.log - o.log); odds > 0 {
		for i, v := range s.slopes {
			o.slopes[i] = -v * odds
		}
	}
	return o
}

// sides returns the sides up to x and above it, with derivatives if they are wanted. in are x and the parameters.
func (m *massSums) sides(in []float64, wanted uint) (lower, upper massSide) {
	x, params := math.Floor(in[0]), in[1:]
	never := massSide{log: math.Inf(-1)}
	if x != x || m.valid.Eval(params...) == 0 {
		return massSide{log: math.NaN()}, massSide{log: math.NaN()}
	}
	span := m.span(params)
	switch {
	case x < span.low || math.IsInf(x, -1):
		return never, massSide{}
	case x >= span.high:
		return massSide{}, never
	}
	uniform := uint(1)<<len(in) - 2
	values := m.mass.program(programKey{what: valueEach, uniform: uniform}).Begin(in)
	defer values.End()
	operands := make([][]float64, len(in))
	at := func(x []float64) ([]float64, [][]float64) {
		operands[0] = x
		values.Run(len(x), operands)
		return values.Root(0), nil
	}
	beside := at
	if wanted != 0 {
		slopes := m.mass.program(programKey{what: slopeEach, uniform: uniform, wanted: wanted}).Begin(in)
		defer slopes.End()
		var roots [][]float64
		beside = func(x []float64) ([]float64, [][]float64) {
			log, _ := at(x)
			slopes.Run(len(x), operands)
			roots = roots[:0]
			for i := range params {
				if wanted&(2<<i) != 0 {
					roots = append(roots, slopes.Root(len(roots)))
				}
			}
			return log, roots
		}
	}
	sum := func(from, to float64) (s massSide) {
		var each []float64
		s.log, each = special.SumExp{From: from, To: to, Breaks: append(span.breaks, span.low, span.high), Falls: !span.uneven, At: beside}.Sum()
		for i := range params {
			if wanted&(2<<i) != 0 && len(each) > 0 {
				s.slopes[i], each = each[0], each[1:]
			}
		}
		return s
	}
	log, _ := at([]float64{x, x + 1})
	falls := log[1] < log[0]
	const most = -0.25 // a side that has nearly all tells too little about the other
	if falls {
		upper = sum(x+1, span.high)
		if lower = upper.other(); upper.log > most {
			lower = sum(x, span.low)
		}
		return lower, upper
	}
	lower = sum(x, span.low)
	if upper = lower.other(); lower.log > most {
		upper = sum(x+1, span.high)
	}
	return lower, upper
}

// enter gives a family whose masses have a formula its distribution functions.
func (m massSums) enter(f *family, name string, logProb formula, valid string, noGrad uint, inputs []tensor.Input) {
	var names []string
	for _, p := range f.Params {
		names = append(names, p.Name)
	}
	m.mass = compile(logProb, noGrad, append([]string{"x"}, names...)...)
	m.valid = expr.MustParse(conjunction(valid, "1"), names...)
	enter := func(what string, pick func(lower, upper massSide) (s massSide, isLog bool)) *pointwise {
		p := pointwise{formula: compile(formula{}, noGrad, m.mass.names...)}
		op := p.describe(name+"."+what, [][]tensor.Input{inputs})
		op.Shape, op.Elementwise = p.shapeEach, true
		op.Forward = tensor.Kernel{F64: massSumsForward[float64](&m, pick), F32: massSumsForward[float32](&m, pick)}
		if p.differentiable() {
			op.VJP = tensor.Kernel{F64: massSumsVJP[float64](&m, &p, pick), F32: massSumsVJP[float32](&m, &p, pick)}
		}
		p.each = tensor.Register(op)
		return &p
	}
	f.bySums = true
	f.cdf = enter("CDF", func(lower, _ massSide) (massSide, bool) { return lower, false })
	f.logCDF = enter("LogCDF", func(lower, _ massSide) (massSide, bool) { return lower, true })
	f.logSurvival = enter("LogSurvival", func(_, upper massSide) (massSide, bool) { return upper, true })
}

type massPick = func(lower, upper massSide) (s massSide, isLog bool)

// massOperands sets in to the operands of element i of a run.
func massOperands[T tensor.Float](in []float64, k *tensor.Call, w *tensor.Walk, i int) {
	for j := range in {
		in[j] = float64(tensor.Values[T](&k.In[j])[w.In[j]+i*w.Step[j]])
	}
}

func massSumsForward[T tensor.Float](m *massSums, pick massPick) func(*tensor.Call) {
	return func(k *tensor.Call) {
		out := tensor.Values[T](&k.Out)
		k.Split(func(lo, hi int) {
			in := make([]float64, len(m.mass.names))
			for w := k.Walk(lo, hi); w.Next(); {
				for i := range w.N {
					massOperands[T](in, k, &w, i)
					s, isLog := pick(m.sides(in, 0))
					if !isLog {
						s.log = math.Exp(s.log)
					}
					out[w.Out+i] = T(s.log)
				}
			}
		})
	}
}

func massSumsVJP[T tensor.Float](m *massSums, p *pointwise, pick massPick) func(*tensor.Call) {
	return func(k *tensor.Call) {
		clearFresh(k)
		g, wanted := tensor.Grad[T](&k.Out), wanted[T](p.formula, k)
		k.SplitVJP(func(lo, hi int) {
			in := make([]float64, len(m.mass.names))
			for w := k.Walk(lo, hi); w.Next(); {
				for i := range w.N {
					g := float64(g[w.Out+i])
					if g == 0 {
						continue
					}
					massOperands[T](in, k, &w, i)
					s, isLog := pick(m.sides(in, wanted))
					if !isLog {
						g *= math.Exp(s.log)
					}
					for j := 1; j < len(in); j++ {
						if sink := tensor.SinkOf[T](&k.In[j]); wanted&(1<<j) != 0 && s.log > math.Inf(-1) {
							sink.Add(w.In[j]+i*w.Step[j], g*s.slopes[j-1])
						}
					}
				}
			}
		})
	}
}
