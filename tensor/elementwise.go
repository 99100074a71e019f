package tensor

import (
	"math/bits"
	"sync"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/kernel"
	machine "github.com/credence-ppl/credence/internal/lane"
)

// Elementwise returns an operation on the elements of tensors, which broadcast, by a formula of package expr of one
// element of each. Its derivatives are those of the formula. It computes in Float64 for either element type, a block of
// elements at a time.
//
//	var gelu = tensor.Register(tensor.Elementwise("Gelu", "x*normcdf(x)", "x"))
//
//	y := tensor.Apply(gelu, nil, x)
//
// The Cases of its gradient check are numbers from 0.5 to 2.5, and may be replaced by others. Elementwise panics if the
// formula is wrong, or calls a function whose derivative is not known.
func Elementwise(name, formula string, params ...string) Op {
	if len(params) == 0 || len(params) > maxInputs {
		fail("Elementwise", "%s has %d parameters; there must be 1 to %d", name, len(params), maxInputs)
	}
	e := &elementwise{value: expr.MustParse(formula, params...)}
	op := Op{Name: name, Elementwise: true, Waits: true, Cases: mixedCases(len(params)),
		Forward: pieces(e.forward64, e.forward32)}
	for i, p := range params {
		slope := e.value.Derivative(p)
		if zero, number := slope.Root().Number(); number && zero == 0 {
			op.NoGrad |= 1 << i
		}
		e.slopes = append(e.slopes, slope)
	}
	if op.NoGrad == 1<<len(params)-1 {
		op.NoGrad = 0 // of an operation without derivatives
		return op
	}
	op.VJP = piecesVJP(e.vjp64, e.vjp32)
	return op
}

// elementwise is a formula with the programs that compute it.
type elementwise struct {
	value    *expr.Formula
	slopes   []*expr.Formula
	programs machine.Programs[elementwiseKey]
}

// elementwiseKey tells programs apart: the inputs that are one number, and those whose derivatives are wanted. If none
// are, it is a program of the value.
type elementwiseKey struct{ uniform, wanted uint }

// begin returns a frame of the program for a call, to go back with End.
func (e *elementwise) begin(b *blocks, wanted uint) *machine.Frame {
	key := elementwiseKey{b.uniform, wanted}
	return e.programs.Of(key, func() *machine.Program {
		roots := []machine.Root{{Formula: e.value}}
		if wanted != 0 {
			roots = roots[:0]
			for set := wanted; set != 0; set &= set - 1 {
				roots = append(roots, machine.Root{Formula: e.slopes[bits.TrailingZeros(set)]})
			}
		}
		return machine.Compile(machine.Layout{Uniform: key.uniform}, len(e.slopes), roots...)
	}).Begin(b.numbers[:len(e.slopes)])
}

func (e *elementwise) forward64(k *Call, lo, hi int) { elementwiseForward[float64](e, k, lo, hi) }
func (e *elementwise) forward32(k *Call, lo, hi int) { elementwiseForward[float32](e, k, lo, hi) }
func (e *elementwise) vjp64(k *Call, lo, hi int)     { elementwiseVJP[float64](e, k, lo, hi) }
func (e *elementwise) vjp32(k *Call, lo, hi int)     { elementwiseVJP[float32](e, k, lo, hi) }

func elementwiseForward[T Float](e *elementwise, k *Call, lo, hi int) {
	b := blocksOf[T](k, lo, hi)
	defer blockRooms.Put(b)
	f := e.begin(b, 0)
	defer f.End()
	out := Values[T](&k.Out)
	for nextBlock[T](b) {
		f.Run(b.n, b.in[:len(k.In)])
		convert(out[b.start:b.start+b.n], f.Root(0))
	}
}

func elementwiseVJP[T Float](e *elementwise, k *Call, lo, hi int) {
	b := blocksOf[T](k, lo, hi)
	defer blockRooms.Put(b)
	wanted := uint(0)
	for i := range k.In {
		if !k.In[i].g.isNil() && k.Op.NoGrad&(1<<i) == 0 {
			wanted |= 1 << i
		}
	}
	f := e.begin(b, wanted)
	defer f.End()
	g := Grad[T](&k.Out)
	for nextBlock[T](b) {
		f.Run(b.n, b.in[:len(k.In)])
		g := wide(&b.g, g[b.start:b.start+b.n])
		root := 0
		for set := wanted; set != 0; set &= set - 1 {
			addSlopes[T](b, bits.TrailingZeros(set), f.Root(root), g)
			root++
		}
	}
}

