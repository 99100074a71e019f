package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFinite(t *testing.T) {
	for _, v := range []float64{0, -1, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		require.True(t, Finite(v))
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		require.False(t, Finite(v))
	}
	require.Equal(t, []float64{1, 0}, []float64{Indicator(true), Indicator(false)})
}
