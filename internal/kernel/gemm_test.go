package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// random returns a matrix with gaps of NaN between its rows.
func random[T Float](r *rand.Rand, rows, columns, gap int, flipped bool) Matrix[T] {
	m := Matrix[T]{Rows: rows, Columns: columns, Flipped: flipped}
	stored, long := rows, columns
	if flipped {
		stored, long = columns, rows
	}
	m.Stride = long + gap
	m.Data = make([]T, stored*m.Stride)
	for i := range m.Data {
		m.Data[i] = T(math.NaN())
		if i%max(1, m.Stride) < long {
			m.Data[i] = T(r.NormFloat64())
		}
	}
	return m
}

func (m Matrix[T]) at(i, j int) T {
	if m.Flipped {
		i, j = j, i
	}
	return m.Data[i*m.Stride+j]
}

func (m Matrix[T]) set(i, j int, v T) {
	if m.Flipped {
		i, j = j, i
	}
	m.Data[i*m.Stride+j] = v
}

func checkGemm[T Float](t *testing.T, r *rand.Rand, m, k, n int, flips int, accumulate bool) {
	a, b := random[T](r, m, k, 3, flips&1 > 0), random[T](r, k, n, 0, flips&2 > 0)
	c := random[T](r, m, n, 2, flips&4 > 0)
	was := append([]T(nil), c.Data...)
	Gemm(c, a, b, accumulate)
	unit := 0x1p-52
	if any(T(0)) == any(float32(0)) {
		unit = 0x1p-23
	}
	for i := range m {
		for j := range n {
			before := Matrix[T]{was, m, n, c.Stride, c.Flipped}.at(i, j)
			want, size := 0.0, 0.0
			if accumulate {
				want, size = float64(before), math.Abs(float64(before))
			}
			for l := range k {
				v := float64(a.at(i, l)) * float64(b.at(l, j))
				want += v
				size += math.Abs(v)
			}
			got := float64(c.at(i, j))
			if !(math.Abs(got-want) <= float64(k+2)*unit*size) {
				t.Fatalf("%T %d×%d×%d flips %d accumulate %v: element %d, %d is %v, want %v", c.Data, m, k, n, flips, accumulate, i, j, got, want)
			}
		}
	}
	for i, v := range was {
		if v != v {
			require.True(t, c.Data[i] != c.Data[i], "written between rows")
		}
	}
}

func TestGemm(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		sizes := []int{0, 1, 2, 3, 5, 8, 12, 13, 31, 33}
		for _, m := range sizes {
			for _, k := range sizes {
				for _, n := range sizes {
					flips := r.IntN(8)
					checkGemm[float32](t, r, m, k, n, flips, r.IntN(2) > 0)
					checkGemm[float64](t, r, m, k, n, flips, r.IntN(2) > 0)
				}
			}
		}
		for flips := range 8 {
			checkGemm[float32](t, r, 130, 300, 70, flips, flips%2 > 0)
			checkGemm[float64](t, r, 50, 260, 110, flips, flips%3 > 0)
		}
		checkGemm[float32](t, r, sideMax+5, 7, 9, 0, true)
		checkGemm[float64](t, r, 7, 9, sideMax+5, 0, true)
		checkGemm[float32](t, r, 30, whole/4/30+7, 50, 0, false)
	})
}

// Numbers below the smallest normal one are 0 everywhere, in whole tiles and at the edges, as factors and as results;
// Go code computes with them as before.
func TestGemmFlushes(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		checkFlushes(t, float32(0x1p-100), float32(0x1p-40))
		checkFlushes(t, 0x1p-1000, 0x1p-60)
	})
}

func checkFlushes[T Float](t *testing.T, small, smaller T) {
	tiny := small * smaller
	require.NotZero(t, tiny)
	const n, k = 45, 3
	filled := func(rows, columns int, v T) Matrix[T] {
		m := Matrix[T]{Rows: rows, Columns: columns, Stride: columns, Data: make([]T, rows*columns)}
		for i := range m.Data {
			m.Data[i] = v
		}
		return m
	}
	for _, c := range []struct{ a, b, before T }{{small, smaller, 0}, {tiny, 1, 0}, {0, 1, tiny}, {1, tiny, 1}} {
		got := filled(n, n, c.before)
		Gemm(got, filled(n, k, c.a), filled(k, n, c.b), true)
		want := c.before
		switch {
		case active == Portable:
			want += k * c.a * c.b
		case want == tiny:
			want = 0
		}
		require.Equal(t, filled(n, n, want).Data, got.Data, "%v · %v + %v", c.a, c.b, c.before)
	}
	require.NotZero(t, small*smaller, "the processor's state is restored")
}

func TestGemmDoesNotDependOnProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := rand.New(rand.NewPCG(3, 4))
	a, b := random[float32](r, 200, 500, 0, false), random[float32](r, 500, 300, 0, true)
	var first []float32
	for _, p := range []int{1, 2, 3, 8} {
		runtime.GOMAXPROCS(p)
		c := random[float32](rand.New(rand.NewPCG(5, 6)), 200, 300, 0, false)
		Gemm(c, a, b, true)
		if first == nil {
			first = c.Data
		}
		require.Equal(t, first, c.Data)
	}
}

// A product that leaves zeros out is the same as one that is too small to look for them, to the last bit, and products
// of these zeros with infinite numbers and NaN are NaN.
func TestGemmSkipsZeros(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		for flips := range 8 {
			for _, wild := range []bool{false, true} {
				checkSkips[float32](t, r, 600, 131, flips, wild)
				checkSkips[float64](t, r, 600, 131, flips, wild)
				// Wide enough for low tiles.
				checkSkips[float32](t, r, 100, manyPanels*64+33, flips, wild)
				checkSkips[float64](t, r, 190, manyPanels*32+17, flips, wild)
			}
		}
	})
}

func checkSkips[T Float](t *testing.T, r *rand.Rand, k, n, flips int, wild bool) {
	const m, band = 125, 25
	a, b := random[T](r, m, k, 3, flips&1 > 0), random[T](r, k, n, 2, flips&2 > 0)
	for i := range m {
		for j := range k {
			if (i/40+j/5)%3 > 0 {
				a.set(i, j, T(math.Copysign(0, r.NormFloat64())))
			}
		}
	}
	if wild {
		for i := range n / 10 {
			b.set(r.IntN(k), r.IntN(n), T([]float64{math.NaN(), math.Inf(1), math.Inf(-1)}[i%3]))
		}
	}
	high, _ := tileSize[T](n >= 400)
	require.Greater(t, blanks(a, high), few)
	require.Less(t, blanks(b.Transpose(), high), few)
	require.Greater(t, m*k*n, worthLooking)
	require.Less(t, band*k*n, worthLooking)

	c, want := random[T](r, m, n, 1, flips&4 > 0), random[T](r, m, n, 1, flips&4 > 0)
	copy(want.Data, c.Data)
	rows := func(m Matrix[T], i int) Matrix[T] {
		m.Rows = band
		if m.Flipped {
			m.Data = m.Data[i:]
		} else {
			m.Data = m.Data[i*m.Stride:]
		}
		return m
	}
	for i := 0; i < m; i += band {
		Gemm(rows(want, i), rows(a, i), b, flips&1 > 0)
	}
	if flips&2 > 0 { // zeros on the right
		Gemm(c.Transpose(), b.Transpose(), a.Transpose(), flips&1 > 0)
	} else {
		Gemm(c, a, b, flips&1 > 0)
	}
	spoilt := 0
	for i, v := range want.Data {
		if got := c.Data[i]; got != v && (v == v || got == got) {
			t.Fatalf("%T, flips %d, wild %v: element %d is %v, want %v", c.Data, flips, wild, i, got, v)
		}
		if v != v {
			spoilt++
		}
	}
	require.Equal(t, wild, spoilt > len(want.Data)/20)
}

// border sets six of ten columns to 0, as they are in images of one thing in the middle.
func border[T Float](m Matrix[T]) {
	for i := range m.Rows {
		for j := range m.Columns {
			if j/14%10 < 6 {
				m.set(i, j, 0)
			}
		}
	}
}

func BenchmarkGemm(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range []struct {
		name    string
		m, n, k int
		fa, fb  bool
	}{
		{"forward", 128, 1024, 784, false, true}, {"weights", 1024, 784, 128, true, false},
		{"forward-border", 128, 1024, 784, false, true}, {"weights-border", 1024, 784, 128, true, false},
		{"forward2", 128, 10, 1024, false, true}, {"weights2", 10, 1024, 128, true, false}, {"hidden", 128, 1024, 10, false, false},
		{"forward1024", 1024, 1024, 784, false, true}, {"weights1024", 1024, 784, 1024, true, false},
	} {
		for tier := Portable; tier <= best(); tier++ {
			b.Run(fmt.Sprint(s.name, "/", tier), func(b *testing.B) {
				defer func(was Tier) { active = was }(active)
				active = tier
				x, y, z := random[float32](r, s.m, s.k, 0, s.fa), random[float32](r, s.k, s.n, 0, s.fb), random[float32](r, s.m, s.n, 0, false)
				switch s.name {
				case "forward-border":
					border(x)
				case "weights-border":
					border(y)
				}
				b.ReportAllocs()
				for b.Loop() {
					Gemm(z, x, y, false)
				}
				b.ReportMetric(2*float64(s.m*s.n*s.k)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
			})
		}
	}
}
