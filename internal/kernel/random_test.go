package kernel

import (
	"math"
	"testing"
)

// The known answers that come with Random123, the reference implementation: file kat_vectors, lines philox4x32 10.
func TestPhiloxKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, [2]uint32{0xffffffff, 0xffffffff},
			[4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		join := func(low, high uint32) uint64 { return uint64(low) | uint64(high)<<32 }
		a, b := Philox(join(c.counter[0], c.counter[1]), join(c.counter[2], c.counter[3]), join(c.key[0], c.key[1]))
		if a != join(c.want[0], c.want[1]) || b != join(c.want[2], c.want[3]) {
			t.Errorf("counter %x, key %x: %x %x, expected %x", c.counter, c.key, a, b, c.want)
		}
	}
}

// sources cross the borders of 32 and 64 bits of the counter.
var sources = []Source{{}, {7, 1 << 40, 1<<63 + 5}, {1<<32 - 3, 0xFFFFFFFFFFFFFFFF, 3}, {1<<64 - 5, 2, 0xFFFFFFFFFFFFFFFF}}

func TestRandomBitsAreTheSameOnEveryTier(t *testing.T) {
	t.Run("float32", sameBits[float32])
	t.Run("float64", sameBits[float64])
}

func sameBits[T Float](t *testing.T) {
	const most = 40_001
	for name, draw := range map[string]struct {
		f  func([]T, Source, int)
		of func([]T, Source)
	}{"Uniforms": {Uniforms[T], uniformsGo[T]}, "Normals": {Normals[T], normalsGo[T]}} {
		for _, s := range sources {
			want := make([]T, most+group[T]()-most%group[T]())
			draw.of(want, s)
			onEveryTier(t, func(t *testing.T) {
				for _, n := range []int{0, 1, 15, 63, 64, 65, 127, 128, 1000, most} {
					got := make([]T, n+1)
					got[n] = 42
					draw.f(got[:n], s, 0)
					for i, v := range got[:n] {
						if v != want[i] {
							t.Fatalf("%s from %v: element %d of %d is %v, not %v", name, s, i, n, v, want[i])
						}
					}
					if got[n] != 42 {
						t.Fatalf("%s writes beyond %d elements", name, n)
					}
				}
				part := make([]T, 300)
				draw.f(part, s, 1024)
				for i, v := range part {
					if v != want[1024+i] {
						t.Fatalf("%s from element 1024: element %d is %v, not %v", name, i, v, want[1024+i])
					}
				}
			})
		}
	}
}

func TestFirstWordsAreThoseOfTheirStreams(t *testing.T) {
	for _, s := range sources {
		onEveryTier(t, func(t *testing.T) {
			for _, n := range lengths {
				first, second := make([]uint64, n+1), make([]uint64, n+1)
				FirstWords(first[:n], second[:n], s.Stream, s.Key)
				for i := range n {
					v, w := Philox(0, s.Stream+uint64(i), s.Key)
					if first[i] != v || second[i] != w {
						t.Fatalf("stream %d of %d from %d: %x %x, not %x %x", i, n, s.Stream, first[i], second[i], v, w)
					}
				}
				if first[n] != 0 || second[n] != 0 {
					t.Fatalf("words beyond %d are written", n)
				}
			}
		})
	}
}

// Box–Muller by the functions of package math, of the same words.
func TestNormalsAreAccurate(t *testing.T) {
	t.Run("float32", accurateNormals[float32])
	t.Run("float64", accurateNormals[float64])
}

func accurateNormals[T Float](t *testing.T) {
	eps := 0x1p-52
	if single[T]() {
		eps = 0x1p-23
	}
	for b := range 200_000 {
		w := words[T](Source{Key: 3}, b)
		u, turn := uniform[float64](w[0]), float64(w[1]<<2)*0x1p-64/4
		if single[T]() {
			u, turn = (float64(w[0])+0.5)*0x1p-32, float64(uint32(w[1])<<2)*0x1p-32/4
			w[1] <<= 32
		}
		if turn >= 0.125 && single[T]() {
			turn -= 0.25
		}
		if !single[T]() {
			turn -= 0.125
		}
		s, c := math.Sincos(2 * math.Pi * turn)
		if w[1]<<1>>63 != 0 {
			s, c = c, s
		}
		if w[1]>>63 != 0 {
			s, c = -s, -c
		}
		r := math.Sqrt(-2 * math.Log(u))
		word := words[T](Source{Key: 3}, b)
		x, y := boxMuller[T](word[0], word[1])
		// Near u = 1 the number itself is rounded: the radius is then off by eps/r.
		near := 8*eps*r + 2*eps/math.Max(r, eps)
		if math.Abs(float64(x)-r*c) > near || math.Abs(float64(y)-r*s) > near {
			t.Fatalf("block %d: (%v, %v), not (%v, %v)", b, x, y, r*c, r*s)
		}
	}
}

func TestBlocks(t *testing.T) {
	for n, want := range map[int]uint64{0: 0, 1: 16, 16: 16, 32: 16, 33: 24, 64: 32, 65: 40} {
		if got := Blocks(n); got != want {
			t.Errorf("%d numbers take %d blocks, not %d", n, got, want)
		}
	}
}

func BenchmarkNormals(b *testing.B) {
	b.Run("float32", benchmarkNormals[float32])
	b.Run("float64", benchmarkNormals[float64])
}

func benchmarkNormals[T Float](b *testing.B) {
	out := make([]T, 16384)
	b.ReportAllocs()
	for b.Loop() {
		Normals(out, Source{}, 0)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(out)), "ns/number")
}
