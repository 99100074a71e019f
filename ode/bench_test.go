package ode_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/ode"
	"github.com/credence-ppl/credence/tensor"
)

var predators = ode.MustParse(`
	hare' = (birth - hunt*lynx)*hare
	lynx' = (feed*hare - death)*lynx`, "birth", "hunt", "death", "feed")

// recorded returns a program of a sum over the populations of hare and lynx in twenty years, and where to compute it.
func recorded(t testing.TB, m ode.Method) (p *tensor.Program, x []float64) {
	years := tensor.Ones(20).CumSum(0)
	x = []float64{34, 5.9, 0.55, 0.028, 0.80, 0.024}
	p, dynamic := tensor.Record(x, func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
		y := ode.Solve(predators, x.Slice(0, 0, 2), x.Slice(0, 2, 6), years, ode.Options{Method: m})
		return y.Log().Sum(), []*tensor.Tensor{y}
	})
	require.Empty(t, dynamic)
	return p, x
}

func TestReplaysAllocateNothing(t *testing.T) {
	for name, m := range methods {
		p, x := recorded(t, m)
		dx := make([]float64, len(x))
		require.Zero(t, testing.AllocsPerRun(5, func() { p.ValueAndGrad(x, dx) }), name)
	}
}

// BenchmarkPredators solves the model of hare and lynx for twenty years, in a program as samplers replay it.
func BenchmarkPredators(b *testing.B) {
	for name, m := range methods {
		p, x := recorded(b, m)
		dx := make([]float64, len(x))
		b.Run(name+"/gradient", func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				p.ValueAndGrad(x, dx)
			}
		})
		b.Run(name+"/value", func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				p.Results(x)
			}
		})
	}
}
