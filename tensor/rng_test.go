package tensor_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

// kolmogorov returns √n times the largest distance between the empirical distribution of x and cdf. It exceeds 1.95
// once in a thousand times.
func kolmogorov(x []float64, cdf func(float64) float64) float64 {
	x = slices.Sorted(slices.Values(x))
	n, d := float64(len(x)), 0.0
	for i, v := range x {
		p := cdf(v)
		d = max(d, p-float64(i)/n, float64(i+1)/n-p)
	}
	return math.Sqrt(n) * d
}

func uniformCDF(x float64) float64 { return x }
func normalCDF(x float64) float64  { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// moments returns the mean, variance, skewness and kurtosis.
func moments(x []float64) (m [4]float64) {
	n := float64(len(x))
	for _, v := range x {
		m[0] += v / n
	}
	for _, v := range x {
		d := v - m[0]
		m[1] += d * d / n
		m[2] += d * d * d / n
		m[3] += d * d * d * d / n
	}
	m[2] /= math.Pow(m[1], 1.5)
	m[3] /= m[1] * m[1]
	return m
}

func TestDrawsFollowTheirDistribution(t *testing.T) {
	const n = 200_000
	se := 1 / math.Sqrt(n)
	single := func(draw func() float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = draw()
		}
		return out
	}
	rng := tensor.NewRNG(11)
	for name, x := range map[string][]float64{
		"Normal": rng.Normal(n).Float64s(), "NormFloat64": single(rng.NormFloat64),
		"odd elements": rng.Normal(n, 2).T().Slice(0, 1, 2).Float64s(), "Float32": rng.NormalLike(tensor.Of(make([]float32, n))).Float64s(),
	} {
		require.Less(t, kolmogorov(x, normalCDF), 1.95, name)
		m := moments(x)
		require.InDelta(t, 0, m[0], 4*se, name)
		require.InDelta(t, 1, m[1], 4*math.Sqrt(2)*se, name)
		require.InDelta(t, 0, m[2], 4*math.Sqrt(6)*se, name)
		require.InDelta(t, 3, m[3], 4*math.Sqrt(24)*se, name)
	}
	for name, x := range map[string][]float64{
		"Uniform": rng.Uniform(n).Float64s(), "Float32": rng.UniformAt(tensor.To(0).As(tensor.Float32), tensor.To(1).As(tensor.Float32), n).Float64s(),
		"Float64": single(rng.Float64),
		"first of each stream": single(func() func() float64 {
			i := uint64(0)
			return func() float64 { i++; return rng.Split("chain", i).Float64() }
		}()),
		"first of each element": single(func() func() float64 {
			i, source := 0, rng.Reserve()
			return func() float64 { i++; r := source.Element(i); return r.Float64() }
		}()),
	} {
		require.Less(t, kolmogorov(x, uniformCDF), 1.95, name)
		require.InDelta(t, 0.5, moments(x)[0], 4*se/math.Sqrt(12), name)
		serial := 0.0
		for i := 1; i < n; i++ {
			serial += 12 * (x[i] - 0.5) * (x[i-1] - 0.5) / n
		}
		require.InDelta(t, 0, serial, 4*se, name)
	}
}

func TestSplit(t *testing.T) {
	r := tensor.NewRNG(0)
	first := func(r *tensor.RNG) uint64 { return r.Uint64() }
	seen := map[uint64]string{}
	for name, s := range map[string]*tensor.RNG{
		"parent": r.On(nil), "seed": tensor.NewRNG(1), "a": r.Split("a"), "b": r.Split("b"), "empty": r.Split(""), "ab": r.Split("ab"),
		"a 0": r.Split("a", 0), "a 1": r.Split("a", 1), "a 1 2": r.Split("a", 1, 2), "a 2 1": r.Split("a", 2, 1),
		"a a": r.Split("a").Split("a"), "a b": r.Split("a").Split("b"), "b a": r.Split("b").Split("a"),
		"other seed": tensor.NewRNG(1).Split("a"),
	} {
		v := first(s)
		require.Empty(t, seen[v], name)
		seen[v] = name
	}
	want := first(r.Split("a", 7, 8))
	for range 10 {
		r.Normal(3)
		r.Uint64()
		require.Equal(t, want, first(r.Split("a", 7, 8)), "what was drawn before makes no difference")
	}
	require.Equal(t, first(tensor.NewRNG(5)), first(tensor.NewRNG(5)))
}

func TestDrawsDoNotOverlap(t *testing.T) {
	r := tensor.NewRNG(3)
	seen := map[float64]bool{}
	fresh := func(values ...float64) {
		for _, v := range values {
			require.False(t, seen[v])
			seen[v] = true
		}
	}
	for n := range 5 {
		fresh(r.Uniform(n).Float64s()...)
		fresh(r.Float64())
		fresh(r.Uniform(n, 3).Float64s()...)
		fresh(r.Float64(), r.Float64(), r.Float64())
		for i, s := 0, r.Reserve(); i < 3; i++ {
			e := s.Element(i)
			fresh(e.Float64(), e.Float64(), e.Float64())
		}
	}
}

