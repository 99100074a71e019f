package infer

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/tensor"
)

// gaussian is a normal distribution with variances from 1 to 1/condition along random directions: a root of its
// covariance and its inverse.
func gaussian(n int, condition float64) root {
	var qr mat.QR
	qr.Factorize(mat.NewDense(n, n, tensor.NewRNG(uint64(n)).Normal(n, n).Float64s()))
	var q mat.Dense
	qr.QTo(&q)
	r := root{mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)}
	for i := range n {
		for j := range n {
			sd := math.Pow(condition, -0.5*float64(j)/float64(max(1, n-1)))
			r.root.Set(i, j, q.At(i, j)*sd)
			r.inverse.Set(j, i, q.At(i, j)/sd)
		}
	}
	return r
}

// sample is draws of the distribution and its gradients -Σ⁻¹x, [elements, draws] and centered.
func (r root) sample(draws int, seed uint64) (x, gradients *mat.Dense) {
	n, _ := r.root.Dims()
	white := mat.NewDense(n, draws, tensor.NewRNG(seed).Normal(n, draws).Float64s())
	x, gradients = new(mat.Dense), new(mat.Dense)
	x.Mul(r.root, white)
	gradients.Mul(r.inverse.T(), white)
	gradients.Scale(-1, gradients)
	return center(x), center(gradients)
}

func center(x *mat.Dense) *mat.Dense {
	n, _ := x.Dims()
	for i := range n {
		row := x.RawRowView(i)
		m := 0.0
		for _, v := range row {
			m += v / float64(len(row))
		}
		for k := range row {
			row[k] -= m
		}
	}
	return x
}

// condition is how much the metric leaves to do: the ratio of the largest to the smallest variance that is left when
// the metric's are taken out. Trajectories are as much longer as its root.
func condition(t *testing.T, r root, metric *mat.SymDense) float64 {
	var c mat.Cholesky
	require.True(t, c.Factorize(metric))
	var l mat.TriDense
	c.LTo(&l)
	var white mat.Dense
	white.Mul(r.inverse, &l)
	norm := mat.Cond(&white, 2)
	return norm * norm
}

// TestNormalPosteriorIsLearnedExactly from few more draws than elements, whatever their correlations: all but where
// chance in so few draws looks like another distribution. The covariance of 250 draws of 100 elements leaves 20.
func TestNormalPosteriorIsLearnedExactly(t *testing.T) {
	for _, c := range []struct {
		elements, draws int
		condition       float64
		within          float64
	}{
		{1, 15, 1, 1.001},
		{2, 25, 1e8, 1.01},
		{5, 25, 1e4, 1.5},
		{10, 25, 1e4, 1.5},
		{24, 100, 1e4, 1.05},
		{100, 250, 1e4, 1.05},
		{100, 500, 1e4, 1.05},
	} {
		r := gaussian(c.elements, c.condition)
		learned, ok := learnCovariance(r.sample(c.draws, 3))
		require.True(t, ok)
		require.Less(t, condition(t, r, learned), c.within, "%d elements, %d draws", c.elements, c.draws)
	}
}

// TestFewDrawsAreNoWorseThanNone: with as many elements as draws and more, a rotated normal distribution is left with
// less than its variances alone leave, and independent elements with little more than nothing.
func TestFewDrawsAreNoWorseThanNone(t *testing.T) {
	for draws, within := range map[int]float64{15: 1e4, 25: 4e3, 50: 400, 75: 80, 101: 10} {
		r := gaussian(100, 1e4)
		learned, ok := learnCovariance(r.sample(draws, 5))
		require.True(t, ok)
		require.Less(t, condition(t, r, learned), within, "%d draws", draws)
		r = gaussian(100, 1)
		learned, ok = learnCovariance(r.sample(draws, 5))
		require.True(t, ok)
		require.Less(t, condition(t, r, learned), 1.5, "%d draws", draws)
	}
}

// TestManyDrawsAreBelieved: where gradients tell other scales than the draws do, which no normal posterior does, many
// draws have the covariance, and few have what lies between.
func TestManyDrawsAreBelieved(t *testing.T) {
	r := gaussian(5, 1e3)
	for draws, within := range map[int]float64{25: 4, 500: 1.5, 20_000: 1.1} {
		x, gradients := r.sample(draws, 7)
		for k := range draws {
			gradients.Set(0, k, gradients.At(0, k)*10*float64(k%3))
		}
		learned, ok := learnCovariance(x, center(gradients))
		require.True(t, ok)
		require.Less(t, condition(t, r, learned), within, "%d draws", draws)
	}
}

// TestLearnedCovarianceIsOfTheUnits of the elements, which may be anything.
func TestLearnedCovarianceIsOfTheUnits(t *testing.T) {
	const n = 8
	for _, draws := range []int{6, 25, 200} {
		x, gradients := gaussian(n, 1e3).sample(draws, 9)
		gradients.Apply(func(i, k int, v float64) float64 { return v * (1 + 0.3*math.Sin(float64(i*k))) }, gradients)
		center(gradients)
		want, ok := learnCovariance(x, gradients)
		require.True(t, ok)
		unit := func(i int) float64 { return math.Pow(10, float64(9*i-30)) }
		x.Apply(func(i, _ int, v float64) float64 { return v * unit(i) }, x)
		gradients.Apply(func(i, _ int, v float64) float64 { return v / unit(i) }, gradients)
		got, ok := learnCovariance(x, gradients)
		require.True(t, ok)
		for i := range n {
			for j := range n {
				scale := math.Sqrt(want.At(i, i) * want.At(j, j))
				require.InDelta(t, want.At(i, j)/scale, got.At(i, j)/unit(i)/unit(j)/scale, 1e-9)
			}
		}
	}
}

// TestGradientsThatTellNothing leave the draws, shrunk towards independence.
func TestGradientsThatTellNothing(t *testing.T) {
	r := gaussian(4, 100)
	x, gradients := r.sample(1000, 11)
	for _, v := range []float64{0, math.NaN(), math.Inf(1)} {
		for k := range 1000 {
			gradients.Set(2, k, v)
		}
		learned, ok := learnCovariance(x, gradients)
		require.True(t, ok)
		require.Less(t, condition(t, r, learned), 2.0)
	}
	for k := range 1000 {
		x.Set(1, k, 0)
	}
	_, ok := learnCovariance(x, gradients)
	require.False(t, ok, "an element that stands still")
}

// BenchmarkLearn is the end of a window.
func BenchmarkLearn(b *testing.B) {
	x, gradients := gaussian(100, 1e4).sample(500, 1)
	for b.Loop() {
		c, _ := learnCovariance(x, gradients)
		conditionOfCorrelations(c)
	}
}
