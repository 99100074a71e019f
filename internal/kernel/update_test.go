package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestUpdates(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		updates[float32](t)
		updates[float64](t)
	})
}

// updates compares with the formulas in float64, and looks at the element after the last.
func updates[T Float](t *testing.T) {
	eps := 1e-15
	if single[T]() {
		eps = 1e-6
	}
	for _, n := range lengths {
		fill := func(f func(i int) float64) []T {
			s := make([]T, n+1)
			for i := range s {
				s[i] = T(f(i))
			}
			return s
		}
		values := func() (x, g, m, v []T) {
			return fill(func(i int) float64 { return 0.5 - float64(i%7) }), fill(func(i int) float64 { return math.Sin(float64(i)) }),
				fill(func(i int) float64 { return math.Cos(float64(i)) }), fill(func(i int) float64 { return float64(i%5) / 4 })
		}
		check := func(what string, got T, want float64) {
			t.Helper()
			if math.Abs(float64(got)-want) > 8*eps*(1+math.Abs(want)) {
				t.Fatalf("%s of %d elements is %v, not %v", what, n, got, want)
			}
		}
		x, g, m, v := values()
		wasX, wasG, wasM, wasV := values()
		s := AdamStep{Beta1: 0.9, Beta2: 0.99, Rate: 0.1, Epsilon: 1e-3, Clip: 0.75}
		if !Adam(s, x[:n], g[:n], m[:n], v[:n]) {
			t.Fatalf("%d finite elements are not finite", n)
		}
		for i := range n {
			d := min(s.Clip, max(-s.Clip, float64(wasG[i])))
			mean, square := s.Beta1*float64(wasM[i])+(1-s.Beta1)*d, s.Beta2*float64(wasV[i])+(1-s.Beta2)*d*d
			check("mean", m[i], mean)
			check("square", v[i], square)
			check("Adam's step", x[i], float64(wasX[i])-s.Rate*mean/(math.Sqrt(square)+s.Epsilon))
		}
		if x[n] != wasX[n] || m[n] != wasM[n] || v[n] != wasV[n] {
			t.Fatalf("%d elements: one more was written", n)
		}

		for i := range n {
			for _, bad := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
				x, g, m, v := values()
				x[i] = T(bad)
				if Adam(s, x[:n], g[:n], m[:n], v[:n]) {
					t.Fatalf("element %d of %d is %v, and all are finite", i, n, x[i])
				}
			}
		}
	}
}

// Adam's step has a relative error of a few units in the last place whatever the size of the moments, and is 0 where
// the second one overflows.
func TestAdamStepIsAccurate(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		adamSteps[float32](t, 0x1p-23, -120, 126)
		adamSteps[float64](t, 0x1p-52, -1000, 1022)
	})
}

func adamSteps[T Float](t *testing.T, unit float64, low, high int) {
	var x, g, m, v []T
	r := rand.New(rand.NewPCG(1, 2))
	for e := low; e < high; e++ {
		x, g, m = append(x, 0), append(g, 0), append(m, T(math.Ldexp(1+r.Float64(), -e/3)))
		v = append(v, T(math.Ldexp(1+r.Float64(), e)))
	}
	x, g, m, v = append(x, 0, 0), append(g, 0, 0), append(m, 1, 1), append(v, 0, T(math.Inf(1)))
	s := AdamStep{Beta1: 0.5, Beta2: 0.5, Rate: 1, Epsilon: math.Ldexp(1, low/2), Clip: 1}
	Adam(s, x, g, m, v)
	for i, square := range v {
		want := -float64(m[i]) / (math.Sqrt(float64(square)) + s.Epsilon)
		if math.IsInf(float64(square), 0) {
			want = 0
		}
		if !(math.Abs(float64(x[i])-want) <= 4*unit*math.Abs(want)) {
			t.Fatalf("%T: the step for moments %v and %v is %v, not %v", x, m[i], square, x[i], want)
		}
	}
	v = []T{T(math.NaN())}
	if Adam(s, x[:1], g[:1], m[:1], v); x[0] == x[0] {
		t.Fatalf("%T: a moment that is NaN is a step of %v", x, x[0])
	}
}

// Moments that decay end at 0 rather than at the smallest subnormal number.
func TestMomentsDecayToZero(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		x, g, m, v := []float32{1}, []float32{0}, []float32{1e-37}, []float32{1e-37}
		for range 100 {
			Adam(AdamStep{Beta1: 0.9, Beta2: 0.9, Rate: 1e-3, Epsilon: 1e-8, Clip: 1}, x, g, m, v)
		}
		if m[0] != 0 || v[0] != 0 || x[0] != 1 {
			t.Fatalf("mean %v, square %v, value %v", m[0], v[0], x[0])
		}
	})
}
