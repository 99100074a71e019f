package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

var inf = math.Inf(1)

func TestCategoricalLogits(t *testing.T) {
	for _, test := range []struct{ logits, want []float64 }{
		{[]float64{0, 0, 0, 0}, []float64{-math.Log(4), -math.Log(4), -math.Log(4), -math.Log(4)}},
		{[]float64{1000, -1000}, []float64{0, -2000}},
		{[]float64{1e308, 1e308}, []float64{-math.Ln2, -math.Ln2}},
		{[]float64{0, -inf}, []float64{0, -inf}},
		{[]float64{inf, 0}, []float64{0, -inf}},
		{[]float64{inf, 3, inf, -inf}, []float64{-math.Ln2, -inf, -math.Ln2, -inf}},
		{[]float64{7}, []float64{0}},
		{[]float64{0, -40}, []float64{-math.Log1p(math.Exp(-40)), -40 - math.Log1p(math.Exp(-40))}},
	} {
		d := dist.Categorical[dist.Logits](tensor.Of(test.logits))
		require.NoError(t, d.Validate())
		for k, want := range test.want {
			got := d.LogProb(tensor.Scalar(float64(k))).Item()
			if got != want {
				require.InEpsilon(t, want, got, 1e-14, "%v", test.logits)
			}
		}
	}
}

// TestCategoricalInfiniteLogitsHaveFiniteDerivatives: where the density is finite, derivatives are.
func TestCategoricalInfiniteLogitsHaveFiniteDerivatives(t *testing.T) {
	for _, test := range []struct {
		logits []float64
		x      float64
		want   []float64
	}{
		{[]float64{inf, inf, 0}, 0, []float64{0.5, -0.5, 0}},
		{[]float64{0, -inf}, 0, []float64{0, 0}},
		{[]float64{0, -inf}, 1, []float64{0, 0}}, // no density: no derivative
		{[]float64{0, 0}, 2, []float64{0, 0}},    // no category
	} {
		_, g := tensor.ValueAndGrad(func(l ...*tensor.Tensor) *tensor.Tensor {
			return dist.Categorical[dist.Logits](l[0]).LogProb(tensor.Scalar(test.x))
		}, tensor.Of(test.logits))
		require.Equal(t, test.want, g[0].Float64s(), "%v", test.logits)
	}
}

func TestCategoricalProbsNeedNotAddUp(t *testing.T) {
	want := dist.Categorical[dist.Probs](vec(0.2, 0.3, 0.5))
	for _, scale := range []float64{1, 7, 1e-300, 1e300} {
		d := dist.Categorical[dist.Probs](tensor.Mul(vec(0.2, 0.3, 0.5), scale))
		for k := range 3 {
			x := tensor.Scalar(float64(k))
			require.InEpsilon(t, want.LogProb(x).Item(), d.LogProb(x).Item(), 1e-14)
		}
		require.InDeltaSlice(t, []float64{0.2, 0.3, 0.5}, d.Probs().Float64s(), 1e-15)
	}
	tiny := dist.Categorical[dist.Probs](vec(1e-320, 1))
	// 1e-320 has few digits
	require.InEpsilon(t, math.Log(1e-300)+math.Log(1e-20), tiny.LogProb(tensor.Scalar(0)).Item(), 1e-5)
	require.Equal(t, -inf, dist.Categorical[dist.Probs](vec(0, 1)).LogProb(tensor.Scalar(0)).Item())
}

func TestCategoricalAccessorsAreNormalised(t *testing.T) {
	logits := tensor.Of([]float64{2, 0.5, -1, 0, 1000, -1000}, 2, 3)
	byLogits, byProbs := dist.Categorical[dist.Logits](logits), dist.Categorical[dist.Probs](tensor.Mul(logits.Softmax(-1), 3))
	require.InDeltaSlice(t, logits.Softmax(-1).Float64s(), byLogits.Probs().Float64s(), 1e-15)
	require.InDeltaSlice(t, logits.Softmax(-1).Float64s(), byProbs.Probs().Float64s(), 1e-15)
	require.InDeltaSlice(t, logits.LogSoftmax(-1).Float64s(), byLogits.Logits().Float64s(), 1e-12)
	require.InDeltaSlice(t, logits.LogSoftmax(-1).Float64s()[:3], byProbs.Logits().Float64s()[:3], 1e-12)
}

// TestCategoricalBroadcasts: values, rows and mask each stretch; elements are what they are alone.
func TestCategoricalBroadcasts(t *testing.T) {
	logits := tensor.Of([]float64{0, 1, 2, 3, -1, 0}, 2, 1, 3)
	x := tensor.Of([]float64{0, 1, 2, 1}, 4)
	mask := tensor.Of([]float64{1, 0}, 2, 1)
	d := dist.Categorical[dist.Logits](logits)
	lp := d.LogProb(x)
	require.Equal(t, tensor.Shape{2, 4}, lp.Shape())
	rows := logits.LogSoftmax(-1)
	for i := range 2 {
		for j := range 4 {
			require.InDelta(t, rows.At(i, 0, int(x.At(j))), lp.At(i, j), 1e-15)
		}
	}
	require.InDelta(t, tensor.Mul(lp.Slice(0, 0, 1).Sum(), 3.0).Item(), d.LogProbSum(x, mask, 3).Item(), 1e-13)

	expanded := d.Expand(2, 4)
	require.InDelta(t, 8*rows.At(0, 0, 1)/2+8*rows.At(1, 0, 1)/2, expanded.LogProbSum(tensor.Scalar(1), nil, 1).Item(), 1e-13)
}

