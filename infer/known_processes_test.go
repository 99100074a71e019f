package infer_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// onGrid returns the mean and the deviation of a density of one number, which is not normalized, by the rule of the
// trapezoid.
func onGrid(low, high float64, logDensity func(v float64) float64) (mean, deviation float64) {
	const n = 400
	var total, square float64
	top := math.Inf(-1)
	for i := range n {
		top = math.Max(top, logDensity(low+(high-low)*float64(i)/n))
	}
	for i := range n {
		v := low + (high-low)*float64(i)/n
		p := math.Exp(logDensity(v) - top)
		total, mean, square = total+p, mean+p*v, square+p*v*v
	}
	mean /= total
	return mean, math.Sqrt(square/total - mean*mean)
}

// requirePosterior holds draws of one number against its mean and deviation. Draws are worth a fifth of independent
// ones, at the least.
func requirePosterior(t *testing.T, draws *tensor.Tensor, mean, deviation float64) {
	t.Helper()
	n := float64(draws.Size()) / 5
	require.InDelta(t, mean, draws.Mean().Item(), 4.5*deviation/math.Sqrt(n))
	spread := math.Sqrt(draws.Sub(draws.Mean()).Square().Mean().Item())
	require.InDelta(t, deviation, spread, 4.5*deviation/math.Sqrt(n))
}

func normalLogProb(x, loc, scale float64) float64 {
	z := (x - loc) / scale
	return -z*z/2 - math.Log(scale*math.Sqrt(2*math.Pi))
}

// TestHiddenMarkovModel of three states by NUTS, against the sum over all of its paths.
func TestHiddenMarkovModel(t *testing.T) {
	x := []float64{-0.8, -1.5, 0.2, 1.9, 1.2, 0.1}
	initial, transition := []float64{0.5, 0.3, 0.2}, []float64{0.7, 0.2, 0.1, 0.15, 0.7, 0.15, 0.1, 0.3, 0.6}
	post, err := MCMC{Chains: 2, Warmup: 300, Draws: 1500, Seed: 1}.Run(background, func(c *ppl.Context) {
		distance := ppl.Sample(c, "distance", dist.LogNormal(0, 0.5))
		loc := distance.Mul(tensor.Of([]float64{-1, 0, 1}))
		ppl.Sample(c, "x", dist.DiscreteHMM(dist.Categorical[dist.Probs](tensor.Of(initial)), dist.Categorical[dist.Probs](tensor.Of(transition, 3, 3)),
			dist.Normal(loc, 0.5), len(x)), ppl.Obs(tensor.Of(x)))
	})
	require.NoError(t, err)
	mean, deviation := onGrid(0.02, 6, func(distance float64) float64 {
		z := math.Log(distance)
		total := 0.0
		for path := range 729 {
			p, rest, before := 1.0, path, -1
			for _, x := range x {
				state := rest % 3
				rest /= 3
				if before < 0 {
					p *= initial[state]
				} else {
					p *= transition[3*before+state]
				}
				p *= math.Exp(normalLogProb(x, distance*float64(state-1), 0.5))
				before = state
			}
			total += p
		}
		return math.Log(total) + normalLogProb(z, 0, 0.5) - z
	})
	requirePosterior(t, post.Get("distance"), mean, deviation)
}

// TestAutoregressiveModel of order 2 by NUTS, whose coefficients are those of a regression with known errors.
func TestAutoregressiveModel(t *testing.T) {
	const steps, scale = 60, 0.7
	x := dist.AR(dist.Normal(0, 1), 0, tensor.Of([]float64{0.6, -0.3}), scale, steps).Sample(tensor.NewRNG(4))
	post, err := MCMC{Chains: 2, Warmup: 300, Draws: 1500, Seed: 1}.Run(background, func(c *ppl.Context) {
		coefficients := ppl.Sample(c, "coefficients", dist.Normal(0, 1).Expand(2).ToEvent(1))
		ppl.Sample(c, "x", dist.AR(dist.Normal(0, 1), 0, coefficients, scale, steps), ppl.Obs(x))
	})
	require.NoError(t, err)
	// The precision is 1 + Σ z zᵀ/σ² and the mean its inverse times Σ z x/σ², with z the two values before x.
	a, b, d, u, v := 1.0, 0.0, 1.0, 0.0, 0.0
	for i := 2; i < steps; i++ {
		now, one, two := x.At(i)/scale, x.At(i-1)/scale, x.At(i-2)/scale
		a, b, d, u, v = a+one*one, b+one*two, d+two*two, u+one*now, v+two*now
	}
	det := a*d - b*b
	draws := post.Get("coefficients")
	requirePosterior(t, draws.Index(-1, 0), (d*u-b*v)/det, math.Sqrt(d/det))
	requirePosterior(t, draws.Index(-1, 1), (a*v-b*u)/det, math.Sqrt(a/det))
}

// TestLocalLevel by NUTS with the levels summed out by GaussianStateSpace, against the covariance of the values, and by
// NUTS with the levels as a GaussianRandomWalk.
func TestLocalLevel(t *testing.T) {
	x := []float64{0.2, 0.9, 1.4, 1.1, 2.5, 2.2, 3.1, 2.4}
	n := len(x)
	one := tensor.Ones(1, 1)
	run := func(rest func(c *ppl.Context, scale *tensor.Tensor)) *tensor.Tensor {
		post, err := MCMC{Kernel: NUTS{TargetAccept: 0.95}, Chains: 2, Warmup: 500, Draws: 1500, Seed: 1}.Run(background, func(c *ppl.Context) {
			rest(c, ppl.Sample(c, "scale", dist.LogNormal(-0.5, 0.5)))
		})
		require.NoError(t, err)
		return post.Get("scale")
	}
	mean, deviation := onGrid(0.02, 6, func(scale float64) float64 {
		covariance := make([]float64, n*n)
		for i := range covariance {
			covariance[i] = 1 + scale*scale*float64(min(i/n, i%n))
			if i/n == i%n {
				covariance[i] += 0.25
			}
		}
		z := math.Log(scale)
		return dist.MultivariateNormal[dist.Covariance](tensor.Zeros(n), tensor.Of(covariance, n, n)).LogProb(tensor.Of(x)).Item() + normalLogProb(z, -0.5, 0.5) - z
	})
	requirePosterior(t, run(func(c *ppl.Context, scale *tensor.Tensor) {
		level := dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(1), one)
		ppl.Sample(c, "x", dist.GaussianStateSpace(level, one, scale.Reshape(1, 1), one, tensor.Mul(one, 0.5), n), ppl.Obs(tensor.Of(x, n, 1)))
	}), mean, deviation)
	requirePosterior(t, run(func(c *ppl.Context, scale *tensor.Tensor) {
		level := ppl.Sample(c, "level", dist.GaussianRandomWalk(dist.Normal(0, 1), 0, scale, n))
		ppl.Sample(c, "x", dist.Normal(level, 0.5).ToEvent(1), ppl.Obs(tensor.Of(x)))
	}), mean, deviation)
}
