package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// A slope that is one number for all elements is the same in every block, whatever the sum is multiplied with.
func TestScaledSumsOfFloat32(t *testing.T) {
	for _, n := range []int{3, 256, 1000} {
		x := tensor.Full(0.5, n).Add(tensor.Zeros(n)).As(tensor.Float32)
		_, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
			return dist.LogProbSum(dist.Exponential(float32(2)), xs[0], nil, 3)
		}, x)
		for i, d := range grads[0].Float64s() {
			require.EqualValues(t, -6, d, "element %d of %d", i, n)
		}
	}
}
