package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestMultivariateNormal(t *testing.T) {
	loc := tensor.Of([]float64{1, -2, 0.5})
	l := tensor.Of([]float64{2, 0, 0, 0.5, 1, 0, -1, 0.3, 0.7}, 3, 3)
	cov := l.MatMul(l.T())
	byFactor, byCovariance := dist.MultivariateNormal[dist.ScaleTril](loc, l), dist.MultivariateNormal[dist.Covariance](loc, cov)
	require.NoError(t, byFactor.Validate())
	require.NoError(t, byCovariance.Validate())

	// z = L⁻¹ (x - μ) for x = 0, by hand: -1/2, (2 + 1/4)/1, (-1/2 - 1/2 - 0.3 · 9/4)/0.7.
	z := []float64{-0.5, 2.25, (-0.5 - 0.5 - 0.675) / 0.7}
	want := -0.5*(z[0]*z[0]+z[1]*z[1]+z[2]*z[2]) - math.Log(2*1*0.7) - 1.5*math.Log(2*math.Pi)
	require.InDelta(t, want, byFactor.LogProb(tensor.Zeros(3)).Item(), 1e-12)
	require.InDelta(t, want, byCovariance.LogProb(tensor.Zeros(3)).Item(), 1e-12)
	require.InDeltaSlice(t, []float64{want, want}, byFactor.LogProb(tensor.Zeros(2, 3)).Float64s(), 1e-12)

	// A batch of factors.
	two := dist.MultivariateNormal[dist.ScaleTril](loc, tensor.Stack(0, l, l))
	require.Equal(t, tensor.Shape{2}, two.BatchShape())
	require.InDeltaSlice(t, []float64{want, want}, two.LogProb(tensor.Zeros(2, 3)).Float64s(), 1e-12)

	// Independent elements are normal.
	diag := dist.MultivariateNormal[dist.Covariance](tensor.Zeros(2), tensor.Of([]float64{4, 0, 0, 9}, 2, 2))
	x := tensor.Of([]float64{1, 2})
	require.InDelta(t, dist.Normal(0, tensor.Of([]float64{2, 3})).LogProb(x).Sum().Item(), diag.LogProb(x).Item(), 1e-13)

	const n = 40_000
	for _, d := range []*dist.MultivariateNormalDist{byFactor, byCovariance} {
		s := d.Sample(tensor.NewRNG(3), n)
		require.Equal(t, tensor.Shape{n, 3}, s.Shape())
		variance, _ := dist.Variance(d)
		centred := s.Sub(loc)
		for i := range 3 {
			require.InDelta(t, 0, centred.Mean(0).At(i), 5*math.Sqrt(variance.At(i)/n))
		}
		got := centred.T().MatMul(centred)
		for i := range 3 {
			for j := range 3 {
				sd := math.Sqrt((cov.At(i, i)*cov.At(j, j) + cov.At(i, j)*cov.At(i, j)) / n)
				require.InDelta(t, cov.At(i, j), got.At(i, j)/n, 5*sd)
			}
		}
		entropy, _ := dist.Entropy(d)
		require.InDelta(t, math.Log(1.4)+1.5*(1+math.Log(2*math.Pi)), entropy.Item(), 1e-12)
	}
}

func TestMultivariateNormalDerivatives(t *testing.T) {
	at := func(v []float64) float64 {
		loc, m := tensor.Of(v[:2]), tensor.Of([]float64{v[2], v[3], v[3], v[4]}, 2, 2)
		return dist.MultivariateNormal[dist.Covariance](loc, m).LogProb(tensor.Of(v[5:])).Item()
	}
	v := []float64{0.3, -1, 2, 0.4, 1.5, 1, 0.2}
	_, g := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
		part := func(from, to int) *tensor.Tensor { return xs[0].Slice(0, from, to) }
		m := tensor.Stack(0, part(2, 4), tensor.Concat(0, part(3, 4), part(4, 5)))
		return dist.MultivariateNormal[dist.Covariance](part(0, 2), m).LogProb(part(5, 7))
	}, tensor.Of(v))
	for i := range v {
		const h = 1e-5
		up, down := append([]float64(nil), v...), append([]float64(nil), v...)
		up[i] += h
		down[i] -= h
		require.InDelta(t, (at(up)-at(down))/(2*h), g[0].At(i), 1e-8, "derivative %d", i)
	}
}

func TestMultivariateNormalMistakes(t *testing.T) {
	zero := tensor.Zeros(2)
	for found, d := range map[string]*dist.MultivariateNormalDist{
		"positive definite":            dist.MultivariateNormal[dist.Covariance](zero, tensor.Of([]float64{1, 2, 2, 1}, 2, 2)),
		"symmetric, found 0.5 and 0.1": dist.MultivariateNormal[dist.Covariance](zero, tensor.Of([]float64{1, 0.1, 0.5, 1}, 2, 2)),
		"found -1 at index [1, 1]":     dist.MultivariateNormal[dist.ScaleTril](zero, tensor.Of([]float64{1, 0, 0.5, -1}, 2, 2)),
	} {
		require.ErrorContains(t, d.Validate(), found)
	}
	require.Panics(t, func() { dist.MultivariateNormal[dist.Covariance](zero, tensor.Eye(3)) })
	require.True(t, math.IsNaN(dist.MultivariateNormal[dist.Covariance](zero, tensor.Of([]float64{1, 2, 2, 1}, 2, 2)).LogProb(zero).Item()))
}
