// Package optest checks operations of tensor's table. It is the contract for whoever writes one: a package that
// registers operations has a test that calls
//
//	optest.CheckTable(t)
//
// which checks every operation registered by the packages the test imports. For each of its Cases, an operation must
//
//   - have a VJP that agrees with central differences in Float64, and with the Float64 result in Float32;
//   - give the same for any subset of the inputs that needs derivatives, and none for inputs declared NoGrad;
//   - add to adjoints, never overwrite them: an input may be used twice;
//   - write all of its output, and read nothing of it, of its scratch space or of its adjoints that it did not write: memory
//     comes from earlier runs;
//   - leave its inputs as they are;
//   - take uniform and transposed inputs, whether it declares to consume them itself or has them made dense;
//   - if it is elementwise, add nothing where the output's adjoint is 0, even where inputs are NaN or infinite: this is what
//     makes a mask safe;
//   - if it is elementwise, give the same bits on any number of processors, for values and adjoints.
//
// Cases must keep away from kinks: where an operation is only piecewise differentiable, their ranges lie within a
// piece. A case should exist for each branch of the operation and each way of broadcasting its inputs.
package optest

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// CheckTable checks every registered operation.
func CheckTable(t *testing.T) {
	t.Helper()
	names := map[string]bool{}
	for _, op := range tensor.Table() {
		if names[op.Name] {
			t.Errorf("two operations are called %q", op.Name)
		}
		names[op.Name] = true
		t.Run(op.Name, func(t *testing.T) { Check(t, op) })
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
func run(tape *tensor.Tape, weights *tensor.Tensor, in []*tensor.Tensor, needs func(i int) bool, body func(in []*tensor.Tensor) *tensor.Tensor) result {
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

// apply is the operation itself as a body.
func (k *check) apply(in []*tensor.Tensor) *tensor.Tensor { return tensor.Apply(k.op, k.attr, in...) }

func every(int) bool { return true }

// wants reports whether input i has a derivative.
func (k *check) wants(i int) bool { return k.op.Differentiable() && k.op.NoGrad&(1<<i) == 0 }

// derivatives compares the VJP with central differences, and Float32 with Float64.
func (k *check) derivatives() {
	r := run(tensor.NewTape(), k.weights, k.in, every, k.apply)
	k.equal("value on a tape, against none", r.value, k.apply(k.in).Float64s(), 0)
	for i := range k.in {
		if k.wants(i) {
			k.equal(fmt.Sprintf("derivative by input %d, against central differences", i), zeros(r.grads[i], k.in[i]), k.differences(i), 1e-6)
		} else if r.grads[i] != nil {
			k.errorf("input %d has a derivative although it is declared to have none", i)
		}
	}
	half := make([]*tensor.Tensor, len(k.in))
	for i, x := range k.in {
		half[i] = x.As(tensor.Float32)
	}
	k.same("in Float32", run(tensor.NewTape(), k.weights, half, every, k.apply), r, 2e-5)
}

// differences are central differences of the weighted sum with respect to input i, of fourth order.
func (k *check) differences(i int) []float64 {
	step := 1e-4
	if k.op.Converts {
		step = 0.25 // conversions are linear, and the result has few digits
	}
	values := k.in[i].Float64s()
	at := func(j int, delta float64) float64 {
		moved := slices.Clone(values)
		moved[j] += delta
		in := slices.Clone(k.in)
		in[i] = like(moved, in[i].Shape())
		total := 0.0
		w := k.weights.Float64s()
		for n, y := range k.apply(in).Float64s() {
			total += w[n] * y
		}
		return total
	}
	out := make([]float64, len(values))
	for j, v := range values {
		h := step * math.Max(1, math.Abs(v))
		out[j] = (8*(at(j, h)-at(j, -h)) - (at(j, 2*h) - at(j, -2*h))) / (12 * h)
	}
	return out
}

// single asks for the derivative by one input at a time.
func (k *check) single() {
	want := run(tensor.NewTape(), k.weights, k.in, every, k.apply)
	for i := range k.in {
		got := run(tensor.NewTape(), k.weights, k.in, func(j int) bool { return i == j }, k.apply)
		k.equal(fmt.Sprintf("derivative by input %d alone", i), got.grads[i], want.grads[i], 1e-14)
	}
}

// rounding is how far two ways of adding up the same terms may differ.
func (k *check) rounding() float64 {
	if k.op.Converts {
		return 1e-6 // one of its sides is Float32
	}
	return 1e-12
}

// twice uses all inputs twice, with different weights.
func (k *check) twice() {
	once := run(tensor.NewTape(), k.weights, k.in, every, k.apply)
	other := run(tensor.NewTape(), tensor.Mul(k.weights, k.weights), k.in, every, k.apply)
	both := run(tensor.NewTape(), k.weights, k.in, every, func(in []*tensor.Tensor) *tensor.Tensor {
		a, b := k.apply(in), k.apply(in)
		return tensor.Add(a, tensor.Mul(b, k.weights.As(b.DType())))
	})
	for i := range k.in {
		want := slices.Clone(once.grads[i])
		for j, g := range other.grads[i] {
			want[j] += g
		}
		k.equal(fmt.Sprintf("derivative by input %d, used twice", i), both.grads[i], want, k.rounding())
	}
}

// dirty runs in memory full of NaN.
func (k *check) dirty() {
	want := run(tensor.NewTape(), k.weights, k.in, every, k.apply)
	tape := tensor.NewTape()
	for range 4 {
		spoil := tape.Leaf(tensor.Zeros(4000), true)
		for range 10 {
			spoil = spoil.Add(tensor.Full(math.NaN(), 4000))
		}
		tape.Backward(spoil.Sum())
		tape.Reset()
	}
	k.same("in used memory", run(tape, k.weights, k.in, every, k.apply), want, 0)
}

// uniform makes each input one value that is spread over its shape, and compares with the same values stored.
func (k *check) uniform() {
	for i, x := range k.in {
		if x.Size() < 2 {
			continue
		}
		in := slices.Clone(k.in)
		in[i] = tensor.Scalar(x.Float64s()[0])
		ones := like(slices.Repeat([]float64{1}, x.Size()), x.Shape())
		spread := run(tensor.NewTape(), k.weights, in, every, func(in []*tensor.Tensor) *tensor.Tensor {
			in = slices.Clone(in)
			in[i] = in[i].Expand(x.Shape()...)
			return k.apply(in)
		})
		stored := run(tensor.NewTape(), k.weights, in, every, func(in []*tensor.Tensor) *tensor.Tensor {
			in = slices.Clone(in)
			in[i] = tensor.Mul(in[i], ones)
			return k.apply(in)
		})
		k.same(fmt.Sprintf("with input %d uniform", i), spread, stored, k.rounding())
	}
}

// transposed stores each matrix the other way round.
func (k *check) transposed() {
	want := run(tensor.NewTape(), k.weights, k.in, every, k.apply)
	for i, x := range k.in {
		if x.Rank() != 2 {
			continue
		}
		in := slices.Clone(k.in)
		in[i] = x.Permute(1, 0)
		got := run(tensor.NewTape(), k.weights, in, every, func(in []*tensor.Tensor) *tensor.Tensor {
			in = slices.Clone(in)
			in[i] = in[i].T()
			return k.apply(in)
		})
		if g := got.grads[i]; g != nil {
			got.grads[i] = like(g, in[i].Shape()).Permute(1, 0).Float64s()
		}
		k.same(fmt.Sprintf("with input %d transposed", i), got, want, k.rounding())
	}
}

// masked has inputs that are no numbers where the output does not count.
func (k *check) masked() {
	const hidden, size = 3, 7
	rng := tensor.NewRNG(3).Split(k.op.Name)
	weights := make([]float64, size)
	for i := hidden; i < size; i++ {
		weights[i] = 1
	}
	in := make([]*tensor.Tensor, len(k.in))
	for i, x := range k.in {
		values := resample(rng, x.Float64s(), tensor.Shape{size}).Float64s()
		values[0], values[1], values[2] = math.NaN(), math.Inf(1), math.Inf(-1)
		in[i] = like(values, tensor.Shape{size})
	}
	r := run(tensor.NewTape(), like(weights, tensor.Shape{size}), in, every, k.apply)
	for i, g := range r.grads {
		if g != nil {
			k.equal(fmt.Sprintf("derivative by masked elements of input %d", i), g[:hidden], make([]float64, hidden), 1e-300)
		}
	}
}

// processors runs an elementwise operation on enough elements for several pieces, with all inputs of one shape and
// with the first broadcast.
func (k *check) processors() {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rng := tensor.NewRNG(2).Split(k.op.Name)
	shape := tensor.Shape{3, par.Grain - 3} // three pieces: two would add up to the same in either order
	for _, first := range []tensor.Shape{shape, shape[1:]} {
		in := make([]*tensor.Tensor, len(k.in))
		for i, x := range k.in {
			in[i] = resample(rng, x.Float64s(), shape)
		}
		in[0] = resample(rng, k.in[0].Float64s(), first)
		runtime.GOMAXPROCS(1)
		one := run(tensor.NewTape(), tensor.Scalar(1), in, every, k.apply)
		runtime.GOMAXPROCS(3)
		k.same("on several processors", run(tensor.NewTape(), tensor.Scalar(1), in, every, k.apply), one, 0)
	}
}

// resample fills a shape with values picked at random.
func resample(rng *tensor.RNG, values []float64, shape tensor.Shape) *tensor.Tensor {
	picked := make([]float64, shape.Size())
	for i := range picked {
		picked[i] = values[rng.Uint64()%uint64(len(values))]
	}
	return like(picked, shape)
}

// zeros is g, or zeros where nothing reached the input.
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