func TestElementsDependOnTheirPlaceAlone(t *testing.T) {
	const n = 40_001
	for name, draw := range map[string]func(r *tensor.RNG, n int) *tensor.Tensor{
		"Normal":  func(r *tensor.RNG, n int) *tensor.Tensor { return r.Normal(n) },
		"Uniform": func(r *tensor.RNG, n int) *tensor.Tensor { return r.Uniform(n) },
	} {
		all := draw(tensor.NewRNG(4), n).Float64s()
		for _, part := range []int{1, 2, 255, 256, 257, 16384, 16385} {
			require.Equal(t, all[:part], draw(tensor.NewRNG(4), part).Float64s(), name)
		}
	}
}

func TestDrawsAreTheSameOnATape(t *testing.T) {
	const n = 1001
	for name, draw := range map[string]func(r *tensor.RNG, a, b *tensor.Tensor) *tensor.Tensor{
		"NormalAt":  func(r *tensor.RNG, a, b *tensor.Tensor) *tensor.Tensor { return r.NormalAt(a, b, n) },
		"UniformAt": func(r *tensor.RNG, a, b *tensor.Tensor) *tensor.Tensor { return r.UniformAt(a, b, n) },
	} {
		a, b := tensor.Scalar(0), tensor.Scalar(1)
		free := draw(tensor.NewRNG(2), a, b)
		tape := tensor.NewTape()
		bound := draw(tensor.NewRNG(2).On(tape), a, b)
		require.Equal(t, free.Float64s(), bound.Float64s(), name)
		tape.Reset()
		refused(t, func() { bound.Float64s() }, "Detach")
	}
	like := tensor.NewRNG(2).NormalLike(tensor.Of(make([]float32, 6), 2, 3))
	require.Equal(t, tensor.Float32, like.DType())
	require.Equal(t, tensor.Shape{2, 3}, like.Shape())
}

// The derivative with respect to scale is the noise itself, made again.
func TestDerivativesOfDraws(t *testing.T) {
	const n = 20_001
	for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
		zero, one, three := tensor.To(0).As(d), tensor.To(1).As(d), tensor.To(3).As(d)
		at := tensor.NewRNG(7).Uniform(n).As(d)

		noise := tensor.NewRNG(2).NormalAt(zero, one, n)
		normal := func(x *tensor.Tensor) *tensor.Tensor { return tensor.NewRNG(2).NormalAt(three, x, n) }
		require.Equal(t, noise.Float64s(), gradient(normal, at))
		require.InDeltaSlice(t, at.Mul(noise).Add(three).Float64s(), normal(at).Float64s(), 1e-6)

		u := tensor.NewRNG(2).UniformAt(zero, one, n)
		high := func(x *tensor.Tensor) *tensor.Tensor { return tensor.NewRNG(2).UniformAt(three, x, n) }
		require.Equal(t, u.Float64s(), gradient(high, at))
		require.InDeltaSlice(t, at.Sub(three).Mul(u).Add(three).Float64s(), high(at).Float64s(), 1e-6)
	}
}

func TestDrawsRefuseParametersThatDoNotFit(t *testing.T) {
	r := tensor.NewRNG(1)
	refused(t, func() { r.NormalAt(counting(3), tensor.Scalar(1), 2) }, "Normal", "[3]", "[2]")
	refused(t, func() { r.UniformAt(tensor.Scalar(0), counting(2, 2), 2) }, "Uniform", "[2 2]")
	refused(t, func() { r.Normal(-1) }, "negative")
}

func TestRNGIsASource(t *testing.T) {
	r := rand.New(tensor.NewRNG(1))
	counts := make([]int, 6)
	for range 60_000 {
		counts[r.IntN(6)]++
	}
	for _, c := range counts {
		require.InDelta(t, 10_000, c, 4*math.Sqrt(60_000*5./36))
	}
	require.ElementsMatch(t, []int{0, 1, 2, 3}, r.Perm(4))
}

// Streams that are asked for in turn, from anywhere on, are those of single elements.
func TestStreamsAreThoseOfElements(t *testing.T) {
	from := tensor.NewRNG(1).Reserve()
	for _, n := range []int{1, 3, 4, 16, 63, 64, 65, 200} {
		var streams tensor.Streams
		streams.Begin(from)
		for _, start := range []int{0, 1000, 7} {
			for i := start; i < start+n; i++ {
				got, want := streams.Element(i, start+n-i), from.Element(i)
				for range 5 {
					require.Equal(t, want.Uint64(), got.Uint64(), "element %d of %d from %d", i-start, n, start)
				}
			}
		}
	}
}
