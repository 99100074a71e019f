package kernel

import (
	"fmt"
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// derivative is a function that carries adjoints back, for both types.
type derivative struct {
	name  string
	f32   func(d, g, x []float32, accumulate bool)
	f64   func(d, g, x []float64, accumulate bool)
	slope func(x float64) float64
}

var derivatives = []derivative{
	{"Products", Products[float32], Products[float64], func(x float64) float64 { return x }},
	{"ReLUGrad", ReLUGrad[float32], ReLUGrad[float64], func(x float64) float64 { return math.Max(0, math.Copysign(1, x)) }},
}

// gradOf returns the function for one type.
func gradOf[T Float](f derivative) func(d, g, x []T, accumulate bool) {
	if f, ok := any(f.f32).(func(d, g, x []T, accumulate bool)); ok {
		return f
	}
	return any(f.f64).(func(d, g, x []T, accumulate bool))
}

func TestDerivatives(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		for _, f := range derivatives {
			for n := range 71 {
				carried[float32](t, f, n, n%2 > 0)
				carried[float64](t, f, n, n%2 > 0)
			}
			carried[float32](t, f, 500, false)
			carried[float64](t, f, 501, true)
		}
	})
}

func carried[T Float](t *testing.T, f derivative, n int, accumulate bool) {
	const guard = 40
	d, g, x := make([]T, n+guard), make([]T, n), make([]T, n)
	for i := range d {
		d[i] = T(math.Mod(float64(i)*0.7, 3) - 1)
	}
	for i := range n {
		g[i] = T(math.Mod(float64(i)*1.3, 5) - 2.5)
		x[i] = T(math.Mod(float64(i)*2.9, 31) - 15.37)
	}
	was := append([]T(nil), d...)
	gradOf[T](f)(d[:n], g, x, accumulate)
	unit := 0x1p-52
	if single[T]() {
		unit = 0x1p-23
	}
	for i := range n {
		want := 0.0
		if g[i] != 0 {
			want = float64(g[i]) * f.slope(float64(x[i]))
		}
		size := 10 * math.Abs(want)
		if accumulate {
			want += float64(was[i])
			size += math.Abs(want)
		}
		require.InDelta(t, want, float64(d[i]), unit*size, "%s: %d of %d, adjoint %v, x %v (%T)", f.name, i, n, g[i], x[i], g[i])
	}
	for i := n; i < n+guard; i++ {
		require.Equal(t, was[i], d[i], "%s of %d elements: written at %d", f.name, n, i)
	}
}

// Where the adjoint is 0, an infinite derivative or one that is NaN adds nothing; elsewhere it is seen.
func TestDerivativesOfZeroAdjoints(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		for _, f := range derivatives {
			zeroAdjoints[float32](t, f)
			zeroAdjoints[float64](t, f)
		}
	})
}

func zeroAdjoints[T Float](t *testing.T, f derivative) {
	x := []T{0, T(math.Copysign(0, -1)), -1, T(inf), T(-inf), T(nan), 1}
	g, d := make([]T, len(x)), make([]T, len(x))
	gradOf[T](f)(d, g, x, true)
	require.Equal(t, make([]T, len(x)), d, f.name)
	d[0], d[5] = T(nan), T(inf)
	gradOf[T](f)(d, g, x, false)
	require.Equal(t, make([]T, len(x)), d, f.name)
	for i := range g {
		g[i] = T(nan)
	}
	gradOf[T](f)(d, g, x, false)
	require.True(t, d[6] != d[6], f.name)
}

func BenchmarkDerivatives(b *testing.B) {
	for _, f := range derivatives {
		for tier := Portable; tier <= best(); tier++ {
			benchmarkGrad[float32](b, f, tier)
			benchmarkGrad[float64](b, f, tier)
		}
	}
}

func benchmarkGrad[T Float](b *testing.B, f derivative, tier Tier) {
	b.Run(fmt.Sprintf("%s/%v/%T", f.name, tier, T(0)), func(b *testing.B) {
		const n = 1 << 16
		d, g, x := make([]T, n), make([]T, n), make([]T, n)
		for i := range x {
			g[i], x[i] = 1, T(math.Mod(float64(i)*0.618, 6)+0.01)
		}
		measure(b, tier, n, 3*n*unsafe.Sizeof(T(0)), func() { gradOf[T](f)(d, g, x, false) })
	})
}
