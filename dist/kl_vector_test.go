package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestKLOfDirichlet(t *testing.T) {
	// A Beta is a Dirichlet of two.
	for _, v := range [][4]float64{{0.5, 3, 2, 2}, {1e-3, 1, 1e3, 2}, {50, 70, 50.001, 70}} {
		want := mustKL(t, dist.Beta(v[0], v[1]), dist.Beta(v[2], v[3])).Item()
		require.InEpsilon(t, want, mustKL(t, dist.Dirichlet(vec(v[0], v[1])), dist.Dirichlet(vec(v[2], v[3]))).Item(), 1e-13)
	}
	q, p := dist.Dirichlet(vec(1, 2, 3)), dist.Dirichlet(vec(2, 2, 0.5))
	want := mustKL(t, q, p).Item()
	require.Equal(t, []float64{want, want}, mustKL(t, q.Expand(2), p).Float64s())
	require.InDelta(t, 2*want, mustKL(t, q.Expand(2).ToEvent(1), p.Expand(2).ToEvent(1)).Item(), 1e-14)
	require.InEpsilon(t, want, mustKL(t, dist.Dirichlet(vec(1, 2, 3).As(tensor.Float32)), dist.Dirichlet(vec(2, 2, 0.5).As(tensor.Float32))).Item(), 1e-6)

	_, ok := dist.KL(q, dist.Dirichlet(vec(1, 1)))
	require.False(t, ok, "of another number of elements")
	require.ErrorContains(t, recovered(func() { dist.KL(q.Expand(2), p.Expand(3)) }), "do not broadcast")

	require.Equal(t, inf, mustKL(t, q, dist.Dirichlet(vec(1, 0, 1))).Item())
	require.Equal(t, inf, mustKL(t, dist.Dirichlet(vec(-1, 1, 1)), p).Item())
	require.True(t, math.IsNaN(mustKL(t, q, dist.Dirichlet(vec(1, math.NaN(), 1))).Item()))

	// What counts for nothing has no slope, not even where it is infinite.
	_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		kl, _ := dist.KL(dist.Dirichlet(in[0]), p)
		return kl.Mul(vec(0, 1)).Sum()
	}, tensor.Of([]float64{1, 1e-200, 1, 1, 2, 3}, 2, 3))
	require.Equal(t, []float64{0, 0, 0}, g[0].Float64s()[:3])
}

func TestKLOfMultivariateNormal(t *testing.T) {
	type mvn = *dist.MultivariateNormalDist
	tril := func(loc *tensor.Tensor, l ...float64) mvn {
		return dist.MultivariateNormal[dist.ScaleTril](loc, tensor.Of(l, loc.Size(), loc.Size()))
	}
	q, p := tril(vec(0.3, -1), 0.5, 0, 0.7, 0.1), tril(vec(1, 1), 2, 0, -1, 3)
	want := mustKL(t, q, p).Item()

	byCovariance := func(d mvn) mvn {
		return dist.MultivariateNormal[dist.Covariance](d.Loc(), d.ScaleTril().MatMul(d.ScaleTril().T()))
	}
	require.InEpsilon(t, want, mustKL(t, byCovariance(q), p).Item(), 1e-13)
	require.InEpsilon(t, want, mustKL(t, byCovariance(q), byCovariance(p)).Item(), 1e-13)

	// What stands above the diagonal is not read.
	zero := vec(0, 0, 0)
	require.Zero(t, mustKL(t, tril(zero, 1, 7, 7, 0.5, 2, 7, -1, 1, 3), tril(zero, 1, -5, math.NaN(), 0.5, 2, inf, -1, 1, 3)).Item())

	// Independent elements are normal.
	m, s, m2, s2 := vec(0.3, -1), vec(0.5, 1e-3), vec(0.3, 1), vec(0.5, 30)
	diagonal := func(s *tensor.Tensor) *tensor.Tensor { return s.Unsqueeze(-1).Mul(tensor.Eye(2)) }
	require.InEpsilon(t, mustKL(t, dist.Normal(m, s).ToEvent(1), dist.Normal(m2, s2).ToEvent(1)).Item(),
		mustKL(t, dist.MultivariateNormal[dist.ScaleTril](m, diagonal(s)), dist.MultivariateNormal[dist.ScaleTril](m2, diagonal(s2))).Item(), 1e-14)

	// Batches of means, of factors and of both.
	means := dist.MultivariateNormal[dist.ScaleTril](tensor.Stack(0, q.Loc(), p.Loc(), q.Loc()), q.ScaleTril())
	factors := dist.MultivariateNormal[dist.ScaleTril](p.Loc(), tensor.Stack(0, p.ScaleTril(), q.ScaleTril()).Unsqueeze(1))
	each := mustKL(t, means, factors)
	require.Equal(t, tensor.Shape{2, 3}, each.Shape())
	require.InEpsilon(t, want, each.At(0, 0), 1e-14)
	require.InEpsilon(t, want, each.At(0, 2), 1e-14)
	require.Zero(t, each.At(1, 1))
	require.InEpsilon(t, mustKL(t, q, tril(p.Loc(), 0.5, 0, 0.7, 0.1)).Item(), each.At(1, 0), 1e-14)
	require.InDelta(t, each.Sum().Item(), mustKL(t, means.Expand(2, 3).ToEvent(2), factors.Expand(2, 3).ToEvent(2)).Item(), 1e-12)

	float := func(d mvn) mvn {
		return dist.MultivariateNormal[dist.ScaleTril](d.Loc().As(tensor.Float32), d.ScaleTril().As(tensor.Float32))
	}
	require.InEpsilon(t, want, mustKL(t, float(q), float(p)).Item(), 1e-5)

	_, ok := dist.KL(q, tril(vec(0, 0, 0), 1, 0, 0, 0, 1, 0, 0, 0, 1))
	require.False(t, ok, "of another number of elements")
	require.ErrorContains(t, recovered(func() { dist.KL(means, factors.Expand(2, 2)) }), "do not broadcast")
	require.Equal(t, inf, mustKL(t, q, tril(vec(0, 0), 1, 0, 0, -1)).Item())
	require.Equal(t, inf, mustKL(t, tril(vec(0, 0), 1, 0, 0, 0), p).Item())
}

