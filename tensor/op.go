package tensor

import "github.com/credence-ppl/credence/internal/par"

// Op is one entry of the table of operations. A bound call of it is a tape record: everything Forward and VJP need is in the [Call].
//
// Nothing is computed outside the table. Op, Call, Register, Apply, Values and the tape are the low-level interface that
// dist and infer build on; models use the functions and methods of Tensor.
type Op struct {
	Name string

	// Shape sets k.Out.Shape (and a Plan) from k.In and k.Attr; it panics, naming the shapes, when they do not fit. Elementwise operations have none: their
	// inputs broadcast.
	Shape func(k *Call)

	// Scratch is the number of values kept from Forward to VJP; nil is none.
	Scratch func(k *Call) int

	// Forward writes every element of the output. VJP adds to the adjoint of every input that has one. Neither allocates.
	// An operation without a VJP has derivative zero (it is piecewise constant).
	Forward, VJP Kernel

	Elementwise bool // output i depends on the inputs' elements at i only; uniform inputs give a uniform output

	// Bit sets over the inputs.
	Uniform    uint // may be uniform; the others are made dense first
	Transposed uint // may be transposed; the others are copied first
	NoGrad     uint // never differentiated: indices, observed classes. They take the type of the other inputs.

	// Cases are calls for the gradient check; the test over the table fails for a differentiable operation without any.
	Cases []Case
}

// Kernel is one generic body, instantiated for both element types.
type Kernel struct{ F64, F32 func(k *Call) }

// Case is one call for the gradient check. It describes its inputs, because the table exists before tensors can be made.
type Case struct {
	In   []Input
	Attr any
}

// Input is random: uniform over [Low, High), or over [-2, 2) if both are 0, rounded down if Whole.
type Input struct {
	Shape     Shape
	Low, High float64
	Whole     bool
}

// Operand is one side of a call.
type Operand struct {
	Shape      Shape
	Transposed bool // the values are those of the transpose
	v, g       buffer
	node       int32 // -1: a constant
}

// Stored is the number of stored values: the size, or 1 for a uniform operand.
func (o *Operand) Stored() int { return o.v.n }

// Values are the stored values of an operand. They belong to the tape.
func Values[T Float](o *Operand) []T { return values[T](o.v) }

// Grad is the adjoint of an operand, laid out as its values; nil if nobody wants it.
func Grad[T Float](o *Operand) []T {
	if o.g.isNil() {
		return nil
	}
	return values[T](o.g)
}

// Call is an operation bound to its buffers.
type Call struct {
	Op      *Op
	Attr    any // what the operation knows besides its inputs
	In      []Operand
	Out     Operand
	DType   DType
	scratch buffer
	plan    Plan
}

// Scratch is what Op.Scratch asked for. Its contents survive from Forward to VJP and start undefined.
func Scratch[T Float](k *Call) []T { return values[T](k.scratch) }

var table []*Op

// Register enters an operation in the table. It is called when packages are initialised.
func Register(o Op) *Op {
	table = append(table, &o)
	return &o
}

// Table lists every registered operation.
func Table() []*Op { return table }

// Apply is the one way operations run: it checks the inputs, records the call on their tape, if any, and computes it.
// attr must not be changed afterwards.
func Apply(op *Op, attr any, in ...*Tensor) *Tensor { return applyOn(nil, op, attr, in) }

// applyOn is Apply for operations that may have to record on a tape none of their inputs is on.
func applyOn(t *Tape, op *Op, attr any, in []*Tensor) *Tensor {
	for _, x := range in {
		if x == nil {
			fail(op.Name, "an operand is nil")
		}
		if x.tape == nil {
			continue
		}
		x.live(op.Name)
		if t != nil && t != x.tape {
			fail(op.Name, "operands belong to two different runs; Detach() the one from outside")
		}
		t = x.tape
	}
	dtype, weak := commonType(op, in)
	k, need := bind(t, op, attr, dtype, in)
	if op.Shape != nil {
		op.Shape(k)
	} else {
		k.broadcast()
	}
	stored := k.Out.Shape.Size()
	if op.Elementwise && foldable(k) {
		stored = 1
		k.plan = Plan{run: 1, size: 1}
	}
	k.Out.v = t.buffer(dtype, stored)
	if op.Scratch != nil {
		k.scratch = t.buffer(dtype, op.Scratch(k))
	}
	k.run(op.Forward)
	out := t.header()
	*out = Tensor{shape: k.Out.Shape, data: k.Out.v, dtype: dtype, weak: weak, tape: t, node: -1}
	if t != nil {
		out.gen = t.gen
		out.node = t.recordCall(k, need && op.VJP.F64 != nil)
	}
	return out
}

