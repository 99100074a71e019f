package kernel

import (
	"math"
	"testing"
)

func TestAllInside(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		allInside[float32](t)
		allInside[float64](t)
	})
}

func allInside[T Float](t *testing.T) {
	inf := T(math.Inf(1))
	for _, n := range lengths {
		x := make([]T, n)
		for i := range x {
			x[i] = T(i%5) - 2
		}
		if n > 4 && !AllInside(x, -2, 2) || n > 4 && AllInside(x, -1.5, 2) || n > 4 && AllInside(x, -2, 1.5) || !AllFinite(x) {
			t.Fatalf("%d elements from -2 to 2", n)
		}
		for i := range x {
			was := x[i]
			for _, bad := range []T{inf, -inf, T(math.NaN()), 2.5, -2.5} {
				x[i] = bad
				if AllInside(x, -2, 2) {
					t.Fatalf("element %d of %d is %v", i, n, bad)
				}
				if AllFinite(x) != (bad-bad == 0) {
					t.Fatalf("element %d of %d is %v, and that is not finite", i, n, bad)
				}
			}
			x[i] = was
		}
	}
	tiny := []T{1, 1, 1, 0}
	tiny[3] = T(math.SmallestNonzeroFloat64)
	if single[T]() {
		small := float32(math.SmallestNonzeroFloat32)
		tiny[3] = T(small)
	}
	if !AllInside(tiny, tiny[3], 1) || AllInside(tiny, 2*tiny[3], 1) {
		t.Fatal("subnormal numbers are numbers")
	}
}