// addSlopes adds the slopes d, times the adjoints g, to the adjoint of an input. A zero adjoint adds nothing, even
// where the slope is infinite.
func addSlopes[T Float](b *blocks, input int, d, g []float64) {
	in := &b.k.In[input]
	if to, ok := any(Grad[T](in)).([]float64); ok && b.direct&(1<<input) != 0 {
		kernel.Products(to[b.start:b.start+b.n], g, d, true)
		return
	}
	sink := SinkOf[T](in)
	for i, v := range g {
		if v == 0 {
			continue
		}
		switch {
		case b.direct&(1<<input) != 0:
			sink.Add(b.start+i, v*d[i])
		case b.gathered&(1<<input) != 0:
			sink.Add(b.at[input][i], v*d[i])
		default:
			sink.Add(0, v*d[i])
		}
	}
}

// blocks goes over the elements of a call, a block at a time, with the inputs that are not one number in Float64, as
// programs read them.
type blocks struct {
	k *Call

	direct   uint // bit set of the inputs that have a value for each element
	gathered uint // of those that broadcast
	uniform  uint // of those that are one number, unless the call has one element

	start, n, end int // the block covers output elements [start, start+n)
	run           int // how far the walk is in its run
	w             Walk

	numbers [maxInputs]float64 // of the uniform inputs
	in      [maxInputs][]float64
	rooms   [maxInputs][lane]float64
	at      [maxInputs][lane]int // where the elements of gathered inputs are
	g       [lane]float64
}

var blockRooms = sync.Pool{New: func() any { return new(blocks) }}

// blocksOf starts before output element lo and ends before hi. It goes back to blockRooms.
func blocksOf[T Float](k *Call, lo, hi int) *blocks {
	b := blockRooms.Get().(*blocks)
	b.k, b.start, b.n, b.end, b.run = k, lo, 0, hi, 0
	b.direct, b.gathered, b.uniform = 0, 0, 0
	for i := range k.In {
		switch in := &k.In[i]; in.Stored() {
		case k.plan.size:
			b.direct |= 1 << i
		case 1:
			b.uniform |= 1 << i
			b.numbers[i] = float64(Values[T](in)[0])
		default:
			b.gathered |= 1 << i
		}
	}
	b.w.Begin(k, lo, hi)
	return b
}

// nextBlock moves to the next block and reports whether there is one.
func nextBlock[T Float](b *blocks) bool {
	b.start += b.n
	if b.start >= b.end {
		return false
	}
	b.n = min(lane, b.end-b.start)
	if b.gathered != 0 {
		b.follow()
	}
	for i := range b.k.In {
		switch values := Values[T](&b.k.In[i]); {
		case b.direct&(1<<i) != 0:
			b.in[i] = wide(&b.rooms[i], values[b.start:b.start+b.n])
		case b.gathered&(1<<i) != 0:
			b.in[i] = b.rooms[i][:b.n]
			for j, at := range b.at[i][:b.n] {
				b.in[i][j] = float64(values[at])
			}
		}
	}
	return true
}

// follow finds where the elements of gathered inputs are.
func (b *blocks) follow() {
	for done := 0; done < b.n; {
		if b.run == b.w.N {
			b.w.Next()
			b.run = 0
		}
		m := min(b.w.N-b.run, b.n-done)
		for set := b.gathered; set != 0; set &= set - 1 {
			i := bits.TrailingZeros(set)
			first, step := b.w.In[i]+b.run*b.w.Step[i], b.w.Step[i]
			to := b.at[i][done : done+m]
			for j := range to {
				to[j] = first + j*step
			}
		}
		b.run, done = b.run+m, done+m
	}
}

// mixedCases returns calls for the gradient check in which inputs broadcast in several ways.
func mixedCases(inputs int) []Case {
	var cases []Case
	for _, shapes := range [][]Shape{{{3, 4}}, {{}}, {{3, 4}, {4}, {}, {3, 1}}, {{}, {2, 1, 3}, {5, 1}}} {
		var c Case
		for i := range inputs {
			c.In = append(c.In, Input{Shape: shapes[i%len(shapes)], Low: 0.5, High: 2.5})
		}
		cases = append(cases, c)
	}
	return cases
}
