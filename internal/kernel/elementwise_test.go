package kernel

import (
	"math"
	"testing"
)

func TestExpLimits(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		limits[float32](t)
		limits[float64](t)
	})
}

func limits[T Float](t *testing.T) {
	x := []T{T(math.Inf(-1)), T(math.Inf(1)), 0, T(math.NaN()), -1e4, 1e4}
	out := make([]T, len(x))
	Exp(out, x)
	for i, want := range []float64{0, math.Inf(1), 1, math.NaN(), 0, math.Inf(1)} {
		if got := float64(out[i]); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("exp(%v) is %v, not %v", x[i], got, want)
		}
	}
}