func (k *Call) run(f Kernel) {
	if k.DType == Float32 {
		f.F32(k)
	} else {
		f.F64(k)
	}
}

// broadcast is the Shape of elementwise operations.
func (k *Call) broadcast() {
	shapes := make([]Shape, 0, maxInputs)
	for i := range k.In {
		shapes = append(shapes, k.In[i].Shape)
	}
	out, ok := BroadcastShapes(shapes...)
	if !ok {
		fail(k.Op.Name, "shapes %v do not broadcast", shapes)
	}
	k.Out.Shape = out
	k.PlanOperands(out)
}

// PlanOperands plans the broadcast of all inputs, as they are stored, to out.
func (k *Call) PlanOperands(out Shape) {
	shapes := make([]Shape, 0, maxInputs)
	for i := range k.In {
		s := k.In[i].Shape
		if k.In[i].Stored() == 1 {
			s = nil
		}
		shapes = append(shapes, s)
	}
	k.Plan(out, shapes...)
}

func foldable(k *Call) bool {
	for i := range k.In {
		if k.In[i].Stored() != 1 {
			return false
		}
	}
	return len(k.In) > 0
}

// commonType is the element type of a call. Tensors of rank above 0 decide and must agree; scalars and Go numbers follow.
func commonType(op *Op, in []*Tensor) (d DType, weak bool) {
	var decides *Tensor
	weak = len(in) > 0
	for i, x := range in {
		weak = weak && x.weak
		if op.NoGrad&(1<<i) != 0 || x.weak {
			continue
		}
		switch {
		case decides == nil, len(decides.shape) == 0 && len(x.shape) > 0:
			decides = x
		case len(x.shape) == 0 && len(decides.shape) == 0:
			if decides.dtype == Float32 {
				decides = x // two scalars: the more precise
			}
		case len(x.shape) > 0 && x.dtype != decides.dtype:
			fail(op.Name, "%v %v meets %v %v; convert one of them with As, for example As(tensor.%v)",
				decides.dtype, []int(decides.shape), x.dtype, []int(x.shape), decides.dtype)
		}
	}
	if decides == nil {
		return Float64, weak
	}
	return decides.dtype, weak
}

// bind makes the call and fits its inputs to what the operation accepts.
func bind(t *Tape, op *Op, attr any, dtype DType, in []*Tensor) (k *Call, need bool) {
	k = t.call(len(in))
	k.Op, k.Attr, k.DType = op, attr, dtype
	k.scratch, k.Out = buffer{}, Operand{}
	for i, x := range in {
		bit := uint(1) << i
		if x.dtype != dtype {
			x = x.As(dtype)
		}
		if x.transposed && op.Transposed&bit == 0 {
			x = x.contiguous()
		}
		if x.uniform() && !op.Elementwise && op.Uniform&bit == 0 {
			x = x.dense()
		}
		o := Operand{Shape: x.shape, Transposed: x.transposed, v: x.data, node: -1}
		if op.NoGrad&bit == 0 && x.NeedsGrad() {
			o.node = x.node
			need = true
		}
		k.In[i] = o
	}
	return k, need
}

// Split covers the call's plan with pieces and calls body for each. Pieces may run at the same time; they depend on the
// size alone, so that results do not depend on the number of processors.
func (k *Call) Split(body func(lo, hi int)) {
	if k.plan.size <= par.Grain {
		body(0, k.plan.size)
		return
	}
	par.For(k.plan.size, func(_, lo, hi int) { body(lo, hi) })
}

// SplitVJP is Split for bodies that add to adjoints: pieces run in order if two elements may share an adjoint.
func (k *Call) SplitVJP(body func(lo, hi int)) {
	for i := range k.In {
		if !k.In[i].g.isNil() && k.In[i].Stored() != k.plan.size {
			body(0, k.plan.size)
			return
		}
	}
	k.Split(body)
}
