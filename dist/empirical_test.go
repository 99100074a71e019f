package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestEmpirical(t *testing.T) {
	d := dist.Empirical(vec(1, 4, 1, 2), vec(0, 1, 2, math.Inf(-1)))
	total := 1 + math.E + math.E*math.E
	require.InDelta(t, math.Log((1+math.E*math.E)/total), d.LogProb(tensor.Scalar(1)).Item(), 1e-15)
	require.InDelta(t, 1-math.Log(total), d.LogProb(tensor.Scalar(4)).Item(), 1e-15)
	require.Equal(t, math.Inf(-1), d.LogProb(tensor.Scalar(2)).Item())
	require.Equal(t, math.Inf(-1), d.LogProb(tensor.Scalar(3)).Item())
	_, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		return dist.Empirical(vec(1, 4, 1), in[0]).LogProb(tensor.Scalar(4))
	}, vec(0, 1, 2))
	require.InDeltaSlice(t, []float64{-1 / total, 1 - math.E/total, -math.E * math.E / total}, grads[0].Float64s(), 1e-15)
	m, _ := dist.Mean(d)
	require.InDelta(t, (1+4*math.E+math.E*math.E)/total, m.Item(), 1e-15)

	// Vectors, with weights for each of a batch.
	rows := dist.Empirical(tensor.Of([]float64{1, 2, 3, 4, 5, 6, 1, 2}, 2, 2, 2), tensor.Of([]float64{0, 0, 40, 0}, 2, 2))
	require.Equal(t, tensor.Shape{2}, rows.BatchShape())
	require.Equal(t, tensor.Shape{2}, rows.EventShape())
	x := rows.Sample(tensor.NewRNG(1), 200)
	require.Equal(t, tensor.Shape{200, 2, 2}, x.Shape())
	require.NoError(t, dist.CheckSupport(rows, x, nil))
	require.Error(t, dist.CheckSupport(rows, vec(1, 4), nil))
	require.InDelta(t, 2, x.Slice(1, 0, 1).Slice(2, 0, 1).Mean().Item(), 0.4)
	require.InDelta(t, 6, x.Slice(1, 1, 2).Slice(2, 1, 2).Mean().Item(), 1e-12)
	require.InDeltaSlice(t, []float64{-math.Ln2, -40}, rows.LogProb(vec(1, 2)).Float64s(), 1e-12)
	_, ok := dist.CDF(rows, x)
	require.False(t, ok)

	for words, f := range map[string]func(){
		"Empirical: values is nil": func() { dist.Empirical(nil, vec(1)) },
		"Empirical: values of shape [2] do not begin with the shape of the log weights, [3]": func() { dist.Empirical(vec(1, 2), vec(1, 2, 3)) },
		"Empirical: log weights of shape [] need one dimension at least":                     func() { dist.Empirical(vec(1, 2), tensor.Scalar(1)) },
		"Empirical: values must be real, found NaN at index [1]": func() {
			if err := dist.Empirical(vec(1, math.NaN()), vec(0, 0)).Validate(); err != nil {
				panic(err)
			}
		},
		"Empirical: log weights must be": func() {
			if err := dist.Empirical(vec(1), vec(math.NaN())).Validate(); err != nil {
				panic(err)
			}
		},
		"one of 1 values are separate": func() { dist.Empirical(vec(1), vec(0)).Support().Bijection() },
	} {
		require.ErrorContains(t, recovered(f), words)
	}
}

// TestFolded compares with halves, which are folded at their center, and with values to 40 digits by mpmath where both
// densities count and where the distribution function at both ends agrees.
func TestFolded(t *testing.T) {
	for _, pair := range [][2]dist.Distribution{
		{dist.Folded(dist.Normal(0, vec(0.5, 2))), dist.HalfNormal(vec(0.5, 2))},
		{dist.Folded(dist.Cauchy(0, vec(0.5, 2))), dist.HalfCauchy(vec(0.5, 2))},
		{dist.Folded(dist.Laplace(0, vec(0.5, 2))), dist.Exponential(vec(2, 0.5))},
	} {
		x := tensor.Concat(0, pair[1].Sample(tensor.NewRNG(1), 20), tensor.Of([]float64{1e-300, 1e-9, 1e-5, 3e-5, 30, 37}, 3, 2))
		require.InDeltaSlice(t, pair[1].LogProb(x).Float64s(), pair[0].LogProb(x).Float64s(), 1e-12)
		for name, f := range cumulatives {
			got, _ := f(pair[0], x)
			want, _ := f(pair[1], x)
			for i, w := range want.Float64s() {
				require.InDelta(t, w, got.Float64s()[i], 1e-10*math.Abs(w), "%s of %v at %v", name, pair[0], x.Float64s()[i])
			}
		}
	}
	for _, c := range [][4]float64{ // loc, scale, mean and variance by mpmath
		{0, 1, 0.797884560802865356, 0.363380227632418657}, {0.7, 2, 1.6925242993136182, 1.62536149623294568},
		{-5, 2, 5.0080165487165128, 3.9197702477815478}, {30, 1, 30, 1},
	} {
		d := dist.Folded(dist.Normal(c[0], c[1]))
		m, _ := dist.Mean(d)
		v, _ := dist.Variance(d)
		require.InEpsilonSlice(t, c[2:], []float64{m.Item(), v.Item()}, 1e-14, "%v", d)
	}
	_, known := dist.Mean(dist.Folded(dist.Cauchy(0, 1)))
	require.False(t, known)
	require.Equal(t, "non-negative", dist.Folded(dist.Normal(0, 1)).Support().String())
	require.Equal(t, "in [0, 3]", dist.Folded(dist.Uniform(-3, 2)).Support().String())
	require.Equal(t, "in [1, 2]", dist.Folded(dist.Uniform(-2, -1)).Support().String())
	require.ErrorContains(t, recovered(func() { dist.Folded(dist.Poisson(1)) }), "Folded: base has values that are a whole number from 0 on, and no interval of numbers to fold")
	require.ErrorContains(t, dist.Folded(dist.Normal(0, -1)).Validate(), "Normal: scale must be positive")
}
