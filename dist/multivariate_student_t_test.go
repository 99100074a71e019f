package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestMultivariateStudentTOfOne: of one element it is StudentT, whose tails are tried everywhere.
func TestMultivariateStudentTOfOne(t *testing.T) {
	for _, df := range []float64{1e-3, 0.5, 3, 1e8} {
		for _, x := range []float64{0.25, -3, 1e10, -1e160, 1e300} {
			for _, scale := range []float64{1e-200, 0.5, 1e150} {
				want, slopes := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
					return dist.StudentT(in[0], in[1], in[2]).LogProb(in[3])
				}, tensor.Scalar(df), tensor.Scalar(0.25), tensor.Scalar(scale), tensor.Scalar(x))
				got, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
					return dist.MultivariateStudentT(in[0], in[1].Reshape(1), in[2].Reshape(1, 1)).LogProb(in[3].Reshape(1))
				}, tensor.Scalar(df), tensor.Scalar(0.25), tensor.Scalar(scale), tensor.Scalar(x))
				require.InEpsilon(t, 1000+want.Item(), 1000+got.Item(), 1e-12, "%v, %v, %v", df, x, scale)
				for i := range g {
					require.InDelta(t, slopes[i].Item(), g[i].Item(), 1e-12*math.Abs(slopes[i].Item())+1e-9*max(1/df, 1/scale, 1e-300), "derivative %d at %v, %v, %v", i, df, x, scale)
				}
			}
		}
	}
}

func TestVectorMistakes(t *testing.T) {
	zero := tensor.Zeros(2)
	for words, f := range map[string]func(){
		"dist: MultivariateStudentT: scale_tril must end in 2 × 2 matrices, as loc has 2 elements": func() { dist.MultivariateStudentT(3, zero, tensor.Eye(3)) },
		"dist: LogisticNormal: loc must have at least 1 dimension, found shape []":                 func() { dist.LogisticNormal(tensor.Scalar(1), 1) },
		"dist: LogisticNormal: scale of shape [3] must have 2 elements along its last dimension":   func() { dist.LogisticNormal(zero, tensor.Ones(3)) },
		"dist: ZeroSumNormal: shape must have at least one dimension, and at least two elements":   func() { dist.ZeroSumNormal(1, 3, 1) },
		"dist: MultivariateNormal: precision must end in 2 × 2 matrices":                           func() { dist.MultivariateNormal[dist.Precision](zero, tensor.Eye(3)) },
	} {
		require.ErrorContains(t, recovered(f), words)
	}
	for words, d := range map[string]dist.Distribution{
		"dist: MultivariateStudentT: df must be positive, found 0":                                 dist.MultivariateStudentT(0, zero, tensor.Eye(2)),
		"dist: LogisticNormal: scale must be positive, found -1":                                   dist.LogisticNormal(zero, -1),
		"dist: ZeroSumNormal: scale must be positive, found 0":                                     dist.ZeroSumNormal(0, 3),
		"precision must be positive definite, and its factor breaks down at index [1, 1]; add a":   dist.MultivariateNormal[dist.Precision](zero, tensor.Of([]float64{1, 2, 2, 1}, 2, 2)),
		"precision_tril must be lower triangular, found 1 at [0, 1]":                               dist.MultivariateNormal[dist.PrecisionTril](zero, tensor.Ones(2, 2)),
		"give the factor with dist.PrecisionTril":                                                  dist.MultivariateNormal[dist.Precision](zero, tensor.Of([]float64{1, 2, 2, 1}, 2, 2)),
		"dist: MultivariateStudentT: scale_tril must be lower triangular with a positive diagonal": dist.MultivariateStudentT(3, zero, tensor.Ones(2, 2)),
	} {
		require.ErrorContains(t, d.Validate(), words)
	}
	err := dist.CheckSupport(dist.ZeroSumNormal(1, 2, 2), tensor.Of([]float64{1, -1, 2, -2}, 2, 2), nil)
	require.ErrorContains(t, err, "a value of ZeroSumNormal must be real and adding up to 0 along each of the last 2 dimensions, found 2 at index [1, 0]")
}

// TestZeroSumOfRowsAndColumns: each element has the variance and covariances of a normal one less the means of its row
// and its column.
func TestZeroSumOfRowsAndColumns(t *testing.T) {
	d := dist.ZeroSumNormal(2, 3, 4)
	x := d.Sample(tensor.NewRNG(1), 20_000)
	require.NoError(t, dist.CheckSupport(d, x, nil))
	x = x.Reshape(-1, 12)
	covariance := x.T().MatMul(x)
	for i := range 12 {
		for j := range 12 {
			of := func(same bool, k float64) float64 {
				if same {
					return 1 - 1/k
				}
				return -1 / k
			}
			want := 4 * of(i/4 == j/4, 3) * of(i%4 == j%4, 4)
			require.InDelta(t, want, covariance.At(i, j)/20_000, 5*2*1.42/141, "%d, %d", i, j)
		}
	}
	kl := mustKL(t, d, dist.ZeroSumNormal(1, 3, 4)).Item()
	require.InEpsilon(t, 6*mustKL(t, dist.Normal(0, 2), dist.Normal(0, 1)).Item(), kl, 1e-14)
	q, p := dist.LogisticNormal(vec(0, 1), 0.5), dist.LogisticNormal(vec(1, -1), vec(1, 2))
	require.InEpsilon(t, mustKL(t, dist.Normal(vec(0, 1), 0.5).ToEvent(1), dist.Normal(vec(1, -1), vec(1, 2)).ToEvent(1)).Item(), mustKL(t, q, p).Item(), 1e-14)
}
