package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Rows of every length are what their elements are one by one, whatever stands in the others.
// Nothing is written beyond.
func TestRows(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		rowsOf[float32](t)
		rowsOf[float64](t)
	})
}

func rowsOf[T Float](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 3, 9, 20} {
		for _, width := range append([]int{3, 4, 5, 10, 32, 65}, lengths...) {
			x, wide := make([]T, n*width), make([]float64, n*width)
			for i := range x {
				x[i] = T(r.NormFloat64())
				wide[i] = float64(x[i])
			}
			numbers, sums := make([]float64, n), make([]float64, n)
			for i := range numbers {
				numbers[i] = r.NormFloat64()
			}
			if n > 2 {
				numbers[1] = math.Inf(1)
			}
			shifted, scaled := make([]float64, n*width+9), make([]T, n*width+9)
			for i := range 9 {
				shifted[n*width+i], scaled[n*width+i] = 7, 7
			}
			ShiftRows(shifted[:n*width], x, numbers)
			ScaleRows(scaled[:n*width], wide, numbers)
			SumRows(sums, wide)
			for i := range n {
				sum := 0.0
				for j := i * width; j < (i+1)*width; j++ {
					require.Equal(t, wide[j]-numbers[i], shifted[j], "%d rows of %d", n, width)
					require.Equal(t, T(wide[j]*numbers[i]), scaled[j], "%d rows of %d", n, width)
					sum += wide[j]
				}
				require.InDelta(t, sum, sums[i], 1e-13*float64(1+width), "%d rows of %d", n, width)
			}
			for i := range 9 {
				require.True(t, shifted[n*width+i] == 7 && scaled[n*width+i] == 7, "%d rows of %d", n, width)
			}
		}
	}
}
