package tensor

import (
	"slices"
	"sync"

	"github.com/credence-ppl/credence/internal/par"
)

// Op is an entry of the table of operations. All that Forward and VJP need to know is in the [Call], which the tape
// records. Models use the functions and methods of [Tensor] instead; see "Operations of your own" in the package's
// documentation.
type Op struct {
	Name string

	// Shape sets k.Out.Shape (and a Plan) from k.In and k.Attr; it panics, naming the shapes, when they do not fit.
	// Elementwise operations have none: their inputs broadcast.
	Shape func(k *Call)

	// Scratch is the number of values kept from Forward to VJP; nil is none.
	Scratch func(k *Call) int

	// Forward writes every element of the output. VJP adds to the adjoint of every input that has one. Neither
	// allocates anything large. An operation without a VJP has derivative zero (it is piecewise constant).
	Forward, VJP Kernel

	// Prepare is called when a call becomes a part of a [Program], whose buffers keep their places. It may return
	// functions that compute what Forward and VJP do, after working out once what is the same in every replay: most of
	// the time of a call with few elements. Either may be nil. Operands report whether they vary, and which adjoints
	// to store in every replay.
	Prepare func(k *Call) (forward, vjp func())

	Waits bool // VJP does all its work in one call of [Call.SplitVJP] and may therefore run later

	Elementwise bool // output i depends on the inputs' elements at i only; uniform inputs give a uniform output
	Converts    bool // the output has the other element type
	Draws       bool // makes random numbers, different ones for each element type

	// Bit sets over the inputs.
	Stores     uint // VJP honors [Operand.Fresh]: the first to write an adjoint stores, rather than zeroing and adding
	InPlace    uint // the input's adjoint may share memory with the output's; VJP reads each element before writing it
	InScratch  uint // as InPlace, for the scratch where it has as many values as the input
	Uniform    uint // may be uniform; the others are made dense first
	Transposed uint // may be transposed; the others are copied first
	NoGrad     uint // never differentiated: indices, observed classes. They take the type of the other inputs.

	// Cases are calls for the gradient check. The test over the table fails for a differentiable operation without any.
	Cases []Case
}

// Kernel is a generic function, instantiated for both element types. For an operation that converts, the type is that
// of its inputs.
type Kernel struct{ F64, F32 func(k *Call) }

// Case is a call for the gradient check. It describes its inputs, because the table is filled before tensors can be
// made.
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

// Operand is an input or the output of a call.
type Operand struct {
	Shape      Shape
	Transposed bool // the values are those of the transpose
	v, g       buffer
	wide       []float64 // see Sink
	fresh      bool      // g is undefined
	node       int32     // 0: a constant
	origin     int32     // of the tensor
}

// Varies reports whether the values change from one replay of a [Program] to the next.
func (o *Operand) Varies() bool { return o.origin != 0 }

// NeedsGrad reports whether derivatives with respect to the operand may be asked for.
func (o *Operand) NeedsGrad() bool { return o.node != 0 }

// Stored returns the number of stored values: the size, or 1 for a uniform operand.
func (o *Operand) Stored() int { return o.v.n }

// Values returns the stored values of an operand. They belong to the tape.
func Values[T Float](o *Operand) []T { return values[T](o.v) }

// Grad returns the adjoint of an operand, laid out as its values; nil if it is not needed. A VJP that adds several
// terms to one element uses a [Sink] instead.
func Grad[T Float](o *Operand) []T {
	if o.g.isNil() {
		return nil
	}
	return values[T](o.g)
}

// Fresh reports whether nothing was added to the adjoint yet. Its contents are undefined then, and the VJP stores every
// element, or calls [Operand.Clear] first. Only operations whose Op.Stores has the input's bit see fresh adjoints.
func (o *Operand) Fresh() bool { return o.fresh }

// Clear makes a fresh adjoint zero.
func (o *Operand) Clear(d DType) {
	if o.fresh {
		o.g.zero(d)
		o.fresh = false
	}
}

// Call is an operation bound to its buffers.
type Call struct {
	Op      *Op
	Attr    any // what the operation knows besides its inputs
	In      []Operand
	Out     Operand
	DType   DType // of the inputs
	scratch buffer
	plan    plan
	bounds  bounds             // of the output
	squares float64            // of its noise, if it is a normal
	inPlace uint               // Op.InPlace, or more
	waits   bool               // SplitVJP leaves its body to the tape
	body    func(lo, hi int)   // that it has left
	few     [fewInputs]Operand // In, unless there are more
}

// InPlace declares further inputs as Op.InPlace does, for this call. Forward calls it where that depends on the
// operands.
func (k *Call) InPlace(inputs uint) { k.inPlace |= inputs }

// Scratch returns what Op.Scratch asked for. Its contents survive from Forward to VJP and start undefined.
func Scratch[T Float](k *Call) []T { return values[T](k.scratch) }

var table struct {
	sync.Mutex
	ops []*Op
}

// Register enters an operation in the table. Packages call it when they are initialized, or when they first use the
// operation.
func Register(o Op) *Op {
	table.Lock()
	defer table.Unlock()
	table.ops = append(table.ops, &o)
	return &o
}

// Table returns every operation that is registered by now.
func Table() []*Op {
	table.Lock()
	defer table.Unlock()
	return slices.Clip(table.ops)
}

// Differentiable reports whether derivatives pass through the operation.
func (o *Op) Differentiable() bool { return o.VJP.F64 != nil }

func (k *Call) run(f Kernel) {
	if k.DType == Float32 {
		f.F32(k)
	} else {
		f.F64(k)
	}
}

// Split covers the call's plan with pieces and calls body for each, possibly at the same time. Pieces depend on the
// size alone, so that results do not depend on the number of processors.
func (k *Call) Split(body func(lo, hi int)) {
	par.For(k.plan.size, body)
}

// pieces returns a kernel that covers the call's plan with pieces, as [Call.Split] does.
func pieces(f64, f32 func(k *Call, lo, hi int)) Kernel {
	return Kernel{inPieces(f64, (*Call).Split), inPieces(f32, (*Call).Split)}
}

// piecesVJP returns one for functions that add to adjoints, as [Call.SplitVJP] does.
func piecesVJP(f64, f32 func(k *Call, lo, hi int)) Kernel {
	return Kernel{inPieces(f64, (*Call).SplitVJP), inPieces(f32, (*Call).SplitVJP)}
}

// inPieces makes a closure only for a large call, so that the many small ones of a step allocate nothing.
func inPieces(body func(k *Call, lo, hi int), split func(k *Call, body func(lo, hi int))) func(*Call) {
	return func(k *Call) {
		if k.plan.size <= par.Grain {
			body(k, 0, k.plan.size)
			return
		}
		split(k, func(lo, hi int) { body(k, lo, hi) })
	}
}

// SplitVJP does as Split, for bodies that add to adjoints: it is a single piece if two elements may share an adjoint.
// If the operation [Op.Waits], the body may be called after the VJP has returned.
func (k *Call) SplitVJP(body func(lo, hi int)) {
	if k.waits {
		k.body = body
		return
	}
	for i := range k.In {
		if !k.In[i].g.isNil() && k.In[i].Stored() != k.plan.size {
			body(0, k.plan.size)
			return
		}
	}
	k.Split(body)
}
