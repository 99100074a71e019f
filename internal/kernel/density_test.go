package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/credence-ppl/credence/internal/special"
)

// onEveryVectorTier leaves out the portable tier, which has no densities.
func onEveryVectorTier(t *testing.T, f func(t *testing.T)) {
	onEveryTier(t, func(t *testing.T) {
		if active > Portable {
			f(t)
		}
	})
}

// near is a relative difference of at most so many roundings.
func near[T Float](t *testing.T, what string, got, want, roundings float64) {
	t.Helper()
	eps := 0x1p-52
	if single[T]() {
		eps = 0x1p-23
	}
	if !(math.Abs(got-want) <= roundings*eps*math.Abs(want)) {
		t.Fatalf("%s is %v, not %v", what, got, want)
	}
}

// klExact returns ½ (r² - 1 - log r²) + ½ d², by a series in f = r - 1 where that is small.
func klExact(r, f, d float64) float64 {
	if math.Abs(f) > 0.45 {
		return 0.5*(r*r-1+d*d) - math.Log(r)
	}
	sum, power := 0.0, -f
	for k := 2.0; k < 60; k++ { // f + ½f² - log(1+f)
		power *= -f
		sum += power / k
	}
	return 0.5*f*f + sum + 0.5*d*d
}

func TestNormalKL(t *testing.T) {
	onEveryVectorTier(t, testNormalKL)
}

func testNormalKL(t *testing.T) {
	for _, scale := range []float32{1, 0.3, 250} {
		for _, f := range []float32{-0.999, -0.9, -0.5, -0.3, -0.29, -0.1, -1e-3, 0, 1e-3, 0.1, 0.41, 0.42, 1, 10, 1e4} {
			s := scale + f*scale
			exact, ratio := (float64(s)-float64(scale))/float64(scale), float64(s)/float64(scale)
			near[float32](t, "divergence", NormalKL([]float32{2}, []float32{s}, 2, scale), klExact(ratio, exact, 0), 6)
			d := (2 - 2.5) / float64(scale)
			near[float32](t, "divergence", NormalKL([]float32{2}, []float32{s}, 2.5, scale), klExact(ratio, exact, d), 6)
			var dm, ds [1]float32
			NormalKLGrads(dm[:], ds[:], []float32{2}, []float32{s}, 2.5, scale, 3, 0)
			near[float32](t, "derivative by the mean", float64(dm[0]), 3*d/float64(scale), 6)
			near[float32](t, "derivative by the deviation", float64(ds[0]), 3*exact*(exact+2)/float64(s), 8)
		}
	}
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, bad := range [][2]float32{{0, 0}, {0, -1}, {0, nan}, {nan, 1}, {inf, 1}, {0, inf}} {
		if v := NormalKL([]float32{0, bad[0], 0}, []float32{1, bad[1], 1}, 0, 1); v-v == 0 {
			t.Fatalf("the divergence of a normal with parameters %v is %v", bad, v)
		}
	}
}

func TestDensitySums(t *testing.T) {
	onEveryVectorTier(t, densitySums)
}

func densitySums(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range lengths {
		x, loc, scale := make([]float32, n), make([]float32, n), make([]float32, n)
		var squares, distances, standard, logs float64
		for i := range x {
			x[i], loc[i], scale[i] = float32(r.NormFloat64()), float32(r.NormFloat64()), float32(0.5+r.Float64())
			d := float64(x[i]) - 0.25
			squares += d * d
			distances += math.Abs(d)
			z := float64(x[i]-loc[i]) / float64(scale[i])
			standard += z * z
			logs += math.Abs(math.Log(float64(scale[i])))
		}
		near[float32](t, "sum of squares", Squares(x, 0.25), squares, 100)
		near[float32](t, "sum of distances", Distances(x, 0.25), distances, 100)
		near[float32](t, "sum of standardised squares", StandardSquares(x, loc, scale), standard, 100)
		sum := 0.0
		for _, s := range scale {
			sum += math.Log(float64(s))
		}
		near[float32](t, "sum of logarithms", LogSum(scale)-sum+logs, logs, 100)

		dx, dloc, dscale := make([]float32, n+1), make([]float32, n+1), make([]float32, n+1)
		for add := range uint(8) {
			for i := range n + 1 {
				dx[i], dloc[i], dscale[i] = 1, 1, 1
			}
			NormalGrads(dx, dloc, dscale, x, loc, scale, 2, add)
			inverse := []float32{1}
			if n > 0 {
				Inverses(inverse, scale, -3, add&1)
				s := 3 / float64(scale[0])
				near[float32](t, "derivative of the sum of logarithms", float64(inverse[0])+4*s, float64(add&1)+3*s, 8)
			}
			for i := range n {
				was := func(bit uint) float64 { return float64(add >> bit & 1) }
				s := float64(scale[i])
				z := float64(x[i]-loc[i]) / s
				size := 8 * (1 + math.Abs(z)/s + z*z/s)
				near[float32](t, "derivative by the value", float64(dx[i])+size, was(0)-2*z/s+size, 8)
				near[float32](t, "derivative by the location", float64(dloc[i])+size, was(1)+2*z/s+size, 8)
				near[float32](t, "derivative by the scale", float64(dscale[i])+size, was(2)+2*(z*z-1)/s+size, 8)
			}
			if dx[n] != 1 || dloc[n] != 1 || dscale[n] != 1 {
				t.Fatalf("%d elements: one more was written", n)
			}
		}
	}
}

