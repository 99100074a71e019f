package infer

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// metricCase is a model that the choice of the zero Metric was judged by.
type metricCase struct {
	name   string
	model  ppl.Model
	target float64
}

func metricCases() []metricCase {
	rng := tensor.NewRNG(5)
	vec := func(n int, f func(i int) float64) *tensor.Tensor {
		v := make([]float64, n)
		for i := range v {
			v[i] = f(i)
		}
		return tensor.Of(v)
	}
	x20 := rng.Split("x").Normal(200, 20)
	xt := vec(100, func(i int) float64 { return 10 + float64(i)/10 })
	noise := rng.Split("e").Normal(100)
	ar := make([]float64, 100)
	for i := range 10 {
		for j := range 10 {
			ar[i*10+j] = math.Pow(0.9, math.Abs(float64(i-j)))
		}
	}
	counts := vec(100, func(i int) float64 { return float64(i * i % 7) })
	groups := vec(100, func(i int) float64 { return float64(i % 12) })
	ids := make([]int, 100)
	for i := range ids {
		ids[i] = i % 12
	}
	bin := vec(200, func(i int) float64 { return float64(i * 7 % 3 % 2) })
	return []metricCase{
		{"20 independent normals", func(c *ppl.Context) {
			ppl.Sample(c, "x", dist.Normal(tensor.Zeros(20), 1).ToEvent(1))
		}, 0},
		{"AR normal, 10", func(c *ppl.Context) {
			ppl.Sample(c, "x", dist.MultivariateNormal[dist.Covariance](tensor.Zeros(10), tensor.Of(ar, 10, 10)))
		}, 0},
		{"logistic 21", func(c *ppl.Context) {
			a := ppl.Sample(c, "a", dist.Normal(0, 2))
			b := ppl.Sample(c, "b", dist.Normal(tensor.Zeros(20), 1).ToEvent(1))
			ppl.Plate(c, "rows", 200, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Bernoulli[dist.Logits](x20.MatMul(b).Add(a)), ppl.Obs(bin))
			})
		}, 0},
		{"Student-t line, not centred", func(c *ppl.Context) {
			a := ppl.Sample(c, "a", dist.Normal(0, 50))
			b := ppl.Sample(c, "b", dist.Normal(0, 10))
			s := ppl.Sample(c, "s", dist.HalfNormal(5))
			ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.StudentT(4, a.Add(b.Mul(xt)), s), ppl.Obs(xt.Mul(tensor.To(2)).Add(noise)))
			})
		}, 0},
		{"Poisson regression", func(c *ppl.Context) {
			a := ppl.Sample(c, "a", dist.Normal(0, 5))
			b := ppl.Sample(c, "b", dist.Normal(0, 1))
			ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Poisson(a.Add(b.Mul(xt)).Exp()), ppl.Obs(counts))
			})
		}, 0},
		{"12 groups, non-centred", func(c *ppl.Context) {
			mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
			tau := ppl.Sample(c, "tau", dist.HalfNormal(2))
			z := ppl.Sample(c, "z", dist.Normal(tensor.Zeros(12), 1).ToEvent(1))
			b := ppl.Sample(c, "b", dist.Normal(0, 5))
			s := ppl.Sample(c, "s", dist.HalfNormal(5))
			theta := mu.Add(tau.Mul(z)).Take(0, ids)
			ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Normal(theta.Add(b.Mul(xt)), s), ppl.Obs(xt.Mul(tensor.To(0.3)).Add(noise).Add(groups.Mul(tensor.To(0.2)))))
			})
		}, 0.9},
		{"12 groups, centred", func(c *ppl.Context) {
			mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
			tau := ppl.Sample(c, "tau", dist.LogNormal(0, 0.5))
			th := ppl.Sample(c, "th", dist.Normal(mu.Add(tensor.Zeros(12)), tau).ToEvent(1))
			s := ppl.Sample(c, "s", dist.HalfNormal(5))
			ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Normal(th.Take(0, ids), s), ppl.Obs(noise.Add(groups.Mul(tensor.To(0.2)))))
			})
		}, 0.9},
		{"proportions", func(c *ppl.Context) {
			p := ppl.Sample(c, "p", dist.Dirichlet(tensor.Of([]float64{1, 1, 1, 1, 1, 1, 1})))
			ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Categorical[dist.Probs](p), ppl.Obs(counts))
			})
		}, 0},
		{"banana", func(c *ppl.Context) {
			a := ppl.Sample(c, "a", dist.Normal(0, 1))
			ppl.Sample(c, "b", dist.Normal(a.Mul(a), 0.3))
		}, 0.9},
		{"exponential decay", func(c *ppl.Context) {
			a := ppl.Sample(c, "a", dist.LogNormal(1, 1))
			k := ppl.Sample(c, "k", dist.LogNormal(-1, 1))
			o := ppl.Sample(c, "o", dist.Normal(0, 2))
			s := ppl.Sample(c, "s", dist.HalfNormal(1))
			u := xt.Sub(tensor.To(10))
			want := u.Mul(tensor.To(-0.2)).Exp().Mul(tensor.To(3)).Add(tensor.To(1))
			ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Normal(a.Mul(u.Mul(k.Neg()).Exp()).Add(o), s), ppl.Obs(want.Add(noise.Mul(tensor.To(0.3)))))
			})
		}, 0},
	}
}

// BenchmarkMetric reports how many gradients an effective draw takes by the metric.
func BenchmarkMetric(b *testing.B) {
	for _, c := range metricCases() {
		for name, m := range map[string]Metric{"zero": {}, "diagonal": {Diagonal: true}, "dense": {Dense: true}, "Fisher": {Fisher: true}} {
			b.Run(c.name+"/"+name, func(b *testing.B) {
				gradients := 0.0
				for seed := range uint64(b.N) {
					post, err := MCMC{Kernel: NUTS{TargetAccept: c.target, Metric: m}, Seed: seed + 1}.Run(context.Background(), c.model)
					require.NoError(b, err)
					least := math.Inf(1)
					for _, r := range post.Summary().Rows {
						least = min(least, r.ESSBulk, 4000)
					}
					gradients += post.Stats().Get("leapfrogs").Sum().Item() / least
				}
				b.ReportMetric(gradients/float64(b.N), "gradients/draw")
			})
		}
	}
}
