package optest

import (
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

// derivatives compares the VJP with central differences, and Float32 with Float64 where they should agree.
func (k *check) derivatives() {
	r := run(tensor.NewTape(), k.weights, k.in, every, k.apply)
	k.equal("value on a tape, against none", r.value, k.apply(k.in).Float64s(), 0)
	for i := range k.in {
		if k.wants(i) {
			what := fmt.Sprintf("derivative by input %d, against central differences", i)
			k.equal(what, zeros(r.grads[i], k.in[i]), k.differences(i), 1e-6)
		} else if r.grads[i] != nil {
			k.errorf("input %d has a derivative although it is declared to have none", i)
		}
	}
	if k.op.Draws {
		return
	}
	k.same("in Float32", run(tensor.NewTape(), k.weights, as(tensor.Float32, k.in), every, k.apply), r, 2e-5)
}

// differences returns central differences of the weighted sum with respect to input i, of fourth order.
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

// single asks for the derivative with respect to one input at a time.
func (k *check) single() {
	want := run(tensor.NewTape(), k.weights, k.in, every, k.apply)
	for i := range k.in {
		got := run(tensor.NewTape(), k.weights, k.in, func(j int) bool { return i == j }, k.apply)
		k.equal(fmt.Sprintf("derivative by input %d alone", i), got.grads[i], want.grads[i], 1e-14)
	}
}

// replayed compares a program with runs, at other points than it was recorded at, for every input that varies alone and
// for all. Both give the same bits.
func (k *check) replayed() {
	if k.op.Draws || k.op.Converts {
		return
	}
	for only := -1; only < len(k.in); only++ {
		varies := func(i int) bool { return k.wants(i) && (only < 0 || only == i) }
		var x []float64
		for i, in := range k.in {
			if varies(i) {
				x = append(x, in.Float64s()...)
			}
		}
		if len(x) == 0 {
			continue
		}
		inputs := func(x *tensor.Tensor) (in []*tensor.Tensor) {
			at := 0
			for i, v := range k.in {
				if varies(i) {
					v = x.Slice(0, at, at+v.Size()).Reshape(v.Shape()...)
					at += v.Size()
				}
				in = append(in, v)
			}
			return in
		}
		f := func(x *tensor.Tensor) *tensor.Tensor {
			return tensor.Mul(k.apply(inputs(x)), k.weights).Sum()
		}
		elsewhere := slices.Clone(x)
		for i := range x {
			elsewhere[i] += 1e-3 * (x[(i+1)%len(x)] - x[i]) // within the ranges
		}
		program, dynamic := tensor.Record(elsewhere, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
			return f(x), []*tensor.Tensor{k.apply(inputs(x))}
		})
		if dynamic != "" {
			k.errorf("no program: %s", dynamic)
			return
		}
		for _, at := range [][]float64{x, elsewhere, x} {
			dx := make([]float64, len(at))
			y := program.ValueAndGrad(at, dx)
			value, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor { return f(xs[0]) }, tensor.Of(at))
			what := fmt.Sprintf("replayed, with input %d varying (-1: all)", only)
			k.equal("value "+what, []float64{y}, value.Float64s(), k.rounding())
			k.equal("derivative "+what, dx, grads[0].Float64s(), k.rounding())
			k.equal("result "+what, program.Results(at)[0].Detach().Float64s(), k.apply(inputs(tensor.Of(at))).Float64s(), k.rounding())
		}
	}
}

// rounding returns how far two ways of adding up the same terms may differ.
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
	for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
		in := as(d, k.in)
		want := run(tensor.NewTape(), k.weights, in, every, k.apply)
		tape := tensor.NewTape()
		for range 4 {
			spoil := tape.Leaf(tensor.Zeros(4000), true)
			for range 10 {
				spoil = spoil.Add(tensor.Full(math.NaN(), 4000))
			}
			tape.Backward(spoil.Sum())
			tape.Reset()
		}
		k.same(fmt.Sprintf("in used memory, in %v", d), run(tape, k.weights, in, every, k.apply), want, 0)
	}
}

// as returns the inputs in an element type.
func as(d tensor.DType, in []*tensor.Tensor) []*tensor.Tensor {
	out := make([]*tensor.Tensor, len(in))
	for i, x := range in {
		out[i] = x.As(d)
	}
	return out
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

// masked has inputs that are not numbers in an output that does not count, broadcast in several ways.
func (k *check) masked() {
	bad := slices.Repeat([]float64{math.NaN(), math.Inf(1), math.Inf(-1)}, 2)
	for _, shapes := range [][2]tensor.Shape{{{2, 3}, {2, 3}}, {{3}, {2, 3}}, {{}, {2, 3}}, {{3}, {2, 1}}} {
		for odd := range k.in {
			in := make([]*tensor.Tensor, len(k.in))
			for i := range in {
				s := shapes[1]
				if i == odd {
					s = shapes[0]
				}
				in[i] = like(bad[:s.Size()], s)
			}
			for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
				r := run(tensor.NewTape(), tensor.Scalar(0), as(d, in), every, k.apply)
				for i, g := range r.grads {
					if g != nil {
						what := fmt.Sprintf("derivative by masked elements of input %d, in %v, with input %d of shape %v", i, d, odd, shapes[0])
						k.equal(what, g, make([]float64, len(g)), 1e-300)
					}
				}
			}
		}
	}
}

// processors runs an elementwise operation on enough elements for several pieces, with all inputs of one shape and
// with the first broadcast. Most values are not numbers and most adjoints are 0, which spares time where functions and
// their derivatives are expensive.
func (k *check) processors() {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rng := tensor.NewRNG(2).Split(k.op.Name)
	shape := tensor.Shape{3, par.Grain - 3} // three pieces: two would add up to the same in either order
	few := make([]float64, shape.Size())
	for i := range few {
		if i%4096 < 8 {
			few[i] = 1
		}
	}
	weights := tensor.Of(few, shape...)
	in := make([]*tensor.Tensor, len(k.in))
	for i, x := range k.in {
		in[i] = resample(rng, x.Float64s(), shape)
	}
	check := func() {
		runtime.GOMAXPROCS(3)
		several := run(tensor.NewTape(), weights, in, every, k.apply)
		if racing.On {
			return // what a race would be in, without one to compare with
		}
		runtime.GOMAXPROCS(1)
		k.same("on several processors", several, run(tensor.NewTape(), weights, in, every, k.apply), 0)
	}
	if len(in) == 1 || !racing.On { // the others share more with a broadcast input
		check()
	}
	if len(in) > 1 {
		in[0] = resample(rng, k.in[0].Float64s(), shape[1:])
		check()
	}
}

// resample fills two of sixteen elements of a shape with values picked at random, and the others with NaN.
func resample(rng *tensor.RNG, values []float64, shape tensor.Shape) *tensor.Tensor {
	picked := make([]float64, shape.Size())
	for i := range picked {
		picked[i] = math.NaN()
		if i%16 < 2 {
			picked[i] = values[rng.Uint64()%uint64(len(values))]
		}
	}
	return like(picked, shape)
}
