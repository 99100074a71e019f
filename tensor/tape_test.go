package tensor_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

// network returns a run of a model that uses every kind of memory: products, broadcasts, draws, views, reductions.
func network(tape *tensor.Tape, seed uint64, x, w, b *tensor.Tensor) float64 {
	w, b = tape.Leaf(w, true), tape.Leaf(b, true)
	rng := tensor.NewRNG(seed).On(tape)
	noisy := rng.NormalAt(w, tensor.To(0.1), w.Shape()...)
	h := tensor.Linear(tape.Leaf(x, false), noisy, b).ReLU()
	y := tensor.Add(h.LogSoftmax(-1).Slice(0, 0, 1), h.T().Mean(1)).Square().Sum()
	tape.Backward(y)
	return y.Detach().Item() + tape.Grad(w).Sum().Item() + tape.Grad(b).Sum().Item()
}

// allocated returns how many bytes f allocates in each of n calls, on average.
func allocated(n int, f func()) float64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range n {
		f()
	}
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc-before.TotalAlloc) / float64(n)
}

func TestWarmRunsAllocateNothingLarge(t *testing.T) {
	if racing.On {
		t.Skip("allocations, which are counted without the race detector")
	}
	rng := tensor.NewRNG(1)
	x, w, b := rng.Normal(64, 100), rng.Normal(200, 100), rng.Normal(200)
	for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
		x, w, b := x.As(d), w.As(d), b.As(d)
		tape := tensor.NewTape()
		run := func() {
			tape.Reset()
			network(tape, 1, x, w, b)
		}
		run()
		size := float64(4 * 200 * 100) // bytes of the smaller type's largest tensor
		require.Less(t, allocated(20, run), size/4)
	}
}

func TestMemoryIsFlatOverManyRuns(t *testing.T) {
	tape := tensor.NewTape()
	rng := tensor.NewRNG(1)
	w := tensor.NewRNG(2).Normal(9000)
	size := func() int {
		n := 1 + int(rng.Uint64()%9000)
		if rng.Float64() < 0.9 {
			n = 1 + n/100
		}
		return n
	}
	run := func(n int) {
		tape.Reset()
		x := tape.Leaf(w.Slice(0, 0, n), true)
		tape.Backward(x.Mul(rng.On(tape).Normal(n)).Add(tape.Leaf(tensor.Ones(n), true)).Square().Sum())
		tape.Grad(x)
	}
	for n := range 9001 { // every size there is
		run(max(n, 1))
	}
	held := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := held()
	for range 10_000 {
		run(size())
	}
	require.Less(t, float64(held()), float64(before)+200_000, "more than two tensors of the largest size were kept")
	runtime.KeepAlive(tape)
}

// The result of a run depends on nothing the tape was used for before.
func TestUsedTapesGiveTheSame(t *testing.T) {
	rng := tensor.NewRNG(1)
	x, w, b := rng.Normal(6, 10), rng.Normal(20, 10), rng.Normal(20)
	want := network(tensor.NewTape(), 5, x, w, b)
	tape := tensor.NewTape()
	for i := range 5 {
		network(tape, uint64(i), rng.Normal(3+i, 10), rng.Normal(7, 10), rng.Normal(7))
		tape.Reset()
		require.Equal(t, want, network(tape, 5, x, w, b))
		tape.Reset()
	}
}

func TestTensorsOfAnEarlierRunAreRefused(t *testing.T) {
	for _, grad := range []bool{false, true} {
		tape := tensor.NewTape()
		x := tape.Leaf(counting(2, 2), grad).Exp()
		scalar := x.Sum()
		kept := x.Detach()
		want := kept.Float64s()
		tape.Reset()
		for name, use := range map[string]func(){
			"Item": func() { scalar.Item() }, "At": func() { x.At(0, 0) }, "Float64s": func() { x.Float64s() }, "Mat": func() { x.Mat() },
			"Detach": func() { x.Detach() }, "Add": func() { tensor.Add(x, 1) }, "Reshape": func() { x.Reshape(4) },
			"Slice": func() { x.Slice(0, 0, 1) }, "T": func() { x.T() }, "Expand": func() { x.Expand(3, 2, 2) },
			"As": func() { x.As(tensor.Float32) }, "Sum": func() { x.Sum() }, "Raw": func() { tensor.Raw[float64](x) },
			"Take": func() { x.Take(0, []int{1}) }, "Backward": func() { tape.Backward(scalar) }, "Grad": func() { tape.Grad(x) },
		} {
			refused(t, use, name, "earlier run", "Detach()")
		}
		require.Contains(t, x.String(), "earlier run")
		tape.Leaf(tensor.Full(7, 2, 2), grad).Add(counting(2, 2)).Exp().Sum() // in the same memory
		require.Equal(t, want, kept.Float64s())
	}
}

