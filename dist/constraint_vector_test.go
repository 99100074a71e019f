package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// logDetByDifferences is log |det J| of the map from u to the free elements of x, by derivatives of each of them.
func logDetByDifferences(c dist.Constraint, u []float64) float64 {
	n := len(u)
	a := make([][]float64, n)
	for i := range n {
		_, g := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
			x, _ := dist.ForwardLogDet(c.Bijection(), xs[0])
			return x.Slice(-1, i, i+1).Sum()
		}, tensor.Of(u))
		a[i] = g[0].Float64s()
	}
	// The Jacobian is lower triangular for all of these maps.
	sum := 0.0
	for i := range n {
		for j := i + 1; j < n; j++ {
			if a[i][j] != 0 {
				panic("not triangular")
			}
		}
		sum += math.Log(math.Abs(a[i][i]))
	}
	return sum
}

func TestVectorConstraints(t *testing.T) {
	for _, c := range []dist.Constraint{dist.OrderedVector, dist.PositiveOrderedVector, dist.Simplex} {
		t.Run(c.String(), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				u := rapid.SliceOfN(rapid.Float64Range(-4, 4), 1, 6).Draw(t, "u")
				if len(u) == 1 && c != dist.Simplex {
					u = append(u, 0.5)
				}
				x, logDet := dist.ForwardLogDet(c.Bijection(), tensor.Of(u))
				_, ok := c.Check(x)
				require.True(t, ok, "%v", x)
				require.InDeltaSlice(t, u, c.Bijection().Inverse(x).Float64s(), 1e-9)
				require.InDelta(t, logDetByDifferences(c, u), logDet.Item(), 1e-9*(1+math.Abs(logDet.Item())))

				rows := tensor.Stack(0, tensor.Of(u), tensor.Of(u).Neg())
				both, dets := dist.ForwardLogDet(c.Bijection(), rows)
				require.Equal(t, tensor.Shape{2}, dets.Shape())
				require.InDeltaSlice(t, x.Float64s(), both.Slice(0, 0, 1).Float64s(), 1e-15)
			})
			for _, shape := range [][]int{{3}, {2, 4}} {
				_, ok := c.Check(c.Inside(shape...))
				require.True(t, ok)
			}
		})
	}
}

func TestVectorConstraintsRefuse(t *testing.T) {
	nan := math.NaN()
	for _, x := range [][]float64{{1, 1}, {2, 1}, {nan, 1}, {1, nan}, {1, math.Inf(1)}} {
		_, ok := dist.OrderedVector.Check(tensor.Of(x))
		require.False(t, ok, "%v", x)
	}
	index, ok := dist.OrderedVector.Check(tensor.Of([]float64{1, 2, 5, 4}, 2, 2))
	require.False(t, ok)
	require.Equal(t, []int{1, 1}, index)
	_, ok = dist.OrderedVector.Check(tensor.Of([]float64{-3, 2}))
	require.True(t, ok)
	_, ok = dist.PositiveOrderedVector.Check(tensor.Of([]float64{0, 2}))
	require.False(t, ok)
	_, ok = dist.OrderedVector.Check(tensor.Ones(3))
	require.False(t, ok)
	_, ok = dist.OrderedVector.Check(tensor.Ones(3, 1))
	require.True(t, ok, "three vectors of one element, which are one stored value")
	_, ok = dist.ZeroSum.Check(tensor.Of([]float64{math.MaxFloat64, math.MaxFloat64}))
	require.False(t, ok, "a sum that overflows")
	for _, x := range [][]float64{{0.5, 0.4}, {1.5, -0.5}, {nan, 0.5}} {
		_, ok := dist.Simplex.Check(tensor.Of(x))
		require.False(t, ok, "%v", x)
	}
	_, ok = dist.Simplex.Check(tensor.Of([]float64{0, 1}))
	require.True(t, ok)
}

// TestSimplexInTheTails: elements far below the rounding error of 1 keep their relative precision.
func TestSimplexInTheTails(t *testing.T) {
	x, logDet := dist.ForwardLogDet(dist.Simplex.Bijection(), tensor.Of([]float64{-50, -60}))
	want := []float64{math.Exp(-50) / 2, math.Exp(-60)}
	require.InEpsilon(t, want[0], x.At(0), 1e-12)
	require.InEpsilon(t, want[1], x.At(1), 1e-12)
	require.InDelta(t, -110-math.Ln2, logDet.Item(), 1e-9)
}

func TestDirichlet(t *testing.T) {
	d := dist.Dirichlet(tensor.Of([]float64{2, 3, 0.5}))
	require.NoError(t, d.Validate())
	// log Γ(5.5) - log Γ(2) - log Γ(3) - log Γ(0.5) + log 0.2 + 2 log 0.5 - 0.5 log 0.3, by mpmath.
	lg := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	want := lg(5.5) - lg(2) - lg(3) - lg(0.5) + math.Log(0.2) + 2*math.Log(0.5) - 0.5*math.Log(0.3)
	require.InDelta(t, want, d.LogProb(tensor.Of([]float64{0.2, 0.5, 0.3})).Item(), 1e-12)

	flat := dist.Dirichlet(tensor.Ones(3))
	require.InDelta(t, math.Ln2, flat.LogProb(tensor.Of([]float64{0, 0.5, 0.5})).Item(), 1e-14, "on the rim")

	const n = 40_000
	x := d.Sample(tensor.NewRNG(1), n)
	_, ok := dist.Simplex.Check(x)
	require.True(t, ok)
	mean, _ := dist.Mean(d)
	variance, _ := dist.Variance(d)
	got := x.Mean(0)
	for i := range 3 {
		require.InDelta(t, mean.At(i), got.At(i), 5*math.Sqrt(variance.At(i)/n))
		spread := x.Slice(1, i, i+1).Sub(got.Slice(0, i, i+1)).Square().Mean().Item()
		require.InDelta(t, variance.At(i), spread, 0.05*variance.At(i))
	}
	// A Beta is a Dirichlet of two.
	b, two := dist.Beta(2.5, 4), dist.Dirichlet(tensor.Of([]float64{2.5, 4}))
	require.InDelta(t, b.LogProb(tensor.Scalar(0.3)).Item(), two.LogProb(tensor.Of([]float64{0.3, 0.7})).Item(), 1e-13)

	require.ErrorContains(t, dist.Dirichlet(tensor.Of([]float64{1, -1})).Validate(), "must be positive, found -1 at index [1]")
	require.Panics(t, func() { dist.Dirichlet(tensor.Scalar(1)) })
	require.Equal(t, tensor.Shape{4}, d.Expand(4).LogProb(tensor.Of([]float64{0.2, 0.5, 0.3}).Expand(4, 3)).Shape())
}

func TestImproperUniform(t *testing.T) {
	d := dist.ImproperUniform(dist.Positive, tensor.Shape{2}, tensor.Shape{3})
	require.Equal(t, tensor.Shape{2}, d.LogProb(tensor.Ones(2, 3)).Shape())
	require.Zero(t, d.LogProb(tensor.Ones(2, 3)).Sum().Item())
	require.Equal(t, 1, d.Support().EventDim())
	require.Panics(t, func() { d.Sample(tensor.NewRNG(1)) })
	require.Panics(t, func() { dist.ImproperUniform(dist.Simplex, nil, nil) })
	require.Panics(t, func() { dist.ImproperUniform(dist.IntegerInterval(0, 3), nil, nil) })
}
