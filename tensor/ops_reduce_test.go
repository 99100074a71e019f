package tensor_test

import (
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/tensor"
)

// groups returns the elements of x that are reduced together, one group an element of what remains.
func groups(x *tensor.Tensor, dims []int) [][]float64 {
	var kept, order []int
	for d := range x.Rank() {
		if !slices.Contains(dims, d) {
			kept = append(kept, d)
		}
	}
	order = append(slices.Clone(kept), dims...)
	n := 1
	for _, d := range dims {
		n *= x.Dim(d)
	}
	v := x.Permute(order...).Float64s()
	if n == 0 {
		rest := 1
		for _, d := range kept {
			rest *= x.Dim(d)
		}
		return make([][]float64, rest)
	}
	return slices.Collect(slices.Chunk(v, n))
}

func TestReductions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := shapes(4).Draw(t, "shape")
		x := of(values(t, shape, "x"), shape...)
		var dims []int
		for d := range shape {
			if rapid.Bool().Draw(t, "reduced") {
				dims = append(dims, d)
			}
		}
		if len(dims) == 0 {
			return
		}
		var sums, largest, smallest []float64
		empty := false
		for _, g := range groups(x, dims) {
			total := 0.0
			for _, v := range g {
				total += v
			}
			sums = append(sums, total)
			if empty = empty || len(g) == 0; !empty {
				largest, smallest = append(largest, slices.Max(g)), append(smallest, slices.Min(g))
			}
		}
		fromEnd := slices.Clone(dims)
		for i := range fromEnd {
			fromEnd[i] -= len(shape)
		}
		for _, named := range [][]int{dims, fromEnd} {
			sames(t, sums, x.Sum(named...).Float64s())
			sames(t, sums, x.As(tensor.Float32).Sum(named...).Float64s())
			if empty {
				refused(t, func() { x.Max(named...) }, "Max", "no elements")
				continue
			}
			sames(t, largest, x.Max(named...).Float64s())
			sames(t, smallest, x.Min(named...).Float64s())
		}
	})
}

func TestReductionsOverEverything(t *testing.T) {
	x := counting(2, 3)
	require.Equal(t, []float64{15, 2.5, 5, 0}, []float64{x.Sum().Item(), x.Mean().Item(), x.Max().Item(), x.Min().Item()})
	require.Equal(t, 3.0, tensor.Scalar(3).Sum().Item())
	require.Equal(t, []float64{1, 4}, x.Mean(1).Float64s())
	sames(t, []float64{nan, nan}, tensor.Ones(0, 2).Mean(0).Float64s())
	require.Equal(t, []float64{0, 0}, tensor.Ones(0, 2).Sum(0).Float64s())
	refused(t, func() { x.Sum(0, -2) }, "Sum", "dimension -2", "named twice")
	refused(t, func() { x.Sum(2) }, "dimension 2 of shape [2 3]")
	refused(t, func() { tensor.Ones(0).Max() }, "[0] has no elements")
}

func TestFloat32SumsAreTakenInFloat64(t *testing.T) {
	const n = 1 << 20
	x := tensor.Full(0.1, n).As(tensor.Float32)
	want := float64(float32(float64(float32(0.1)) * n))
	require.Equal(t, want, x.Sum().Item())
}

func TestSumsDoNotDependOnProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	x := tensor.NewRNG(1).Normal(300, 7, 50)
	run := func(processors int) [][]float64 {
		runtime.GOMAXPROCS(processors)
		var out [][]float64
		for _, dims := range [][]int{nil, {0}, {1}, {2}, {0, 2}} {
			sum := func(x *tensor.Tensor) *tensor.Tensor { return x.Sum(dims...).Square() }
			out = append(out, sum(x).Float64s(), gradient(sum, x), x.Max(dims...).Float64s(), x.Softmax(1).Float64s())
		}
		return out
	}
	require.Equal(t, run(1), run(3))
}

func TestMaxOfNaN(t *testing.T) {
	for _, x := range [][]float64{{nan, 1}, {1, nan}, {inf, nan}, {nan, -inf}} {
		same(t, nan, tensor.Of(x).Max().Item(), "%v", x)
		same(t, nan, tensor.Of(x).Min().Item(), "%v", x)
	}
}

func TestMaxSharesTheDerivative(t *testing.T) {
	x := of([]float64{1, 3, 3, 2, 2, 2}, 2, 3)
	require.Equal(t, []float64{0, 0.5, 0.5, 1. / 3, 1. / 3, 1. / 3}, gradient(func(x *tensor.Tensor) *tensor.Tensor { return x.Max(1) }, x))
	require.Equal(t, []float64{1, 0, 0, 1. / 3, 1. / 3, 1. / 3}, gradient(func(x *tensor.Tensor) *tensor.Tensor { return x.Min(1) }, x))
}

func TestArgMax(t *testing.T) {
	x := of([]float64{1, 3, 3, 0, nan, 9}, 2, 3)
	require.Equal(t, []float64{1, 1}, x.ArgMax(1).Float64s())
	require.Equal(t, []float64{0, 1, 1}, x.ArgMax(0).Float64s())
	require.Equal(t, 1.0, tensor.Of([]float64{7, nan, 9, nan, inf}).ArgMax(0).Item())
	require.Equal(t, tensor.Float32, x.As(tensor.Float32).ArgMax(-1).DType())
	refused(t, func() { tensor.Ones(2, 0).ArgMax(1) }, "ArgMax", "no elements")
	tape := tensor.NewTape()
	require.False(t, tape.Leaf(counting(3), true).ArgMax(0).NeedsGrad())
}
