package infer

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func singles(v ...float64) *tensor.Tensor { return tensor.Of(v).As(tensor.Float32) }

// TestFloat32MultivariateGuide trains a correlated guide whose factor soon cannot be solved for in Float32. The model
// has three sums of neighbors among four numbers, so that it knows nothing of one direction but the prior.
func TestFloat32MultivariateGuide(t *testing.T) {
	racing.SkipNumbers(t)
	const n, steps = 4, 4000
	strict := tensor.Zeros(n, n).Float64s()
	for i := range n {
		for j := range i {
			strict[i*n+j] = 1
		}
	}
	below, eye := tensor.Of(strict, n, n).As(tensor.Float32), tensor.Eye(n).As(tensor.Float32)
	y := singles(1, 2, 3)
	model := func(c *ppl.Context, _ struct{}) {
		z := ppl.Sample(c, "z", dist.Normal(singles(0, 0, 0, 0), 1).ToEvent(1))
		sums := z.Slice(-1, 0, n-1).Add(z.Slice(-1, 1, n))
		ppl.Sample(c, "y", dist.Normal(sums, 0.1).ToEvent(1), ppl.Obs(y))
	}
	guide := func(c *ppl.Context, _ struct{}) {
		loc := ppl.Param(c, "loc", func(*tensor.RNG) *tensor.Tensor { return singles(0, 0, 0, 0) })
		diagonal := ppl.Param(c, "diagonal", func(*tensor.RNG) *tensor.Tensor { return singles(1e-3, 1, 1e-3, 1e-4) }, ppl.Constrained(dist.Positive))
		lower := ppl.Param(c, "lower", func(*tensor.RNG) *tensor.Tensor { return below.Mul(tensor.Scalar(10).As(tensor.Float32)) })
		ppl.Sample(c, "z", dist.MultivariateNormal[dist.ScaleTril](loc, lower.Mul(below).Add(eye.Mul(diagonal))))
	}
	s := NewSVI(model, guide, SVIOptions{Optimizer: optim.Adam{LR: 0.1, Schedule: optim.Cosine(steps, 0)}, Loss: TraceELBO{Particles: 4}, Seed: 1})
	for i := range steps {
		step, err := s.Step(struct{}{})
		require.NoError(t, err)
		require.Greater(t, step.Loss, -10.0, "step %d", i)
	}
	// By the precision I + 100 AᵀA and its inverse.
	require.InDeltaSlice(t, []float64{0.4926, 0.5024, 1.4975, 1.4877}, param(t, s, "loc"), 0.15)
	diagonal, lower := param(t, s, "diagonal"), param(t, s, "lower")
	for i, sd := range []float64{0.5085, 0.5037, 0.5037, 0.5085} {
		variance := diagonal[i] * diagonal[i]
		for j := range i {
			variance += lower[i*n+j] * lower[i*n+j]
		}
		require.InEpsilon(t, sd, math.Sqrt(variance), 0.3)
	}
}
