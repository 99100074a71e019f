package kernel

import (
	"fmt"
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

var inf, nan = math.Inf(1), math.NaN()

// function is an elementwise function of both types, or of float64 alone.
type function struct {
	name string
	f32  func(out, x []float32)
	f64  func(out, x []float64)
}

var functions = []function{
	{"Exp", Exp[float32], Exp[float64]},
	{"Expm1", Expm1[float32], Expm1[float64]},
	{"Log", Log[float32], Log[float64]},
	{"Log1p", Log1p[float32], Log1p[float64]},
	{"Softplus", Softplus[float32], Softplus[float64]},
	{"Sigmoid", Sigmoid[float32], Sigmoid[float64]},
	{"Tanh", Tanh[float32], Tanh[float64]},
	{"ReLU", ReLU[float32], ReLU[float64]},
	{"Lgamma", Lgamma[float32], Lgamma[float64]},
	{"Digamma", Digamma[float32], Digamma[float64]},
	{"Trigamma", nil, Trigamma},
	{"LogMinusDigamma", nil, LogMinusDigamma},
	{"StirlingError", nil, StirlingError},
	{"XMinusLog1p", nil, XMinusLog1p},
	{"NormalCDF", nil, NormalCDF},
	{"NormalLogCDF", nil, NormalLogCDF},
}

// of returns the function for one type; nil if there is none.
func of[T Float](f function) func(out, x []T) {
	if f, ok := any(f.f32).(func(out, x []T)); ok {
		return f
	}
	return any(f.f64).(func(out, x []T))
}

// exact are pairs of an argument and the exact result, down to the sign of zero.
var exact = map[string][][2]float64{
	"Exp":      {{-inf, 0}, {-1e4, 0}, {0, 1}, {math.Copysign(0, -1), 1}, {1e4, inf}, {inf, inf}},
	"Expm1":    {{-inf, -1}, {-1e4, -1}, {0, 0}, {math.Copysign(0, -1), math.Copysign(0, -1)}, {1e4, inf}, {inf, inf}},
	"Log":      {{-inf, nan}, {-1, nan}, {-1e-40, nan}, {0, -inf}, {math.Copysign(0, -1), -inf}, {1, 0}, {inf, inf}},
	"Log1p":    {{-inf, nan}, {-2, nan}, {-1, -inf}, {0, 0}, {math.Copysign(0, -1), math.Copysign(0, -1)}, {inf, inf}},
	"Softplus": {{-inf, 0}, {-1e4, 0}, {50, 50}, {1e30, 1e30}, {inf, inf}},
	"Sigmoid":  {{-inf, 0}, {-1e4, 0}, {0, 0.5}, {math.Copysign(0, -1), 0.5}, {50, 1}, {inf, 1}},
	"Tanh":     {{-inf, -1}, {-1e38, -1}, {-30, -1}, {0, 0}, {math.Copysign(0, -1), math.Copysign(0, -1)}, {30, 1}, {1e38, 1}, {inf, 1}},
	"ReLU":     {{-inf, 0}, {-1, 0}, {0, 0}, {math.Copysign(0, -1), 0}, {2, 2}, {inf, inf}},
	"Lgamma":   {{-inf, nan}, {-1, nan}, {-1e-40, nan}, {0, inf}, {math.Copysign(0, -1), inf}, {1, 0}, {2, 0}, {inf, inf}},
	"Digamma":  {{-inf, nan}, {-1, nan}, {-1e-40, nan}, {0, -inf}, {math.Copysign(0, -1), -inf}, {inf, inf}},

	"Trigamma":        {{-inf, nan}, {-1, nan}, {-1e-40, nan}, {0, inf}, {math.Copysign(0, -1), inf}, {inf, 0}},
	"LogMinusDigamma": {{-inf, nan}, {-1, nan}, {-1e-40, nan}, {0, inf}, {math.Copysign(0, -1), inf}, {inf, 0}},
	"StirlingError":   {{nan, nan}, {inf, 0}},
	"XMinusLog1p":     {{-inf, nan}, {-2, nan}, {-1, inf}, {0, 0}, {math.Copysign(0, -1), 0}, {1e-170, 0}, {1e300, 1e300}, {inf, inf}},
	"NormalCDF":       {{-inf, 0}, {-1e200, 0}, {-40, 0}, {0, 0.5}, {math.Copysign(0, -1), 0.5}, {10, 1}, {1e200, 1}, {inf, 1}},
	"NormalLogCDF":    {{-inf, -inf}, {-1e155, -inf}, {40, math.Copysign(0, -1)}, {1e200, math.Copysign(0, -1)}, {inf, math.Copysign(0, -1)}},
}

func TestElementwiseAtTheEnds(t *testing.T) {
	require.Len(t, exact, len(functions))
	onEveryTier(t, func(t *testing.T) {
		for _, f := range functions {
			ends[float32](t, f)
			ends[float64](t, f)
		}
	})
}

func ends[T Float](t *testing.T, f function) {
	run := of[T](f)
	if run == nil {
		return
	}
	rows := append([][2]float64{{nan, nan}}, exact[f.name]...)
	x, out := make([]T, len(rows)), make([]T, len(rows))
	for i, r := range rows {
		x[i] = T(r[0])
	}
	run(out, x)
	for i, r := range rows {
		require.True(t, identical(T(r[1]), out[i]), "%s(%v) is %v, not %v (%T)", f.name, x[i], out[i], r[1], x[i])
	}
}

// identical returns equality that tells zeros apart, but not NaNs.
func identical[T Float](a, b T) bool {
	return a != a && b != b || a == b && math.Signbit(float64(a)) == math.Signbit(float64(b))
}

// An element's result depends on nothing but that element: not on its place, the length of the slice or on where
// results go to. Nothing is written beyond the slice.
func TestElementwiseInSlices(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		for _, f := range functions {
			slices[float32](t, f)
			slices[float64](t, f)
		}
	})
}

