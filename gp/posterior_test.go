package gp_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/gp"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// TestPosterior finds the length of three kernels by NUTS, against sums over a grid of densities whose covariances are
// worked out here.
func TestPosterior(t *testing.T) {
	at := []float64{-2, -1.6, -1, -0.7, 0, 0.1, 0.8, 1.3, 1.9, 2.4}
	y := tensor.Of([]float64{0.3, 0.9, 1.2, 1.4, 0.2, 0.1, -0.8, -1.1, -0.2, 0.6})
	n := len(at)
	const noise = 0.2
	for name, c := range map[string]struct {
		kernel func(length *tensor.Tensor) gp.Kernel
		at     func(r, length float64) float64
	}{
		"squared exponential": {func(l *tensor.Tensor) gp.Kernel { return gp.SquaredExponential(1, l) }, func(r, l float64) float64 { return math.Exp(-r * r / (2 * l * l)) }},
		"matern 32": {func(l *tensor.Tensor) gp.Kernel { return gp.Matern32(1, l) }, func(r, l float64) float64 {
			return (1 + math.Sqrt(3)*r/l) * math.Exp(-math.Sqrt(3)*r/l)
		}},
		"periodic": {func(l *tensor.Tensor) gp.Kernel { return gp.Periodic(1, l, 4) }, func(r, l float64) float64 {
			return math.Exp(-2 * math.Pow(math.Sin(math.Pi*r/4)/l, 2))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			post, err := infer.MCMC{Chains: 2, Warmup: 300, Draws: 1000, Seed: 1}.Run(context.Background(), func(ctx *ppl.Context) {
				length := ppl.Sample(ctx, "length", dist.LogNormal(0, 0.5))
				ppl.Sample(ctx, "y", gp.Process(c.kernel(length), tensor.Of(at, n, 1), noise), ppl.Obs(y))
			})
			require.NoError(t, err)
			var total, mean, square float64
			for l := 0.05; l < 6; l += 0.01 {
				covariance := make([]float64, n*n)
				for i := range covariance {
					covariance[i] = c.at(math.Abs(at[i/n]-at[i%n]), l)
					if i/n == i%n {
						covariance[i] += noise * noise
					}
				}
				lp := dist.MultivariateNormal[dist.Covariance](tensor.Zeros(n), tensor.Of(covariance, n, n)).LogProb(y).Item() + dist.LogNormal(0, 0.5).LogProb(tensor.Scalar(l)).Item()
				p := math.Exp(lp)
				total, mean, square = total+p, mean+p*l, square+p*l*l
			}
			mean /= total
			deviation := math.Sqrt(square/total - mean*mean)
			draws := post.Get("length")
			worth := float64(draws.Size()) / 5 // of draws, in independent ones, at the least
			require.InDelta(t, mean, draws.Mean().Item(), 4.5*deviation/math.Sqrt(worth))
			require.InDelta(t, deviation, math.Sqrt(draws.Sub(draws.Mean()).Square().Mean().Item()), 4.5*deviation/math.Sqrt(worth))
		})
	}
}

// TestRefusedLengths: a sampler that meets a length without covariances tries others.
func TestRefusedLengths(t *testing.T) {
	x, y := tensor.Of([]float64{0, 1, 2, 3}, 4, 1), tensor.Of([]float64{0.1, 0.5, 0.4, -0.3})
	post, err := infer.MCMC{Seed: 1, Chains: 8, Warmup: 50, Draws: 20}.Run(t.Context(), func(c *ppl.Context) {
		length := ppl.Sample(c, "length", dist.Normal(1, 1))
		ppl.Sample(c, "y", gp.Process(gp.SquaredExponential(1, length), x, 0.3), ppl.Obs(y))
	})
	require.NoError(t, err)
	require.Equal(t, 8, post.Chains())
}
