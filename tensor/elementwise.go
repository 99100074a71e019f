package tensor

import (
	"math/bits"
	"slices"

	"github.com/credence-ppl/credence/expr"
	machine "github.com/credence-ppl/credence/internal/lane"
)

// Elementwise returns an operation on the elements of tensors, which broadcast, by a formula of package expr of one
// element of each. Its derivatives are those of the formula; where they contain its value, they take it as the output
// has it. It computes in Float64 for either element type, a block of elements at a time; a formula that is a single
// function with a kernel, such as exp(x), is computed in the type itself.
//
//	var gelu = tensor.Register(tensor.Elementwise("Gelu", "x*normcdf(x)", "x"))
//
//	y := tensor.Apply(gelu, nil, x)
//
// The Cases of its gradient check are numbers from 0.5 to 2.5, and may be replaced by others. Elementwise panics if the
// formula is wrong, or calls a function whose derivative is not known.
func Elementwise(name, formula string, params ...string) Op {
	_, op := newElementwise(name, formula, params)
	return op
}

// newElementwise does what Elementwise does, with derivatives that are better than the formula's in floating point:
// slopes, formulas of the parameters and the value f. Without any they are the formula's own.
func newElementwise(name, formula string, params []string, slopes ...string) (*elementwise, Op) {
	if len(params) == 0 || len(params) > maxInputs {
		fail("Elementwise", "%s has %d parameters; there must be 1 to %d", name, len(params), maxInputs)
	}
	adjoint := "g"
	for slices.Contains(params, adjoint) {
		adjoint += "_"
	}
	e := &elementwise{value: expr.MustParse(formula, params...).WithParam(adjoint)}
	op := Op{Name: name, Elementwise: true, Waits: true, Cases: mixedCases(len(params)), Prepare: e.prepare,
		Forward: pieces(e.forward64, e.forward32)}
	for i, p := range params {
		slope := e.value.Derivative(p)
		if slopes != nil {
			slope = e.also(slopes[i], map[string]*expr.Formula{"f": e.value})
		}
		if zero, number := slope.Root().Number(); number && zero == 0 {
			op.NoGrad |= 1 << i
		}
		e.carried = append(e.carried, e.also(adjoint+"*d", map[string]*expr.Formula{"d": slope}))
	}
	if len(params) <= 3 {
		e.scalar = scalarOf(e.value.Root(), len(params), nil)
		for _, c := range e.carried {
			e.scalars = append(e.scalars, scalarOf(c.Root(), len(params), e.value.Root()))
		}
	}
	e.findKernels()
	if op.NoGrad == 1<<len(params)-1 {
		op.NoGrad = 0 // of an operation without derivatives
		return e, op
	}
	op.Stores = 1<<len(params) - 1
	if len(params) == 1 {
		op.InPlace = 1
	}
	op.VJP = piecesVJP(e.vjp64, e.vjp32)
	return e, op
}

// elementwise is a formula with the programs that compute it.
type elementwise struct {
	value    *expr.Formula   // its parameters are the inputs and the adjoint g of the output
	carried  []*expr.Formula // what g adds to the adjoint of each input
	programs machine.Programs[elementwiseKey]

	scalar  scalar   // value, if it has at most three inputs
	scalars []scalar // carried, alike

	in64 kernels[float64]
	in32 kernels[float32]
}

func (e *elementwise) also(text string, names map[string]*expr.Formula) *expr.Formula {
	f, err := e.value.Also(text, names)
	if err != nil {
		panic(err)
	}
	return f
}

// elementwiseKey tells programs apart: the inputs that are one number, and those whose derivatives are wanted. If none
// are, it is a program of the value.
type elementwiseKey struct{ uniform, wanted uint }

