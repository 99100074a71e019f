package infer_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// slopes are groups with effects of their own, an intercept and slopes, that are correlated: y = X b + noise.
type slopes struct {
	x      *tensor.Tensor // [visits, effects], the same for every group
	y      *tensor.Tensor // [groups, visits]
	scales []float64      // of the effects
}

const (
	slopesNoise         = 0.7
	slopesConcentration = 1.5
)

func (s slopes) model(c *ppl.Context) {
	groups, n := s.y.Dim(0), s.x.Dim(1)
	l := ppl.Sample(c, "L", dist.LKJCholesky(n, slopesConcentration))
	ppl.Deterministic(c, "correlations", l.MatMul(l.T()))
	z := ppl.Sample(c, "z", dist.Normal(tensor.Zeros(groups, n), 1).ToEvent(2))
	effects := z.MatMul(l.T()).Mul(tensor.Of(s.scales))
	ppl.Sample(c, "y", dist.Normal(effects.MatMul(s.x.T()), slopesNoise).ToEvent(2), ppl.Obs(s.y))
}

// newSlopes draws a design and data whose effects have equal correlations.
func newSlopes(n, groups, visits int, correlation float64) slopes {
	rng := tensor.NewRNG(uint64(n))
	s := slopes{x: tensor.Concat(-1, tensor.Ones(visits, 1), rng.Normal(visits, n-1))}
	for i := range n {
		s.scales = append(s.scales, 1/float64(i+1)+0.5)
	}
	common := rng.Normal(groups, 1)
	effects := tensor.Mul(common, math.Sqrt(correlation)).Add(tensor.Mul(rng.Normal(groups, n), math.Sqrt(1-correlation)))
	s.y = effects.Mul(tensor.Of(s.scales)).MatMul(s.x.T()).Add(tensor.Mul(rng.Normal(groups, visits), slopesNoise))
	return s
}

// logPosterior is the log-density of a correlation matrix given the data, without the effects, which are normal:
// groups of y have the covariance X diag(s) R diag(s) Xᵀ + noise². It is -Inf where R is not positive definite.
func (s slopes) logPosterior(r *mat.SymDense) float64 {
	var correlations, marginal mat.Cholesky
	if !correlations.Factorize(r) {
		return math.Inf(-1)
	}
	visits, n := s.x.Dim(0), s.x.Dim(1)
	var scaled mat.Dense
	scaled.Mul(s.x.Mat(), mat.NewDiagDense(n, s.scales))
	var covariance mat.Dense
	covariance.Product(&scaled, r, scaled.T())
	sym := mat.NewSymDense(visits, nil)
	for i := range visits {
		for j := range i + 1 {
			sym.SetSym(i, j, covariance.At(i, j))
		}
		sym.SetSym(i, i, covariance.At(i, i)+slopesNoise*slopesNoise)
	}
	marginal.Factorize(sym)
	var solved mat.Dense
	if marginal.SolveTo(&solved, s.y.T().Mat()) != nil {
		return math.Inf(-1)
	}
	var products mat.Dense
	products.MulElem(&solved, s.y.T().Mat())
	return (slopesConcentration-1)*correlations.LogDet() - 0.5*float64(s.y.Dim(0))*marginal.LogDet() - 0.5*mat.Sum(&products)
}

// exactly returns the posterior means and variances of the correlations, and how exact they are, from weighted
// matrices: of two effects a grid, of more uniform ones.
func (s slopes) exactly() (mean, variance, se []float64) {
	n := s.x.Dim(1)
	pairs, points, rng := n*(n-1)/2, 4000, tensor.NewRNG(9)
	if n > 2 {
		points = 120_000
	}
	values, logs, top := make([][]float64, points), make([]float64, points), math.Inf(-1)
	for k := range points {
		r := mat.NewSymDense(n, nil)
		for i := range n {
			r.SetSym(i, i, 1)
			for j := range i {
				v := 2*(float64(k)+0.5)/float64(points) - 1
				if n > 2 {
					v = 2*rng.Float64() - 1
				}
				r.SetSym(i, j, v)
				values[k] = append(values[k], v)
			}
		}
		logs[k] = s.logPosterior(r)
		top = max(top, logs[k])
	}
	total, squares := 0.0, 0.0
	mean, variance, se = make([]float64, pairs), make([]float64, pairs), make([]float64, pairs)
	for k := range logs {
		logs[k] = math.Exp(logs[k] - top)
		total, squares = total+logs[k], squares+logs[k]*logs[k]
		for i, v := range values[k] {
			mean[i] += logs[k] * v
		}
	}
	for i := range mean {
		mean[i] /= total
		for k, w := range logs {
			variance[i] += w / total * (values[k][i] - mean[i]) * (values[k][i] - mean[i])
		}
		if n > 2 {
			se[i] = math.Sqrt(variance[i] * squares / total / total)
		}
	}
	return mean, variance, se
}

// TestCorrelatedVaryingSlopes: NUTS finds correlations of effects as they are known without sampling effects.
func TestCorrelatedVaryingSlopes(t *testing.T) {
	racing.SkipNumbers(t)
	for _, c := range []struct{ effects, groups, visits int }{{2, 12, 4}, {4, 15, 5}} {
		t.Run(fmt.Sprint(c.effects), func(t *testing.T) {
			t.Parallel()
			s := newSlopes(c.effects, c.groups, c.visits, 0.5)
			mean, variance, se := s.exactly()
			post, err := MCMC{Seed: 1, Chains: 2, Draws: 1000, Warmup: 500, Sites: []string{"correlations"}}.Run(context.Background(), s.model)
			require.NoError(t, err)
			require.Zero(t, post.Stats().Get("divergent").Sum().Item())
			pair := 0
			for i := range c.effects {
				for j := range i {
					var x, squares [][]float64
					all := post.Get("correlations")
					for chain := range 2 {
						of := all.Index(0, chain).Index(-2, i).Index(-1, j).Float64s()
						off := make([]float64, len(of))
						for k, v := range of {
							off[k] = (v - mean[pair]) * (v - mean[pair])
						}
						x, squares = append(x, of), append(squares, off)
					}
					m, v := average(x), average(squares)
					require.InDelta(t, mean[pair], m, 4*math.Hypot(draws.MCSEMean(x), se[pair]))
					require.InDelta(t, variance[pair], v, 4*math.Hypot(draws.MCSEMean(squares), 1.5*se[pair]))
					pair++
				}
			}
		})
	}
}

// average returns the mean of all chains.
func average(x [][]float64) float64 {
	sum, n := 0.0, 0
	for _, chain := range x {
		for _, v := range chain {
			sum, n = sum+v, n+1
		}
	}
	return sum / float64(n)
}