func slices[T Float](t *testing.T, f function) {
	run := of[T](f)
	if run == nil {
		return
	}
	const guard = 40
	lengths := []int{127, 128, 129, 255, 256, 257, 1000}
	for n := range 71 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		x := arguments[T](n + guard)
		out, want := make([]T, n+guard), make([]T, n)
		for i := range out {
			out[i] = T(i)
		}
		for i := range want {
			run(want[i:i+1], x[i:i+1])
		}
		was := append([]T(nil), x...)
		run(out[:n], x[:n])
		require.Equal(t, fmt.Sprint(was), fmt.Sprint(x), "x")
		run(x[:n], x[:n])
		for i := range n + guard {
			if i < n {
				require.True(t, identical(want[i], out[i]) && identical(want[i], x[i]), "%s of %v elements: element %d", f.name, n, i)
			} else {
				require.True(t, out[i] == T(i) && identical(was[i], x[i]), "%s of %v elements: written at %d", f.name, n, i)
			}
		}
	}
}

// Tiers differ by rounding alone.
func TestElementwiseTiersAgree(t *testing.T) {
	for _, f := range functions {
		tiers[float32](t, f)
		tiers[float64](t, f)
	}
}

func tiers[T Float](t *testing.T, f function) {
	run := of[T](f)
	if run == nil {
		return
	}
	defer func(was Tier) { active = was }(active)
	x := arguments[T](3000)
	var results [AVX512 + 1][]T
	for active = Portable; active <= best(); active++ {
		results[active] = make([]T, len(x))
		run(results[active], x)
		for i, want := range results[Portable] {
			got := results[active][i]
			if f.name == "StirlingError" && x[i] < 10 {
				continue // anything
			}
			require.True(t, identical(want, got) || ulps(got, float64(want)) <= 4, "%s(%v) is %v, but %v in Go (%T)", f.name, x[i], got, want, got)
		}
	}
}

// ulps returns the distance of got from want in units of the last place that want has as a T.
func ulps[T Float](got T, want float64) float64 {
	digits, least := 52, -1074
	if single[T]() {
		digits, least = 23, -149
	}
	_, e := math.Frexp(want)
	return math.Abs(float64(got)-want) / math.Ldexp(1, max(e-1-digits, least))
}

// arguments returns numbers of all sizes, of both signs and ends of the range, in an order that mixes them.
func arguments[T Float](n int) []T {
	x := make([]T, n)
	for i := range x {
		v := math.Exp(math.Mod(float64(i)*1.618, 12) - 6)
		switch i % 7 {
		case 1, 3, 5:
			v = -v
		case 6:
			v = []float64{0, inf, -inf, nan, 1e-42, 1e38, 1, -1, 2}[i/7%9]
		}
		x[i] = T(v)
	}
	return x
}

func BenchmarkElementwise(b *testing.B) {
	for _, f := range functions {
		for tier := Portable; tier <= best(); tier++ {
			benchmark[float32](b, f, tier)
			benchmark[float64](b, f, tier)
		}
	}
}

func benchmark[T Float](b *testing.B, f function, tier Tier) {
	run := of[T](f)
	if run == nil {
		return
	}
	b.Run(fmt.Sprintf("%s/%v/%T", f.name, tier, T(0)), func(b *testing.B) {
		const n = 1 << 16
		x, out := make([]T, n), make([]T, n)
		low := exact[f.name][0][1] // of a function that is NaN at -Inf only positive numbers are of interest
		for i := range x {
			x[i] = T(math.Mod(float64(i)*0.618, 6) + 0.01)
			if low == low {
				x[i] -= 3
			}
		}
		measure(b, tier, n, 2*n*unsafe.Sizeof(T(0)), func() { run(out, x) })
	})
}

// measure runs a loop over n elements that reads and writes a number of bytes.
func measure(b *testing.B, tier Tier, n int, bytes uintptr, run func()) {
	defer func(was Tier) { active = was }(active)
	active = tier
	b.SetBytes(int64(bytes))
	for b.Loop() {
		run()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
}
