package tensor_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	_ "github.com/credence-ppl/credence/dist" // its operations are in the table too
	"github.com/credence-ppl/credence/tensor"
)

// caseOf is a function of a vector that calls an operation with inputs of a case, all made from the vector, and the
// number of elements of the vector.
func caseOf(op *tensor.Op, c tensor.Case) (f func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor), n int) {
	for i, in := range c.In {
		if op.NoGrad&(1<<i) == 0 {
			n += in.Shape.Size()
		}
	}
	return func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
		rng := tensor.NewRNG(9)
		at := 0
		ins := make([]*tensor.Tensor, len(c.In))
		for i, in := range c.In {
			low, high := in.Low, in.High
			if low == 0 && high == 0 {
				low, high = -2, 2
			}
			if op.NoGrad&(1<<i) != 0 {
				v := make([]float64, in.Shape.Size())
				for j := range v {
					v[j] = low + (high-low)*rng.Float64()
					if in.Whole {
						v[j] = math.Floor(v[j])
					}
				}
				ins[i] = tensor.Of(v).Reshape(in.Shape...)
				continue
			}
			size := in.Shape.Size()
			ins[i] = tensor.Add(tensor.Mul(x.Slice(0, at, at+size).Reshape(in.Shape...), high-low), low)
			at += size
		}
		out := tensor.Apply(op, c.Attr, ins...).As(tensor.Float64)
		weights := make([]float64, out.Size())
		for j := range weights {
			weights[j] = rng.Float64() - 0.3
		}
		return out.Mul(tensor.Of(weights).Reshape(out.Shape()...)).Sum(), []*tensor.Tensor{out.Exp()}
	}, n
}

// TestProgramReplays runs every operation of the table from a record, at other points than it was recorded at.
func TestProgramReplays(t *testing.T) {
	rng := tensor.NewRNG(3)
	draw := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.Float64()
		}
		return x
	}
	for _, op := range tensor.Table() {
		if !op.Differentiable() {
			continue
		}
		t.Run(op.Name, func(t *testing.T) {
			for i, c := range op.Cases {
				f, n := caseOf(op, c)
				p, dynamic := tensor.Record(draw(n), f)
				require.Empty(t, dynamic)
				for range 3 {
					x := draw(n)
					got, want := make([]float64, n), make([]float64, n)
					y := p.ValueAndGrad(x, got)

					tape := tensor.NewTape()
					leaf := tape.Leaf(tensor.Of(x), true)
					fresh, results := f(leaf)
					tape.Backward(fresh)
					if g := tape.Grad(leaf); g != nil {
						copy(want, g.Float64s())
					}
					at := fmt.Sprintf("case %d", i)
					require.Equal(t, fresh.Detach().Item(), y, at)
					for j := range want {
						if got[j] != want[j] {
							require.InDelta(t, want[j], got[j], 0, "%s, derivative %d", at, j)
						}
					}
					require.Equal(t, results[0].Detach().Float64s(), p.Results(x)[0].Detach().Float64s(), at)
				}
			}
		})
	}
}

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

// stop is an operation without a derivative.
var stop = func() *tensor.Op {
	for _, op := range tensor.Table() {
		if op.Name == "Stop" {
			return op
		}
	}
	return nil
}()

func TestProgramIsDynamic(t *testing.T) {
	for name, read := range map[string]func(x *tensor.Tensor){
		"Detach": func(x *tensor.Tensor) { x.Detach() },
		"Item":   func(x *tensor.Tensor) { tensor.Apply(stop, nil, x).Sum().Item() },
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
