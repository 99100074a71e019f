package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestStudentTByDFFarOut: draws of tiny df are as large as numbers get, and over √df larger. The value is by mpmath.
func TestStudentTByDFFarOut(t *testing.T) {
	_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		return dist.StudentT(in[0], 0, 1).LogProb(tensor.Scalar(math.MaxFloat64))
	}, tensor.Scalar(5e-10))
	require.InEpsilon(t, 1999999279.31593329581759702397, g[0].Item(), 1e-14)
}