// program returns the program of the value, or of what is added to the wanted adjoints. It then has two more
// parameters, the adjoint and the value of the output.
func (e *elementwise) program(uniform, wanted uint) *machine.Program {
	return e.programs.Of(elementwiseKey{uniform, wanted}, func() *machine.Program {
		if wanted == 0 {
			return machine.Compile(machine.Layout{Uniform: uniform}, len(e.carried), machine.Root{Formula: e.value})
		}
		var roots []machine.Root
		for set := wanted; set != 0; set &= set - 1 {
			roots = append(roots, machine.Root{Formula: e.carried[bits.TrailingZeros(set)]})
		}
		return machine.Compile(machine.Layout{Uniform: uniform, Value: e.value.Root()}, len(e.carried)+2, roots...)
	})
}

// wanted returns the inputs of a call whose adjoints are wanted.
func (k *Call) wanted() (set uint) {
	for i := range k.In {
		if !k.In[i].g.isNil() && k.Op.NoGrad&(1<<i) == 0 {
			set |= 1 << i
		}
	}
	return set
}

func (e *elementwise) forward64(k *Call, lo, hi int) { elementwiseForward(e, k, e.in64.value, lo, hi) }
func (e *elementwise) forward32(k *Call, lo, hi int) { elementwiseForward(e, k, e.in32.value, lo, hi) }
func (e *elementwise) vjp64(k *Call, lo, hi int)     { elementwiseVJP(e, k, e.in64.carry, lo, hi) }
func (e *elementwise) vjp32(k *Call, lo, hi int)     { elementwiseVJP(e, k, e.in32.carry, lo, hi) }

func elementwiseForward[T Float](e *elementwise, k *Call, direct func(out, x []T), lo, hi int) {
	switch {
	case direct != nil:
		direct(Values[T](&k.Out)[lo:hi], Values[T](&k.In[0])[lo:hi])
		return
	case e.scalar != nil && k.plan.size <= fewest:
		fewForward[T](e.scalar, k)
		return
	}
	b := BlocksOf[T](k, len(k.In), lo, hi)
	defer b.Free()
	f := e.program(b.Uniform(), 0).Begin(b.Numbers())
	defer f.End()
	for b.Next() {
		f.Run(b.Len(), b.In())
		b.Store(Values[T](&k.Out), f.Root(0))
	}
}

func elementwiseVJP[T Float](e *elementwise, k *Call, direct func(gx, g, x, y []T, accumulate bool), lo, hi int) {
	switch {
	case e.scalars != nil && k.plan.size <= fewest:
		fewVJP[T](e.scalars, k)
		return
	case direct != nil:
		direct(Grad[T](&k.In[0])[lo:hi], Grad[T](&k.Out)[lo:hi], Values[T](&k.In[0])[lo:hi], Values[T](&k.Out)[lo:hi], !k.In[0].Fresh())
		return
	}
	b := BlocksOf[T](k, len(k.In), lo, hi)
	defer b.Free()
	wanted := k.wanted()
	f := e.program(b.Uniform(), wanted).Begin(b.Numbers())
	defer f.End()
	for b.Next() {
		g := b.beside(0, Grad[T](&k.Out))
		b.beside(1, Values[T](&k.Out))
		f.Run(b.Len(), b.in[:len(k.In)+2])
		root := 0
		for set := wanted; set != 0; set &= set - 1 {
			b.carry(bits.TrailingZeros(set), f.Root(root), g)
			root++
		}
	}
}

// mixedCases returns calls for the gradient check in which inputs broadcast in several ways.
func mixedCases(inputs int) []Case {
	var cases []Case
	for _, shapes := range [][]Shape{{{3, 4}}, {{}}, {{3, 4}, {4}, {}, {3, 1}}, {{}, {2, 1, 3}, {5, 1}}, {{20, 3}, {1, 3}, {20, 1}}} {
		var c Case
		for i := range inputs {
			c.In = append(c.In, Input{Shape: shapes[i%len(shapes)], Low: 0.5, High: 2.5})
		}
		cases = append(cases, c)
	}
	return cases
}
