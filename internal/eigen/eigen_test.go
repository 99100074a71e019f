package eigen

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPath: the eigenvalues of the path of n sites are 2 cos(kπ/(n+1)).
func TestPath(t *testing.T) {
	const n = 5
	a := make([]float64, n*n)
	for i := range n - 1 {
		a[i*n+i+1], a[(i+1)*n+i] = 1, 1
	}
	values, vectors, ok := Symmetric(n, a)
	require.True(t, ok)
	for k, v := range values {
		require.InDelta(t, 2*math.Cos(float64(n-k)*math.Pi/(n+1)), v, 1e-14)
		for i := range n {
			sum := 0.0
			for j := range n {
				sum += a[i*n+j] * vectors[j*n+k]
			}
			require.InDelta(t, v*vectors[i*n+k], sum, 1e-14)
		}
	}
}
