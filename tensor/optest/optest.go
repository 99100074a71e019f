// Package optest checks operations of tensor's table. It is the contract for those who write one: a package that
// registers operations has a test that calls
//
//	optest.CheckTable(t)
//
// which checks every operation registered by the packages the test imports. For each of its Cases, an operation must
//
//   - have a VJP that agrees with central differences in Float64, and with the Float64 result in Float32;
//   - give the same for any subset of the inputs that needs derivatives, and none for inputs declared NoGrad;
//   - add to adjoints, never overwrite them: an input may be used twice;
//   - write all of its output, and read nothing of it, of its scratch space or of its adjoints that it did not write:
//     memory comes from earlier runs;
//   - leave its inputs as they are;
//   - take uniform and transposed inputs, whether it declares to consume them itself or has them made dense;
//   - if it is elementwise, add nothing where the output's adjoint is 0, even where inputs are NaN or infinite: this is
//     what makes a mask safe;
//   - if it is elementwise, give the same bits on any number of processors, for values and adjoints.
//
// Cases must keep away from kinks: where an operation is only piecewise differentiable, their ranges lie within a
// piece. A case should exist for each branch of the operation and each way of broadcasting its inputs.
package optest

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

// CheckTable checks every registered operation, and under the race detector only the first case of each: pieces that
// run side by side are those of the check on several processors, which has that case.
func CheckTable(t *testing.T) {
	t.Helper()
	names := map[string]bool{}
	for _, op := range tensor.Table() {
		if names[op.Name] {
			t.Errorf("two operations are called %q", op.Name)
		}
		names[op.Name] = true
		t.Run(op.Name, func(t *testing.T) {
			if racing.On && len(op.Cases) > 1 {
				first := *op
				first.Cases = op.Cases[:1]
				op = &first
			}
			Check(t, op)
		})
	}
}

// Check checks one operation.
func Check(t *testing.T, op *tensor.Op) {
	t.Helper()
	for _, err := range Verify(op) {
		t.Error(err)
	}
}

// Verify lists what is wrong with one operation, which need not be registered.
func Verify(op *tensor.Op) []error {
	if op.Forward.F64 == nil || op.Forward.F32 == nil || (op.VJP.F64 == nil) != (op.VJP.F32 == nil) {
		return []error{errors.New("a kernel exists for one element type only")}
	}
	if op.Differentiable() && len(op.Cases) == 0 {
		return []error{errors.New("a differentiable operation without Cases")}
	}
	var errs []error
	for i, c := range op.Cases {
		k := newCheck(op, i, c)
		k.all()
		if op.Elementwise && i == 0 {
			k.masked()
			k.processors()
		}
		errs = append(errs, k.errs...)
	}
	return errs
}

// check is one case with its inputs.
type check struct {
	op      *tensor.Op
	number  int // of the case
	attr    any
	in      []*tensor.Tensor // Float64, with values that Float32 can hold
	before  [][]float64      // the inputs' values as they should stay
	weights *tensor.Tensor   // of the output's elements in what is differentiated
	errs    []error
}

func newCheck(op *tensor.Op, number int, c tensor.Case) *check {
	rng := tensor.NewRNG(1).Split(op.Name, uint64(number))
	k := &check{op: op, number: number, attr: c.Attr}
	for _, in := range c.In {
		x := draw(rng, in)
		k.in = append(k.in, x)
		k.before = append(k.before, x.Float64s())
	}
	out := tensor.Apply(op, c.Attr, k.in...)
	k.weights = draw(rng, tensor.Input{Shape: out.Shape(), Low: 0.5, High: 1.5})
	return k
}

func (k *check) errorf(format string, args ...any) {
	k.errs = append(k.errs, fmt.Errorf("case %d: "+format, append([]any{k.number}, args...)...))
}

// draw makes an input as a case describes it.
func draw(rng *tensor.RNG, in tensor.Input) *tensor.Tensor {
	low, high := in.Low, in.High
	if low == 0 && high == 0 {
		low, high = -2, 2
	}
	values := make([]float64, in.Shape.Size())
	for i := range values {
		v := float64(float32(low + (high-low)*rng.Float64()))
		if in.Whole {
			v = math.Floor(v)
		}
		values[i] = v
	}
	return like(values, in.Shape)
}

func like(values []float64, shape tensor.Shape) *tensor.Tensor {
	return tensor.Of(values, len(values)).Reshape(shape...)
}

func (k *check) all() {
	k.derivatives()
	k.single()
	k.twice()
	k.dirty()
	k.uniform()
	k.transposed()
	k.replayed()
	for i, x := range k.in {
		k.equal(fmt.Sprintf("input %d after the operation", i), x.Float64s(), k.before[i], 0)
	}
}

// result is the value of an operation and the derivatives of its weighted sum; an input without derivative has nil.
type result struct {
	value []float64
	grads [][]float64
}

// run differentiates the sum of body(leaves) times the weights.
func run(tape *tensor.Tape, weights *tensor.Tensor, in []*tensor.Tensor, needs func(i int) bool,
	body func(in []*tensor.Tensor) *tensor.Tensor) result {
	tape.Reset()
	leaves := make([]*tensor.Tensor, len(in))
	for i, x := range in {
		leaves[i] = tape.Leaf(x, needs(i))
	}
	y := body(leaves)
	tape.Backward(tensor.Mul(y, weights.As(y.DType())).Sum())
	r := result{value: y.Detach().Float64s()}
	for _, l := range leaves {
		var g []float64
		if d := tape.Grad(l); d != nil {
			g = d.Float64s()
		}
		r.grads = append(r.grads, g)
	}
	return r
}

// apply returns the operation itself as a body.
func (k *check) apply(in []*tensor.Tensor) *tensor.Tensor { return tensor.Apply(k.op, k.attr, in...) }

func every(int) bool { return true }

// wants reports whether input i has a derivative.
func (k *check) wants(i int) bool { return k.op.Differentiable() && k.op.NoGrad&(1<<i) == 0 }

// zeros returns g, or zeros where nothing reached the input.
func zeros(g []float64, x *tensor.Tensor) []float64 {
	if g == nil {
		return make([]float64, x.Size())
	}
	return g
}

// same compares values and all derivatives.
func (k *check) same(what string, got, want result, tolerance float64) {
	k.equal("value "+what, got.value, want.value, tolerance)
	for i := range want.grads {
		k.equal(fmt.Sprintf("derivative by input %d %s", i, what), got.grads[i], want.grads[i], tolerance)
	}
}

// equal compares within the tolerance, relative to the largest value or 1; a tolerance of 0 means the same bits.
func (k *check) equal(what string, got, want []float64, tolerance float64) {
	if len(got) != len(want) {
		k.errorf("%s: %d values, want %d", what, len(got), len(want))
		return
	}
	scale := 1.0
	for _, w := range want {
		scale = math.Max(scale, math.Abs(w))
	}
	for i, w := range want {
		if math.Float64bits(got[i]) == math.Float64bits(w) {
			continue
		}
		if tolerance == 0 || !(math.Abs(got[i]-w) <= tolerance*scale) {
			k.errorf("%s: element %d is %v, want %v", what, i, got[i], w)
			return
		}
	}
}
