package infer

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// model has the distribution as its posterior.
func (r root) model() ppl.Model {
	n, _ := r.root.Dims()
	inverse := tensor.Of(r.inverse.RawMatrix().Data, n, n)
	return func(c *ppl.Context) {
		x := ppl.Sample(c, "x", dist.ImproperUniform(dist.Real, nil, tensor.Shape{n}))
		ppl.Factor(c, "density", dist.Normal(0, 1).LogProb(inverse.MatMul(x)).Sum())
	}
}

// steps is the mean number of leapfrogs of a draw.
func steps(d *draws.Draws) float64 { return d.Stats().Get("leapfrogs").Mean().Item() }

// TestShortWarmups learn from windows with fewer draws than elements what they can, and do no harm where there is
// nothing to learn, or where the posterior is not normal.
func TestShortWarmups(t *testing.T) {
	racing.SkipNumbers(t)
	const n = 60
	for _, c := range []struct {
		name   string
		model  ppl.Model
		warmup int
		most   float64 // of what the variances take
	}{
		{"rotated", gaussian(n, 1e4).model(), 100, 0.1},
		{"rotated", gaussian(n, 1e4).model(), 150, 0.6},
		{"independent", gaussian(n, 1).model(), 100, 1.25},
		{"independent", gaussian(n, 1).model(), 150, 1.25},
		{"heavy tails", func(c *ppl.Context) { ppl.Sample(c, "x", dist.StudentT(4, tensor.Zeros(n), 1).ToEvent(1)) }, 100, 2.5},
		{"heavy tails", func(c *ppl.Context) { ppl.Sample(c, "x", dist.StudentT(4, tensor.Zeros(n), 1).ToEvent(1)) }, 150, 2.5},
	} {
		sample := func(m Metric) *draws.Draws {
			post, err := MCMC{Kernel: NUTS{Metric: m}, Chains: 2, Warmup: c.warmup, Draws: 150, Seed: 3}.Run(context.Background(), c.model)
			require.NoError(t, err)
			require.Zero(t, post.Stats().Get("divergent").Sum().Item())
			return post
		}
		post := sample(Metric{})
		require.Less(t, steps(post), c.most*steps(sample(Metric{Diagonal: true})), "%s, a warm-up of %d", c.name, c.warmup)
		x := post.Get("x").Float64s()
		for i := range n {
			chains := make([][]float64, 2)
			for d := range 300 {
				chains[d/150] = append(chains[d/150], x[d*n+i])
			}
			require.Less(t, math.Abs(mean(chains))/draws.MCSEMean(chains), 4.8, "%s, a warm-up of %d: mean of element %d", c.name, c.warmup, i)
		}
	}
}

// TestZeroMetricDropsWeakCorrelations, whose products would cost more than they save, and is diagonal for many
// elements.
func TestZeroMetricDropsWeakCorrelations(t *testing.T) {
	for _, c := range []struct {
		elements  int
		condition float64
		dense     bool
	}{{20, 1, false}, {20, 100, true}, {60, 1, false}, {60, 1e4, true}, {128, 1e4, true}, {129, 1e4, false}} {
		s, err := MCMC{Chains: 1, Warmup: 130}.Sampler(gaussian(c.elements, c.condition).model())
		require.NoError(t, err)
		chain := s.chains[0].kernel.(*trajectories)
		x, gradients := gaussian(c.elements, c.condition).sample(200, 1)
		for k := range 200 {
			chain.moments.add(mat.Col(nil, k, x), mat.Col(nil, k, gradients))
		}
		chain.moments.learn()
		dense := len(chain.metric.blocks) == 1 && chain.metric.blocks[0].rows != nil
		require.Equal(t, c.dense, dense, "%d elements of condition %v", c.elements, c.condition)
	}
}

// TestDenseStaysDense: what was asked for is there for weak correlations, too.
func TestDenseStaysDense(t *testing.T) {
	s, err := MCMC{Kernel: NUTS{Metric: Metric{Dense: true}}, Chains: 1, Warmup: 130}.Sampler(gaussian(20, 1).model())
	require.NoError(t, err)
	chain := s.chains[0].kernel.(*trajectories)
	x, gradients := gaussian(20, 1).sample(200, 1)
	for k := range 200 {
		chain.moments.add(mat.Col(nil, k, x), mat.Col(nil, k, gradients))
	}
	chain.moments.learn()
	require.NotNil(t, chain.metric.blocks[0].rows)
}

// TestChainThatStoodStillKeepsItsMetric in blocks as elsewhere.
func TestChainThatStoodStillKeepsItsMetric(t *testing.T) {
	s, err := MCMC{Chains: 1, Warmup: 100}.Sampler(gaussian(3, 10).model())
	require.NoError(t, err)
	chain := s.chains[0].kernel.(*trajectories)
	before := append([]float64(nil), chain.metric.diagonal()...)
	for range 25 {
		chain.moments.add([]float64{1, 2, 3}, []float64{1, 1, 1})
	}
	chain.moments.learn()
	require.Equal(t, before, chain.metric.diagonal())
	for _, v := range chain.metric.scale {
		require.Equal(t, 1.0, v)
	}
}
