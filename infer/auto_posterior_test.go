package infer

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// A regression with known noise, the posterior of which is normal and correlated: an intercept, two slopes with a
// correlated prior, and an offset of each of two groups, in a plate.
var (
	regressionX = []float64{1, 2, 2, 1.5, 3, 1, 4, 2.5, 5, 3, 6, 2} // rows of 2
	regressionY = []float64{3.1, 3.9, 5.2, 7.3, 8.1, 9.4}
	slopesPrior = []float64{1, 0.6, 0.6, 2}
)

const regressionNoise = 1.5

func regression(c *ppl.Context, _ int) {
	a := ppl.Sample(c, "a", dist.Normal(1, 2))
	b := ppl.Sample(c, "b", dist.MultivariateNormal[dist.Covariance](tensor.Zeros(2), tensor.Of(slopesPrior, 2, 2)))
	var offset *tensor.Tensor
	ppl.Plate(c, "groups", 2, func(c *ppl.Context) { offset = ppl.Sample(c, "offset", dist.Normal(0, 1)) })
	ppl.Plate(c, "rows", 6, func(c *ppl.Context) {
		mean := tensor.Of(regressionX, 6, 2).Mul(b).Sum(-1).Add(a).Add(offset.Take(0, []int{0, 1, 0, 1, 0, 1}))
		ppl.Sample(c, "y", dist.Normal(mean, regressionNoise), ppl.Obs(tensor.Of(regressionY)))
	})
}

// regressionPosterior is the exact posterior of (a, b₁, b₂, offset₁, offset₂), and the logarithm of the evidence.
func regressionPosterior() (mean *mat.VecDense, covariance *mat.Dense, evidence float64) {
	const n, k = 6, 5
	design := mat.NewDense(n, k, nil)
	for i := range n {
		design.SetRow(i, []float64{1, regressionX[2*i], regressionX[2*i+1], float64(1 - i%2), float64(i % 2)})
	}
	prior := mat.NewDense(k, k, nil)
	prior.Set(0, 0, 4)
	for i := range 2 {
		for j := range 2 {
			prior.Set(1+i, 1+j, slopesPrior[2*i+j])
		}
		prior.Set(3+i, 3+i, 1)
	}
	center := mat.NewVecDense(k, []float64{1, 0, 0, 0, 0})
	off := mat.NewVecDense(n, nil)
	off.MulVec(design, center)
	off.SubVec(mat.NewVecDense(n, regressionY), off)
	var half, gain, rest mat.Dense
	half.Mul(prior, design.T())
	marginal := new(mat.Dense)
	marginal.Mul(design, &half)
	for i := range n {
		marginal.Set(i, i, marginal.At(i, i)+regressionNoise*regressionNoise)
	}
	var inverse mat.Dense
	if inverse.Inverse(marginal) != nil {
		panic("singular")
	}
	gain.Mul(&half, &inverse)
	mean = mat.NewVecDense(k, nil)
	mean.MulVec(&gain, off)
	mean.AddVec(mean, center)
	rest.Mul(&gain, half.T())
	covariance = new(mat.Dense)
	covariance.Sub(prior, &rest)
	logDet, _ := mat.LogDet(marginal)
	evidence = -0.5 * (mat.Inner(off, &inverse, off) + logDet + n*math.Log(2*math.Pi))
	return mean, covariance, evidence
}

// regressionDraws are draws of (a, b₁, b₂, offset₁, offset₂), one column for each.
func regressionDraws(t *testing.T, from Posterior, n int) [][]float64 {
	d := predict(t, regression, from, 0, PredictiveOptions{Draws: n, Sites: []string{"a", "b", "offset"}, Seed: 5})
	columns := [][]float64{d.Get("a").Float64s()}
	for _, name := range []string{"b", "offset"} {
		v := d.Get(name).Float64s()
		for k := range 2 {
			column := make([]float64, n)
			for i := range column {
				column[i] = v[2*i+k]
			}
			columns = append(columns, column)
		}
	}
	return columns
}

// requireRegressionPosterior compares means and covariances of draws with the exact ones: within 4 standard errors, and
// what training leaves, a fraction of the standard deviations.
func requireRegressionPosterior(t *testing.T, columns [][]float64, left float64) {
	t.Helper()
	mean, covariance, _ := regressionPosterior()
	n := float64(len(columns[0]))
	for i, x := range columns {
		sd := math.Sqrt(covariance.At(i, i))
		require.InDelta(t, mean.AtVec(i), stat.Mean(x, nil), sd*(4/math.Sqrt(n)+left), "mean of element %d", i)
		for j, y := range columns[:i+1] {
			c, both := covariance.At(i, j), sd*math.Sqrt(covariance.At(j, j))
			// The variance of a sample covariance of normals is (c² + both²) / n.
			require.InDelta(t, c, stat.Covariance(x, y, nil), 4*math.Hypot(c, both)/math.Sqrt(n)+2*left*both, "covariance of elements %d and %d", i, j)
		}
	}
}

// TestJointGuidesFindThePosterior: the loss comes down to the evidence, and draws are those of the posterior. A
// diagonal and four directions are any covariance of five elements.
func TestJointGuidesFindThePosterior(t *testing.T) {
	racing.SkipNumbers(t)
	const steps = 3000
	_, _, evidence := regressionPosterior()
	for name, guide := range jointGuides[int]() {
		t.Run(name, func(t *testing.T) {
			s := NewSVI(regression, guide(regression, AutoOptions{Rank: 4}), SVIOptions{
				Optimizer: optim.Adam{LR: 0.03, Schedule: optim.Cosine(steps, 0)}, Loss: TraceELBO{Particles: 4}, Seed: 1})
			train(t, s, 0, steps)
			e, err := s.Evaluate(0, EvaluateOptions{Particles: 2000})
			require.NoError(t, err)
			t.Log(e.Loss+evidence, e.StdErr)
			require.InDelta(t, -evidence, e.Loss, 0.02+4*e.StdErr)
			require.Less(t, e.StdErr, 0.01)
			requireRegressionPosterior(t, regressionDraws(t, s.Posterior(), 10_000), 0.05)
		})
	}
}