// TestKLOfLowRankMultivariateNormal: with a full factor on the other side it is that of the covariance W Wᵀ + D.
func TestKLOfLowRankMultivariateNormal(t *testing.T) {
	w, diagonal := tensor.Of([]float64{1, -0.5, 2, 0.3, 0, 1}, 3, 2), vec(0.5, 2, 1e-3)
	covariance := w.MatMul(w.T()).Add(diagonal.Unsqueeze(-1).Mul(tensor.Eye(3)))
	low := dist.LowRankMultivariateNormal(vec(1, 0, -1), w, diagonal)
	same := dist.MultivariateNormal[dist.Covariance](vec(1, 0, -1), covariance)
	other := dist.MultivariateNormal[dist.ScaleTril](tensor.Of([]float64{0, 1, 2, 1, 1, 1}, 2, 3), tensor.Of([]float64{1, 0, 0, 0.5, 2, 0, 0, 1, 0.2}, 3, 3))
	require.InDeltaSlice(t, mustKL(t, same, other).Float64s(), mustKL(t, low, other).Float64s(), 1e-9)
	require.InDeltaSlice(t, mustKL(t, other, same).Float64s(), mustKL(t, other, low).Float64s(), 1e-9)
	require.InDelta(t, 0, mustKL(t, low, same).Item(), 1e-12)
	require.InDelta(t, 0, mustKL(t, same, low).Item(), 1e-12)

	batch := dist.LowRankMultivariateNormal(vec(1, 0, -1), w, tensor.Stack(0, diagonal, vec(math.NaN(), 1, -1)))
	sum, ok := dist.KLSum(batch.Mask(vec(1, 0)), other.Mask(vec(1, 0)), nil, 1)
	require.True(t, ok)
	require.InDelta(t, mustKL(t, low, other).At(0), sum.Item(), 1e-9)

	_, slopes := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		kl, _ := dist.KL(dist.LowRankMultivariateNormal(in[0], in[1], in[2]), same)
		return kl
	}, vec(1, 0, -1), w, diagonal)
	for _, g := range slopes { // it is smallest there
		for _, v := range g.Float64s() {
			require.InDelta(t, 0, v, 1e-9)
		}
	}

	_, ok = dist.KL(low, low)
	require.False(t, ok, "which would take n³ operations where a draw takes n r")
}