func TestLogSum(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		logSum[float32](t)
		logSum[float64](t)
	})
}

func logSum[T Float](t *testing.T) {
	tiny := T(5e-324)
	if single[T]() {
		tiny = math.SmallestNonzeroFloat32
	}
	r := rand.New(rand.NewPCG(7, 8))
	for _, n := range []int{1, 16, 17, 1000, 3*mostMantissas + 5} {
		x := make([]T, n)
		for _, scale := range []T{1, 1e-36, 1e36, 200 * tiny} {
			want, lost, size := 0.0, 0.0, 0.0
			for i := range x {
				x[i] = T(math.Exp(r.NormFloat64())) * scale
				l := logarithm(float64(x[i]))
				size += 1 + math.Abs(l)
				l -= lost
				sum := want + l
				want, lost = sum, sum-want-l
			}
			if got := LogSum(x); !(math.Abs(got-want) <= 0x1p-51*size) {
				t.Fatalf("the sum of %d logarithms is %v, not %v", n, got, want)
			}
		}
		inf := T(math.Inf(1))
		for _, special := range []T{0, -1, -tiny, inf, -inf, T(math.NaN())} {
			x[n/2] = special
			got, want := LogSum(x), math.Log(float64(special))
			if got != want && !(got != got && want != want) {
				t.Fatalf("the sum of %d logarithms with that of %v is %v", n, special, got)
			}
		}
	}
}

func TestNormalKLOfMany(t *testing.T) {
	onEveryVectorTier(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 10))
		const n = 2*mostMantissas + 7
		m, s := make([]float32, n), make([]float32, n)
		// of differences from the prior, in its scales
		for _, width := range []float64{0, 1e-7, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1} {
			for _, scale := range []float32{1, 0.3, 1e-20, 1e20} {
				want := 0.0
				for i := range m {
					m[i] = float32(width*r.NormFloat64()) * scale
					s[i] = scale * float32(math.Exp(width*r.NormFloat64()))
					ratio := float64(s[i]) / float64(scale)
					want += klExact(ratio, (float64(s[i])-float64(scale))/float64(scale), float64(m[i])/float64(scale))
				}
				near[float32](t, "sum of divergences", NormalKL(m, s, 0, scale), want, 4)
			}
		}
	})
}

func TestSides(t *testing.T) {
	onEveryVectorTier(t, func(t *testing.T) {
		x, d := []float32{1, 2, 3, float32(math.Inf(-1))}, []float32{10, 10, 10, 10}
		Sides(d, x, 2, 0.5, 1)
		for i, want := range []float32{9.5, 10, 10.5, 9.5} {
			if d[i] != want {
				t.Fatalf("on side %v of 2: %v, not %v", x[i], d[i], want)
			}
		}
		Centred(d, []float32{1, 2, 3, 4}, 2, 0.5, 0)
		for i, want := range []float32{-0.5, 0, 0.5, 1} {
			if d[i] != want {
				t.Fatalf("half of the distance from 2 is %v, not %v", d[i], want)
			}
		}
	})
}

func TestSurprises(t *testing.T) {
	onEveryVectorTier(t, surprises)
}

func surprises(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{1, 7, 8, 33, 1000, 20_000} {
		x, logits, odds, d := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
		want := 0.0
		for i := range x {
			x[i], logits[i] = float32(r.IntN(2)), float32(20*r.NormFloat64())
			want += special.Softplus(float64((1 - 2*x[i]) * logits[i]))
		}
		Odds(odds, logits)
		near[float32](t, "sum of surprises", Surprises(x, logits, odds), want, 100)
		for add := range uint(2) {
			for i := range d {
				d[i] = 1
			}
			OutcomeGrads(d, x, logits, odds, 3, add)
			for i := range d {
				side := float64(1 - 2*x[i])
				near[float32](t, "derivative by the logit", 4+float64(d[i]), 4+float64(add)-3*side*special.Sigmoid(side*float64(logits[i])), 4)
			}
		}
		for i := range x {
			logits[i] = 0
		}
		Odds(odds, logits)
		near[float32](t, "sum of surprises of even odds", Surprises(x, logits, odds), float64(n)*math.Ln2, 100)
		for i := range x {
			logits[i] = (2*x[i] - 1) * 60
		}
		Odds(odds, logits)
		near[float32](t, "sum of small surprises", Surprises(x, logits, odds), float64(n)*math.Exp(-60), 100)
		for _, bad := range []float32{0.5, -1, 2, float32(math.NaN()), float32(math.Inf(1))} {
			x[n-1] = bad
			if v := Surprises(x, logits, odds); v == v {
				t.Fatalf("with outcome %v the sum is %v", bad, v)
			}
		}
	}
}