func TestReadingWhatIsDifferentiatedIsRefused(t *testing.T) {
	tape := tensor.NewTape()
	x := tape.Leaf(tensor.Of([]float64{2}), true)
	y := x.Square()
	for name, read := range map[string]func(*tensor.Tensor){
		"Item": func(y *tensor.Tensor) { y.Item() }, "At": func(y *tensor.Tensor) { y.At(0) },
		"Float64s": func(y *tensor.Tensor) { y.Float64s() }, "Mat": func(y *tensor.Tensor) { y.Mat() },
	} {
		for _, v := range []*tensor.Tensor{x, y, y.Reshape(1), y.Slice(0, 0, 1)} {
			refused(t, func() { read(v) }, name, "lose the derivative", "Detach()")
		}
		require.NotPanics(t, func() { read(y.Detach()) })
	}
	require.True(t, y.NeedsGrad())
	require.False(t, y.Detach().NeedsGrad())
	require.Equal(t, 4.0, y.Detach().Item())

	constant := tape.Leaf(tensor.Of([]float64{3}), false).Square()
	require.Equal(t, 9.0, constant.Item(), "nothing is lost")
	z := y.Mul(y.Detach()).Sum()
	tape.Backward(z)
	require.Equal(t, 16.0, tape.Grad(x).Item(), "d/dx x²·4")
}

func TestDetachOffATapeIsTheTensor(t *testing.T) {
	x := counting(3)
	require.Same(t, x, x.Detach())
	tape := tensor.NewTape()
	require.Equal(t, []float64{0, 2, 1, 3}, tape.Leaf(counting(2, 2), false).T().Detach().Float64s())
}

func TestTapesDoNotMix(t *testing.T) {
	a, b := tensor.NewTape(), tensor.NewTape()
	x, y := a.Leaf(counting(2), true), b.Leaf(counting(2), true)
	refused(t, func() { x.Add(y) }, "two different runs", "Detach()")
	refused(t, func() { b.Leaf(x, true) }, "on a tape already", "Detach()")
	refused(t, func() { a.Backward(y.Sum()) }, "another tape")
	require.Nil(t, a.Grad(y))
}

func TestGradOfViews(t *testing.T) {
	tape := tensor.NewTape()
	x := tape.Leaf(counting(2, 3), true)
	square := x.Square()
	turned, part := x.T(), x.Slice(0, 1, 2)
	weighted := turned.MatMul(tensor.Of([]float64{1, 10})).Mul(tensor.Of([]float64{1, 2, 3})).Sum()
	tape.Backward(weighted.Add(square.Mul(tensor.ZerosLike(square)).Sum()))
	require.Equal(t, []float64{1, 2, 3, 10, 20, 30}, tape.Grad(x).Float64s())
	require.Equal(t, []float64{1, 10, 2, 20, 3, 30}, tape.Grad(turned).Float64s())
	require.Equal(t, tensor.Shape{3, 2}, tape.Grad(turned).Shape())
	require.Equal(t, []float64{10, 20, 30}, tape.Grad(part).Float64s(), "though nothing came through this view")
	refused(t, func() { tape.Grad(square) }, "not kept", "leaves")
	refused(t, func() { tape.Grad(square.Reshape(6)) }, "not kept")
}

func TestArenasHaveNoDerivatives(t *testing.T) {
	arena := tensor.NewArena()
	x := arena.Leaf(counting(3), true)
	y := x.Square().Sum()
	require.False(t, y.NeedsGrad())
	require.Equal(t, 5.0, y.Item())
	arena.Backward(y)
	require.Nil(t, arena.Grad(x))
	arena.Reset()
	refused(t, func() { y.Item() }, "earlier run")
}

