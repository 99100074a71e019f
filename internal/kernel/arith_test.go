package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestLocScale(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		locScale[float32](t)
		locScale[float64](t)
	})
}

// locScale compares with the formulas in float64, and puts what is not finite at every place.
func locScale[T Float](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range lengths {
		noise, loc, scale := make([]T, n+1), make([]T, n), make([]T, n)
		want := 0.0
		for i := range n {
			noise[i], loc[i], scale[i] = T(r.NormFloat64()), T(r.NormFloat64()), T(0.5+r.Float64())
			want += float64(noise[i]) * float64(noise[i])
		}
		noise[n] = 7
		x := append([]T(nil), noise...)
		squares, finite := LocScale(x[:n], loc, scale)
		if math.Abs(squares-want) > 1e-13*want || !finite {
			t.Fatalf("%d finite elements: squares %v, not %v; finite %v", n, squares, want, finite)
		}
		for i := range n {
			l, s := float64(loc[i]), float64(scale[i])*float64(noise[i])
			size := 1 + math.Abs(l) + math.Abs(s)
			near[T](t, "moved noise", float64(x[i])-(l+s)+size, size, 2)
		}
		if x[n] != 7 {
			t.Fatalf("%d elements: one more was written", n)
		}
		for i := range n {
			for _, bad := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
				for _, of := range [][]T{loc, scale} {
					was := of[i]
					of[i] = T(bad)
					copy(x, noise)
					squares, finite := LocScale(x[:n], loc, scale)
					if math.Abs(squares-want) > 1e-13*want || finite {
						t.Fatalf("%v among %d parameters at %d: squares %v, not %v; finite %v", bad, n, i, squares, want, finite)
					}
					of[i] = was
				}
			}
		}
	}
}
