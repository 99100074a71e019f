package tensor

import (
	"math/bits"
	"slices"
)

// Apply runs an operation: it checks the inputs, records the call on their tape, if any, and computes it. attr must not
// be changed afterwards.
func Apply(op *Op, attr any, in ...*Tensor) *Tensor { return applyOn(nil, op, attr, in) }

// applyOn returns Apply for operations that may have to record on a tape none of their inputs is on.
func applyOn(t *Tape, op *Op, attr any, in []*Tensor) *Tensor {
	t = commonTape(t, op, in)
	dtype, weak := commonType(op, in)
	if fitted := fit(op, dtype, in); fitted != nil {
		in = fitted
	}
	k := t.call()
	k.Op, k.Attr, k.DType = op, attr, dtype
	k.In, k.Out = k.few[:0], Operand{}
	need := k.bind(in) && op.Differentiable()
	k.scratch, k.plan.size, k.bounds, k.inPlace = buffer{}, 0, bounds{}, op.InPlace
	k.shape()

	out := t.header()
	*out = Tensor{shape: k.Out.Shape, dtype: dtype, weak: weak && len(k.Out.Shape) == 0, tape: t}
	if op.Converts {
		out.dtype, out.weak = dtype.other(), false
	}
	stored := k.elements()
	if op.Elementwise && foldable(k.In) {
		stored = 1
		k.plan.begin(1)
	}
	if stored > maxStored {
		k.failSize()
	}
	k.Out.v = t.buffer(out.dtype, stored)
	if op.Scratch != nil {
		k.scratch = t.buffer(dtype, op.Scratch(k))
	}
	k.run(op.Forward)

	out.data, out.bounds = k.Out.v, k.bounds
	if t != nil {
		out.gen = t.gen
		out.node, out.origin = t.keep(k, out.dtype, need)
	}
	return out
}

// elements returns how many the output has. Operands that broadcast may make more than can be counted.
func (k *Call) elements() int {
	n := uint(1)
	for _, d := range k.Out.Shape {
		hi, lo := bits.Mul(n, uint(d))
		if hi > 0 || lo > maxElements {
			k.failSize()
		}
		n = lo
	}
	return int(n)
}

func (k *Call) failSize() {
	fail(k.Op.Name, "the result, of shape %v, has too many elements", []int(k.Out.Shape))
}

// commonTape returns the tape of a call. All inputs on a tape must be on the same one.
func commonTape(t *Tape, op *Op, in []*Tensor) *Tape {
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
	return t
}

// commonType returns the element type of a call. Tensors of rank above 0 decide and must agree; scalars and Go numbers
// follow. The first operand that is never differentiated decides where all others are Go numbers.
func commonType(op *Op, in []*Tensor) (d DType, weak bool) {
	var decides, otherwise *Tensor
	weak = len(in) > 0
	for i, x := range in {
		weak = weak && x.weak
		switch {
		case x.weak:
		case op.NoGrad&(1<<i) != 0:
			if otherwise == nil {
				otherwise = x
			}
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
	switch {
	case decides != nil:
		return decides.dtype, weak
	case otherwise != nil:
		return otherwise.dtype, weak
	}
	return Float64, weak
}

// fit returns the inputs as the operation accepts them, or nil if it accepts all of them. Conversions and copies are
// calls of their own, which come before this one on the tape.
func fit(op *Op, dtype DType, in []*Tensor) (fitted []*Tensor) {
	for i, x := range in {
		bit := uint(1) << i
		y := x.As(dtype)
		if y.transposed && op.Transposed&bit == 0 {
			y = y.contiguous()
		}
		if y.uniform() && !op.Elementwise && op.Uniform&bit == 0 {
			y = y.dense()
		}
		if y == x {
			continue
		}
		if fitted == nil {
			fitted = slices.Clone(in)
		}
		fitted[i] = y
	}
	return fitted
}

// bind makes the inputs the call's operands and reports whether any needs a derivative.
func (k *Call) bind(in []*Tensor) (need bool) {
	for i, x := range in {
		o := Operand{Shape: x.shape, Transposed: x.transposed, v: x.data, origin: x.origin}
		if k.Op.NoGrad&(1<<i) == 0 && x.NeedsGrad() {
			o.node = x.node
			need = true
		}
		k.In = append(k.In, o)
	}
	return need
}

// shape works out the output's shape. Inputs of elementwise operations broadcast.
func (k *Call) shape() {
	if k.Op.Shape != nil {
		k.Op.Shape(k)
		return
	}
	var few [maxInputs]Shape
	shapes := few[:0]
	for i := range k.In {
		shapes = append(shapes, k.In[i].Shape)
	}
	out, ok := BroadcastShapes(shapes...)
	if !ok {
		fail(k.Op.Name, "shapes %v do not broadcast", slices.Clone(shapes))
	}
	k.Out.Shape = out
	k.PlanOperands(out)
}

// PlanOperands plans the broadcast of all inputs, as they are stored, to out.
func (k *Call) PlanOperands(out Shape) {
	var few [maxInputs]Shape
	shapes := few[:0]
	for i := range k.In {
		s := k.In[i].Shape
		if k.In[i].Stored() == 1 {
			s = nil
		}
		shapes = append(shapes, s)
	}
	k.Plan(out, shapes...)
}

func foldable(in []Operand) bool {
	for i := range in {
		if in[i].Stored() != 1 {
			return false
		}
	}
	return len(in) > 0
}