func TestBackwardVisitsOnlyWhatYDependsOn(t *testing.T) {
	visited := 0
	forward := func(k *tensor.Call) { copy(tensor.Values[float64](&k.Out), tensor.Values[float64](&k.In[0])) }
	vjp := func(k *tensor.Call) {
		visited++
		tensor.Grad[float64](&k.In[0])[0] += tensor.Grad[float64](&k.Out)[0]
	}
	counted := &tensor.Op{Name: "counted", Elementwise: true, Forward: tensor.Kernel{F64: forward}, VJP: tensor.Kernel{F64: vjp}}

	tape := tensor.NewTape()
	x, other := tape.Leaf(tensor.Scalar(2), true), tape.Leaf(tensor.Scalar(3), true)
	y := tensor.Apply(counted, nil, x)
	tensor.Apply(counted, nil, x)
	tensor.Apply(counted, nil, other).Mul(y)
	tape.Backward(y)
	require.Equal(t, 1, visited)
	require.Equal(t, 1.0, tape.Grad(x).Item())
	require.Nil(t, tape.Grad(other))
}

func TestBackwardRefuses(t *testing.T) {
	tape := tensor.NewTape()
	x := tape.Leaf(counting(2), true)
	refused(t, func() { tape.Backward(x) }, "[2]", "only a scalar")
	tape.Backward(x.Sum())
	refused(t, func() { tape.Backward(x.Sum()) }, "differentiated already")
	tape.Reset()
	x = tape.Leaf(counting(2), true)
	tape.Backward(x.Sum())
	require.Equal(t, []float64{1, 1}, tape.Grad(x).Float64s())
}

// What an operation converts or copies first is recorded before it, and stays recorded when the operation itself has no
// derivative.
func TestInputsAreFittedBeforeTheCall(t *testing.T) {
	x := tensor.Of([]float64{1, 2, 3, 4}, 2, 2)
	w := tensor.Of([]float64{1, 10, 100, 1000}, 2, 2)
	f := func(x *tensor.Tensor) *tensor.Tensor {
		y := x.Square().T()
		return tensor.Where(tensor.Less(y, 100), tensor.Mul(y, w), 0)
	}
	require.Equal(t, []float64{2, 400, 60, 8000}, gradient(f, x))
	mean := func(x *tensor.Tensor) *tensor.Tensor {
		return tensor.Less(x.Mean().Expand(3), counting(3)).Sum().Mul(x.Sum())
	}
	require.Equal(t, []float64{1, 1}, gradient(mean, tensor.Of([]float64{1, 1.5})))
}

func TestLeavesAreNotCopied(t *testing.T) {
	x := counting(3)
	tape := tensor.NewTape()
	leaf := tape.Leaf(x, true)
	tensor.Raw[float64](x)[1] = 7
	require.Equal(t, []float64{0, 7, 2}, leaf.Detach().Float64s())
	refused(t, func() { tensor.Raw[float32](x) }, "Raw", "[3]", "Float64")
}

func TestValueAndGrad(t *testing.T) {
	value, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
		return tensor.Mul(xs[0], xs[1]).Sum()
	}, counting(3), tensor.Full(2, 3), counting(2).As(tensor.Float32))
	require.Equal(t, 6.0, value.Item())
	require.Equal(t, []float64{2, 2, 2}, grads[0].Float64s())
	require.Equal(t, []float64{0, 1, 2}, grads[1].Float64s())
	require.Equal(t, []float64{0, 0}, grads[2].Float64s(), "of what f does not use")
	require.Equal(t, tensor.Float32, grads[2].DType())

	value, grads = tensor.ValueAndGrad(func(...*tensor.Tensor) *tensor.Tensor { return tensor.Scalar(3) }, counting(2))
	require.Equal(t, []float64{3, 0, 0}, append([]float64{value.Item()}, grads[0].Float64s()...))
	refused(t, func() {
		tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor { return xs[0] }, counting(2))
	}, "[2]", "only a scalar")
	refused(t, func() {
		tensor.ValueAndGrad(func(...*tensor.Tensor) *tensor.Tensor { return counting(2) }, counting(2))
	}, "only a scalar")
}

func TestErrorsAreErrors(t *testing.T) {
	err := fault(func() { counting(2).Reshape(3) })
	var e *tensor.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "Reshape", e.Op)
	require.Equal(t, fmt.Sprintf("tensor: Reshape: %s", e.Detail), err.Error())
}
