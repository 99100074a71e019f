package tensor

import (
	"sync"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/kernel"
	machine "github.com/credence-ppl/credence/internal/lane"
)

// kernels compute a formula of one input, and carry adjoints back through it, without a program, in the element type.
// They are nil where there are none.
type kernels[T Float] struct {
	value func(out, x []T)
	carry func(gx, g, x, y []T, accumulate bool)
}

// kernelOf returns the kernels of a node that is a function of the first input; nil if there are none.
func kernelOf(n *expr.Node) (f64 func(out, x []float64), f32 func(out, x []float32)) {
	if n.Function() != nil && n.Args()[0].Param() == 0 {
		return machine.Single(n.Function())
	}
	return nil, nil
}

// findKernels enters the kernels for a formula that is a function which has them, and for a derivative that is one, or
// the value itself.
func (e *elementwise) findKernels() {
	if len(e.carried) > 1 {
		return
	}
	e.in64.value, e.in32.value = kernelOf(e.value.Root())
	n := e.carried[0].Root()
	if n.Function() != expr.Lookup("*") {
		return
	}
	for i, slope := range n.Args() {
		switch _, f32 := kernelOf(slope); {
		case n.Args()[1-i].Param() != 1: // the other factor is not the adjoint
		case slope == e.value.Root():
			e.in64.carry, e.in32.carry = productsWithValue[float64], productsWithValue[float32]
		case f32 != nil:
			e.in32.carry = productsWith(f32) // in Float64 a program is as fast
		}
	}
}

func productsWithValue[T Float](gx, g, _, y []T, accumulate bool) {
	kernel.Products(gx, g, y, accumulate)
}

func productsWith(slope func(out, x []float32)) func(gx, g, x, y []float32, accumulate bool) {
	return func(gx, g, x, _ []float32, accumulate bool) {
		room := slopeRooms.Get().(*[lane]float32)
		for n := 0; len(x) > 0; gx, g, x = gx[n:], g[n:], x[n:] {
			n = min(lane, len(x))
			slope(room[:], x[:n])
			kernel.Products(gx, g, room[:n], accumulate)
		}
		slopeRooms.Put(room)
	}
}

var slopeRooms = sync.Pool{New: func() any { return new([lane]float32) }}

// carryReLU carries adjoints back through ReLU.
func carryReLU[T Float](gx, g, x, _ []T, accumulate bool) { kernel.ReLUGrad(gx, g, x, accumulate) }
