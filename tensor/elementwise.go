package tensor

import (
	"math/bits"

	"github.com/credence-ppl/credence/expr"
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
func (e *elementwise) begin(uniform, wanted uint, numbers []float64) *machine.Frame {
	return e.programs.Of(elementwiseKey{uniform, wanted}, func() *machine.Program {
		roots := []machine.Root{{Formula: e.value}}
		if wanted != 0 {
			roots = roots[:0]
			for set := wanted; set != 0; set &= set - 1 {
				roots = append(roots, machine.Root{Formula: e.slopes[bits.TrailingZeros(set)]})
			}
		}
		return machine.Compile(machine.Layout{Uniform: uniform}, len(e.slopes), roots...)
	}).Begin(numbers)
}

func (e *elementwise) forward64(k *Call, lo, hi int) { elementwiseForward[float64](e, k, lo, hi) }
func (e *elementwise) forward32(k *Call, lo, hi int) { elementwiseForward[float32](e, k, lo, hi) }
func (e *elementwise) vjp64(k *Call, lo, hi int)     { elementwiseVJP[float64](e, k, lo, hi) }
func (e *elementwise) vjp32(k *Call, lo, hi int)     { elementwiseVJP[float32](e, k, lo, hi) }

func elementwiseForward[T Float](e *elementwise, k *Call, lo, hi int) {
	b := BlocksOf[T](k, len(k.In), lo, hi)
	defer b.Free()
	f := e.begin(b.Uniform(), 0, b.Numbers())
	defer f.End()
	for b.Next() {
		f.Run(b.Len(), b.In())
		b.Store(Values[T](&k.Out), f.Root(0))
	}
}

func elementwiseVJP[T Float](e *elementwise, k *Call, lo, hi int) {
	b := BlocksOf[T](k, len(k.In), lo, hi)
	defer b.Free()
	wanted := uint(0)
	for i := range k.In {
		if !k.In[i].g.isNil() && k.Op.NoGrad&(1<<i) == 0 {
			wanted |= 1 << i
		}
	}
	f := e.begin(b.Uniform(), wanted, b.Numbers())
	defer f.End()
	for b.Next() {
		f.Run(b.Len(), b.In())
		g := b.Adjoints(Grad[T](&k.Out))
		root := 0
		for set := wanted; set != 0; set &= set - 1 {
			b.Add(bits.TrailingZeros(set), f.Root(root), g)
			root++
		}
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
