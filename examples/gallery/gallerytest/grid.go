package gallerytest

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// Axis is a range of a latent, and the number of points in it.
type Axis struct {
	Low, High float64
	N         int
}

// Moments is the mean and the standard deviation of a distribution.
type Moments struct{ Mean, SD float64 }

// Grid returns the moments of functions of the latents under a density that is known up to a constant, by the midpoint
// rule on a grid. The density must be negligible at the rim, which Grid requires.
func Grid(t *testing.T, axes []Axis, logDensity func(x []float64) float64, functions ...func(x []float64) float64) []Moments {
	t.Helper()
	size := 1
	for _, a := range axes {
		size *= a.N
	}
	x := make([]float64, len(axes))
	at := func(i int) (rim bool) {
		for d, a := range axes {
			k := i % a.N
			i /= a.N
			x[d] = a.Low + (a.High-a.Low)*(float64(k)+0.5)/float64(a.N)
			rim = rim || k == 0 || k == a.N-1
		}
		return rim
	}
	logs, most, mostAtRim := make([]float64, size), math.Inf(-1), math.Inf(-1)
	for i := range logs {
		rim := at(i)
		logs[i] = logDensity(x)
		if most = max(most, logs[i]); rim {
			mostAtRim = max(mostAtRim, logs[i])
		}
	}
	require.Less(t, mostAtRim, most-9, "the grid is too small")
	total, sums, squares := 0.0, make([]float64, len(functions)), make([]float64, len(functions))
	for i, l := range logs {
		at(i)
		w := math.Exp(l - most)
		total += w
		for k, f := range functions {
			v := f(x)
			sums[k] += w * v
			squares[k] += w * v * v
		}
	}
	moments := make([]Moments, len(functions))
	for k := range moments {
		mean := sums[k] / total
		moments[k] = Moments{mean, math.Sqrt(squares[k]/total - mean*mean)}
	}
	return moments
}

// Coordinate returns the function that is element i of its argument.
func Coordinate(i int) func([]float64) float64 {
	return func(x []float64) float64 { return x[i] }
}