// TestKLOfVectorsSlopes compares with differences; those of Dirichlet are in the table of operations.
func TestKLOfVectorsSlopes(t *testing.T) {
	tril := func(v *tensor.Tensor) dist.Distribution {
		return dist.MultivariateNormal[dist.ScaleTril](v.Slice(0, 0, 2), v.Slice(0, 2, 6).Reshape(2, 2))
	}
	covariance := func(v *tensor.Tensor) dist.Distribution {
		return dist.MultivariateNormal[dist.Covariance](v.Slice(0, 0, 2), v.Slice(0, 2, 6).Reshape(2, 2))
	}
	q, p := vec(0.3, -1, 1.5, 0.2, 0.4, 0.7), vec(1, 1, 2, -0.3, -0.5, 1.2)
	for _, kinds := range [][2]func(*tensor.Tensor) dist.Distribution{{tril, tril}, {covariance, tril}, {tril, covariance}, {covariance, covariance}} {
		kl := func(in ...*tensor.Tensor) *tensor.Tensor {
			y, _ := dist.KL(kinds[0](in[0]), kinds[1](in[1]))
			return y
		}
		_, g := tensor.ValueAndGrad(kl, q, p)
		for i, x := range []*tensor.Tensor{q, p} {
			for j := range x.Size() {
				at := func(h float64) float64 {
					moved := x.Float64s()
					moved[j] += h
					in := []*tensor.Tensor{q, p}
					in[i] = tensor.Of(moved)
					return kl(in...).Item()
				}
				const h = 1e-4
				want := (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
				require.InDelta(t, want, g[i].At(j), 1e-9, "by element %d of distribution %d", j, i)
			}
		}
	}
}

// TestKLOfVectorsSkipsMasked has parameters that are NaN where the mask hides them.
func TestKLOfVectorsSkipsMasked(t *testing.T) {
	nan := math.NaN()
	mask := vec(1, 0)
	rows := tensor.Of([]float64{1, 2, nan, -1}, 2, 2)
	covariances := tensor.Of([]float64{2, 0.5, 0.5, 1, -1, nan, nan, -1}, 2, 2, 2)
	p, prior := dist.Dirichlet(vec(1, 1)), dist.MultivariateNormal[dist.ScaleTril](vec(0, 0), tensor.Eye(2))
	for name, test := range map[string]struct {
		f  func(in ...*tensor.Tensor) (q, p dist.Distribution)
		in []*tensor.Tensor
	}{
		"Dirichlet": {func(in ...*tensor.Tensor) (dist.Distribution, dist.Distribution) { return dist.Dirichlet(in[0]), p }, []*tensor.Tensor{rows}},
		"MultivariateNormal": {func(in ...*tensor.Tensor) (dist.Distribution, dist.Distribution) {
			return dist.MultivariateNormal[dist.Covariance](in[0], in[1]), prior
		}, []*tensor.Tensor{rows, covariances}},
	} {
		y, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			q, p := test.f(in...)
			kl, _ := dist.KLSum(q, p, mask, 2)
			return kl
		}, test.in...)
		var first []*tensor.Tensor
		for _, x := range test.in {
			first = append(first, x.Slice(0, 0, 1))
		}
		want, ok := dist.KL(test.f(first...))
		require.True(t, ok)
		require.InEpsilon(t, 2*want.Item(), y.Item(), 1e-14, name)
		for i, d := range g {
			half := d.Size() / 2
			require.NotZero(t, d.Float64s()[0], "%s by parameter %d", name, i)
			for _, v := range d.Float64s()[half:] {
				require.Zero(t, v, "%s by parameter %d", name, i)
			}
		}
	}
}

// TestKLOfIndependentAndMultivariateNormal: elements that are independent are a vector with a diagonal covariance.
func TestKLOfIndependentAndMultivariateNormal(t *testing.T) {
	elements := dist.Normal(tensor.Of([]float64{0, 1, 2, 3}, 2, 2), vec(0.5, 2)).ToEvent(1)
	vector := dist.MultivariateNormal[dist.ScaleTril](vec(1, -1), tensor.Of([]float64{1, 0, 0.5, 2}, 2, 2))
	same := dist.MultivariateNormal[dist.Covariance](tensor.Of([]float64{0, 1, 2, 3}, 2, 2), tensor.Of([]float64{0.25, 0, 0, 4}, 2, 2))
	require.InDeltaSlice(t, mustKL(t, same, vector).Float64s(), mustKL(t, elements, vector).Float64s(), 1e-13)
	require.InDeltaSlice(t, mustKL(t, vector, same).Float64s(), mustKL(t, vector, elements).Float64s(), 1e-13)
	_, ok := dist.KL(dist.Laplace(vec(0, 1), 1).ToEvent(1), vector)
	require.False(t, ok)
	_, ok = dist.KL(vector, dist.Laplace(vec(0, 1), 1).ToEvent(1))
	require.False(t, ok)
}
