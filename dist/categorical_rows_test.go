package dist_test

import (
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// The rows of a large call are shared out: the sum and its derivatives are those of the softmax, the same for any
// number of processors. A row that all elements share has derivatives from all.
func TestCategoricalOfManyRows(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	const n, categories = 1000, 10
	labels := make([]float64, n)
	for i := range labels {
		labels[i] = float64(i * 7 % categories)
	}
	all := tensor.NewRNG(1).Normal(n, categories)
	for _, logits := range []*tensor.Tensor{all, all.Slice(0, 0, 1)} {
		values, rows := tensor.Raw[float64](logits), logits.Dim(0)
		want, wantGrad := 0.0, make([]float64, len(values))
		for i, label := range labels {
			from := i % rows * categories
			row, norm := values[from:][:categories], 0.0
			for _, v := range row {
				norm += math.Exp(v)
			}
			want += row[int(label)] - math.Log(norm)
			wantGrad[from+int(label)]++
			for k, v := range row {
				wantGrad[from+k] -= math.Exp(v) / norm
			}
		}
		var sums []float64
		for _, processors := range []int{1, 2, 3, 8} {
			runtime.GOMAXPROCS(processors)
			y, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
				return dist.LogProbSum(dist.Categorical[dist.Logits](xs[0]), tensor.Of(labels), nil, 1)
			}, logits)
			sums = append(sums, y.Item())
			require.InDelta(t, want, y.Item(), 1e-9)
			require.Equal(t, sums[0], y.Item())
			require.InDeltaSlice(t, wantGrad, grads[0].Float64s(), 1e-9)
		}
	}
}
