package raw

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestReadsBothElementTypes(t *testing.T) {
	for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
		tape := tensor.NewTape()
		x := tape.Leaf(tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 2, 3).As(d), true).Mul(tensor.Full(2, 2, 3).As(d))
		require.Equal(t, 6, Len(x))
		require.Equal(t, 10.0, At(x, 4))
		i, v := First(x, func(v float64) bool { return v < 7 })
		require.Equal(t, 3, i)
		require.Equal(t, 8.0, v)
		i, _ = First(x, func(float64) bool { return true })
		require.Equal(t, -1, i)
		require.True(t, Inside(x, 2, 12))
		require.False(t, Inside(x, 3, 12))
		require.False(t, Inside(x, 2, 11))
		require.Len(t, Slice(x), 6)
		require.Equal(t, 4.0, At(x.T(), 2), "row-major order of the transpose")

		ones := tensor.FullLike(x.Detach(), 1)
		require.Equal(t, 1, Len(ones))
		require.Equal(t, 1.0, At(ones, 5))
	}
}

// Bounds are numbers of Float64, also where the values are not.
func TestInsideDoesNotRoundBounds(t *testing.T) {
	tenth := float64(float32(0.1)) // above 0.1
	x := tensor.Full(tenth, 2).As(tensor.Float32)
	require.True(t, Inside(x, 0.1, tenth))
	require.False(t, Inside(x, 0, 0.1))
	require.False(t, Inside(x.Neg(), -0.1, 0))
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, n := range []int{1, 5, 40_000} {
			values := make([]float64, n)
			values[n-1] = bad
			require.False(t, Inside(tensor.Of(values).As(tensor.Float32), -math.MaxFloat64, math.MaxFloat64))
			require.False(t, Inside(tensor.Of(values), -math.MaxFloat64, math.MaxFloat64))
		}
	}
	require.True(t, Inside(tensor.Full(math.Inf(1)), 0, math.Inf(1)))
	known := tensor.Of([]float64{1, 2})
	tensor.Bound(known, 1, 2)
	require.True(t, Inside(known, 0, 3))
}

func TestSameMask(t *testing.T) {
	some, all := tensor.Of([]float64{1, 0}), tensor.Of([]float64{1, 1})
	require.True(t, SameMask(nil, nil))
	require.True(t, SameMask(some, some))
	require.True(t, SameMask(some, tensor.Of([]float64{1, 0})))
	require.False(t, SameMask(some, all))
	require.False(t, SameMask(some, nil))
	require.False(t, SameMask(nil, all))
	require.False(t, SameMask(tensor.Scalar(1), all))
}