func TestCategoricalLabelsOfEitherType(t *testing.T) {
	logits := tensor.Of([]float32{0, 1, 2, 0, 0, 1}, 2, 3)
	d := dist.Categorical[dist.Logits](logits)
	a, b := d.LogProb(tensor.Of([]int{2, 0})), d.LogProb(tensor.Of([]float32{2, 0}))
	require.Equal(t, tensor.Float32, a.DType())
	require.Equal(t, b.Float64s(), a.Float64s())
	require.Equal(t, tensor.Float32, d.Sample(tensor.NewRNG(1), 2).DType())
}

// TestCategoricalNeverDrawsTheImpossible, wherever it stands in the row.
func TestCategoricalNeverDrawsTheImpossible(t *testing.T) {
	for _, p := range [][]float64{{0, 1, 2}, {1, 0, 2}, {1, 2, 0}, {0, 0, 1}, {1, 0, 0}} {
		d := dist.Categorical[dist.Probs](tensor.Of(p))
		for _, k := range d.Sample(tensor.NewRNG(1), 5000).Float64s() {
			require.NotZero(t, p[int(k)])
		}
	}
	for _, d := range []dist.Distribution{dist.Categorical[dist.Logits](vec(inf, 0, inf)), dist.Categorical[dist.Probs](vec(inf, 1, inf))} {
		seen := map[float64]bool{}
		for _, k := range d.Sample(tensor.NewRNG(1), 1000).Float64s() {
			seen[k] = true
		}
		require.Equal(t, map[float64]bool{0: true, 2: true}, seen)
	}
}

// TestCategoricalOfManyCategories has more than are computed together.
func TestCategoricalOfManyCategories(t *testing.T) {
	const n = 200
	logits := tensor.NewRNG(1).Normal(2, n)
	norm, labels := make([]float64, 2), []float64{3, 150}
	for i, l := range logits.Float64s() {
		norm[i/n] += math.Exp(l)
	}
	want := logits.At(0, 3) - math.Log(norm[0]) + logits.At(1, 150) - math.Log(norm[1])
	value, grads := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
		return dist.LogProbSum(dist.Categorical[dist.Logits](p[0]), tensor.Of(labels), nil, 1)
	}, logits)
	require.InEpsilon(t, want, value.Item(), 1e-14)
	for i, g := range grads[0].Float64s() {
		row, k := i/n, i%n
		want := -math.Exp(logits.At(row, k)) / norm[row]
		if float64(k) == labels[row] {
			want++
		}
		require.InDelta(t, want, g, 1e-15)
	}
	byLogits := dist.Categorical[dist.Logits](logits).Sample(tensor.NewRNG(2), 1000).Float64s()
	byWeights := dist.Categorical[dist.Probs](logits.Exp()).Sample(tensor.NewRNG(2), 1000).Float64s()
	require.Equal(t, byWeights, byLogits)
	mean := 0.0
	for i := range n {
		mean += float64(i) * math.Exp(logits.At(1, i)) / norm[1]
	}
	seen := 0.0
	for i, k := range byLogits {
		seen += float64(i%2) * k / 1000
	}
	require.InDelta(t, mean, seen, 4*n/math.Sqrt(12*1000), "of the second row")
}

func TestCategoricalEntropy(t *testing.T) {
	h, ok := dist.Entropy(dist.Categorical[dist.Probs](tensor.Of([]float64{1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0}, 3, 4)))
	require.True(t, ok)
	require.InDeltaSlice(t, []float64{math.Log(4), 0, math.Ln2}, h.Float64s(), 1e-15)
}

func TestBernoulliAtItsEnds(t *testing.T) {
	zero, one := tensor.Scalar(0), tensor.Scalar(1)
	for _, d := range []dist.Distribution{dist.Bernoulli[dist.Logits](inf), dist.Bernoulli[dist.Probs](1)} {
		require.NoError(t, d.Validate())
		require.Zero(t, d.LogProb(one).Item())
		require.Equal(t, -inf, d.LogProb(zero).Item())
		require.Equal(t, 20.0, d.Sample(tensor.NewRNG(1), 20).Sum().Item())
	}
	for _, d := range []dist.Distribution{dist.Bernoulli[dist.Logits](-inf), dist.Bernoulli[dist.Probs](0)} {
		require.Zero(t, d.LogProb(zero).Item())
		require.Equal(t, -inf, d.LogProb(one).Item())
		require.Zero(t, d.Sample(tensor.NewRNG(1), 20).Sum().Item())
	}
	require.InDelta(t, math.Log(3), dist.Bernoulli[dist.Probs](0.75).Logits().Item(), 1e-15)
	require.InDelta(t, 0.75, dist.Bernoulli[dist.Logits](math.Log(3)).Probs().Item(), 1e-15)
}
