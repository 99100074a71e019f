package tensor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestProgramOfConstant(t *testing.T) {
	p, dynamic := tensor.Record([]float64{1, 2}, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
		return tensor.Scalar(3), []*tensor.Tensor{x}
	})
	require.Empty(t, dynamic)
	dx := []float64{7, 7}
	require.Equal(t, 3.0, p.ValueAndGrad([]float64{5, 6}, dx))
	require.Equal(t, []float64{0, 0}, dx)
	require.Equal(t, []float64{5, 6}, p.Results([]float64{5, 6})[0].Detach().Float64s())
}

func TestProgramOfItsVector(t *testing.T) {
	p, _ := tensor.Record([]float64{1, 2}, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
		return x.Slice(0, 1, 2).Reshape(), nil
	})
	dx := make([]float64, 2)
	require.Equal(t, 6.0, p.ValueAndGrad([]float64{5, 6}, dx))
	require.Equal(t, []float64{0, 1}, dx)
}

func TestProgramIsDynamic(t *testing.T) {
	for name, read := range map[string]func(x *tensor.Tensor){
		"Detach": func(x *tensor.Tensor) { x.Detach() },
		"Item":   func(x *tensor.Tensor) { tensor.Equal(x, 0).Sum().Item() },
	} {
		_, dynamic := tensor.Record([]float64{1}, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
			read(x.Exp())
			return x.Sum(), nil
		})
		require.Contains(t, dynamic, name)
	}
}

func TestProgramAllocatesNothing(t *testing.T) {
	w := tensor.Of([]float64{1, 2, 3})
	p, _ := tensor.Record([]float64{1, 2, 3}, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
		return x.Exp().Mul(w).Sum().Log(), []*tensor.Tensor{x.Square()}
	})
	x, dx := []float64{1, 0, 1}, make([]float64, 3)
	require.Zero(t, testing.AllocsPerRun(10, func() {
		p.ValueAndGrad(x, dx)
		p.Results(x)
	}))
}

func TestNoRNG(t *testing.T) {
	for _, draw := range []func(r *tensor.RNG){
		func(r *tensor.RNG) { r.Uint64() },
		func(r *tensor.RNG) { r.Split("site", 3).Float64() },
		func(r *tensor.RNG) { r.Normal(2) },
	} {
		require.Panics(t, func() { draw(tensor.NoRNG()) })
	}
}
