package kernel

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// instruction is a function of this package over blocks, and what it does to one element.
type instruction struct {
	name string
	run  func(out []float64, in [][]float64)
	want func(in []float64) float64
	in   int
}

func unary(name string, run func(out, x []float64), want func(x float64) float64) instruction {
	return instruction{name, func(out []float64, in [][]float64) { run(out, in[0]) }, func(in []float64) float64 { return want(in[0]) }, 1}
}

func binary(name string, run func(out, a, b []float64), want func(a, b float64) float64) instruction {
	return instruction{name, func(out []float64, in [][]float64) { run(out, in[0], in[1]) },
		func(in []float64) float64 { return want(in[0], in[1]) }, 2}
}

func ternary(name string, run func(out, a, b, c []float64), want func(a, b, c float64) float64) instruction {
	return instruction{name, func(out []float64, in [][]float64) { run(out, in[0], in[1], in[2]) },
		func(in []float64) float64 { return want(in[0], in[1], in[2]) }, 3}
}

var instructions = []instruction{
	binary("Add", Add, func(a, b float64) float64 { return a + b }),
	binary("Sub", Sub, func(a, b float64) float64 { return a - b }),
	binary("Mul", Mul, func(a, b float64) float64 { return a * b }),
	binary("Div", Div, func(a, b float64) float64 { return a / b }),
	ternary("MulAdd", MulAdd, mulAdd),
	unary("Neg", Neg, func(x float64) float64 { return -x }),
	unary("Abs", Abs, math.Abs),
	unary("Sqrt", Sqrt, math.Sqrt),
	unary("Floor", Floor, math.Floor),
	binary("Min", Min, func(a, b float64) float64 { return extreme(a, b, math.Min) }),
	binary("Max", Max, func(a, b float64) float64 { return extreme(a, b, math.Max) }),
	binary("Less", Less, func(a, b float64) float64 { return truth(a < b) }),
	binary("LessEqual", LessEqual, func(a, b float64) float64 { return truth(a <= b) }),
	binary("Equal", Equal, func(a, b float64) float64 { return truth(a == b) }),
	ternary("Select", Select, func(c, a, b float64) float64 {
		if c != 0 {
			return a
		}
		return b
	}),
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// extreme returns math.Min or math.Max, but b of zeros, and NaN beside an infinite number.
func extreme(a, b float64, of func(a, b float64) float64) float64 {
	switch {
	case a != a || b != b:
		return nan
	case a == b:
		return b
	}
	return of(a, b)
}

// mulAdd returns a·b + c of exact numbers, rounded once.
func mulAdd(a, b, c float64) float64 {
	switch {
	case a-a != 0 || b-b != 0 || a == 0 || b == 0:
		return a*b + c
	case c-c != 0:
		return c
	}
	exact := func(x float64) *big.Float { return new(big.Float).SetPrec(5000).SetFloat64(x) }
	product := exact(a)
	product.Mul(product, exact(b))
	v, _ := product.Add(product, exact(c)).Float64()
	return v
}

// blocks returns slices of numbers of all sizes, ends of the range and NaN, with guard more than n elements. Some
// elements of one are those of another.
func blocks(r *rand.Rand, count, n int) [][]float64 {
	const guard = 40
	special := []float64{0, math.Copysign(0, -1), 1, -1, inf, -inf, nan, 5e-324, 1e-310, -1e-310, math.MaxFloat64, 0.5, -2.5, 1 << 52, 1<<53 - 1}
	x := make([][]float64, count)
	for k := range x {
		x[k] = make([]float64, n+guard)
		for i := range x[k] {
			switch r.IntN(4) {
			case 0:
				x[k][i] = special[r.IntN(len(special))]
			case 1:
				x[k][i] = x[0][i]
			default:
				x[k][i] = r.NormFloat64() * math.Exp(20*r.NormFloat64())
			}
		}
	}
	return x
}

// Every instruction is exact, at every length, into a slice of its own and into each operand, and writes nothing
// else.
func TestInstructions(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		for _, f := range instructions {
			for _, n := range append(lengths, 256, 511) {
				for into := range f.in + 1 {
					in := blocks(r, f.in+1, n) // the last is out
					was := make([][]float64, len(in))
					for k := range in {
						was[k] = append([]float64(nil), in[k]...)
					}
					into = (into + f.in) % (f.in + 1)
					f.run(in[into][:n], in[:f.in])
					for k := range in {
						for i := range in[k] {
							args := make([]float64, f.in)
							for j := range args {
								args[j] = was[j][i]
							}
							want := was[k][i]
							if k == into && i < n {
								want = f.want(args)
							}
							require.True(t, identical(want, in[k][i]), "%s%v is %v, not %v (slice %d, element %d of %d)", f.name, args, in[k][i], want, k, i, n)
						}
					}
				}
			}
		}
	})
}

// A quotient with the inverse at hand is that of a division, far from where numbers end.
func TestQuotient(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(11, 12))
		for _, n := range append(lengths, 256, 511) {
			in := blocks(r, 2, n)
			a, d, inverse := in[0][:n], in[1][:n], make([]float64, n)
			for i := range inverse {
				inverse[i] = 1 / d[i]
			}
			got, want := make([]float64, n+1), make([]float64, n)
			got[n] = 7
			Quotient(got[:n], a, d, inverse)
			Div(want, a, d)
			require.EqualValues(t, 7, got[n])
			for i, v := range want {
				if tiny := math.Abs(a[i]) < 1e-290; tiny && v != 0 && v-v == 0 {
					require.InDelta(t, 1, got[i]/v, 1e-15, "%v/%v", a[i], d[i])
					continue
				}
				require.True(t, identical(v, got[i]), "%v/%v is %v, not %v", a[i], d[i], got[i], v)
			}
		}
		for i := range 200 { // those of whole numbers without a rest are exact
			d, inverse := float64(i+1), 1/float64(i+1)
			a := make([]float64, 200)
			for k := range a {
				a[k] = d * float64(k)
			}
			Quotient(a, a, repeated(d, 200), repeated(inverse, 200))
			for k := range a {
				require.EqualValues(t, k, a[k])
			}
		}
	})
}

func repeated(v float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = v
	}
	return x
}

func TestCount(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		for _, n := range lengths {
			x := make([]float64, n)
			holds := 0
			for i := range x {
				if i%3 == 1 || i%7 == 2 {
					x[i] = 1
					holds++
				}
			}
			require.EqualValues(t, holds, Count(x), n)
		}
	})
}

// Sums have one order on every tier.
func TestSumAndDot(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for _, n := range append(lengths, 256) {
			x, y := make([]float64, n), make([]float64, n)
			var sum, dot [lanes]float64
			for i := range x {
				x[i], y[i] = r.NormFloat64(), r.NormFloat64()
				if i%5 == 2 {
					x[i], y[i] = 0, []float64{nan, inf, -inf}[i%3]
				}
				sum[i%lanes] += x[i]
				if x[i] != 0 {
					dot[i%lanes] = math.FMA(x[i], y[i], dot[i%lanes])
				}
			}
			require.Equal(t, total(&sum), Sum(x), "sum of %d", n)
			require.Equal(t, total(&dot), Dot(x, y), "product of %d", n)
			for i := range x {
				x[i], y[i] = 1, 1
				was := y[i]
				y[i] = nan
				require.True(t, math.IsNaN(Dot(x, y)) && math.IsNaN(Sum(y)), "NaN at %d of %d", i, n)
				y[i] = was
			}
		}
	})
}

func TestWidenAndNarrow(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		for _, n := range append(lengths, 256) {
			wide := blocks(r, 2, n)
			narrow, back := make([]float32, n+1), make([]float64, n+1)
			narrow[n], back[n] = 7, 7
			x := wide[0][:n]
			for i := range x {
				if i%2 == 0 {
					x[i] *= math.Exp(-math.Abs(x[i])) // more that are not infinite
				}
			}
			Narrow(narrow[:n], x)
			for i, v := range x {
				require.True(t, identical(float32(v), narrow[i]), "%v is %v, not %v", v, narrow[i], float32(v))
			}
			Widen(back[:n], narrow)
			for i, v := range narrow[:n] {
				require.True(t, identical(float64(v), back[i]), "%v is %v", v, back[i])
			}
			require.True(t, narrow[n] == 7 && back[n] == 7, "one more than %d was written", n)
		}
	})
}

func BenchmarkInstructions(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	all := append([]instruction(nil), instructions...)
	for _, f := range functions {
		all = append(all, unary(f.name, f.f64, nil))
	}
	sink := 0.0
	all = append(all, unary("Sum", func(_, x []float64) { sink += Sum(x) }, nil),
		binary("Dot", func(_, g, d []float64) { sink += Dot(g, d) }, nil))
	for _, f := range all {
		for tier := best(); tier >= Portable; tier-- {
			for _, n := range []int{8, 64, 256} {
				b.Run(fmt.Sprintf("%s/%v/%d", f.name, tier, n), func(b *testing.B) {
					x := make([][]float64, 4)
					for k := range x {
						x[k] = make([]float64, n)
						for i := range x[k] {
							x[k][i] = 0.05 + 20*r.Float64()
						}
					}
					measure(b, tier, n, uintptr(f.in+1)*uintptr(n)*unsafe.Sizeof(0.0), func() { f.run(x[3], x) })
				})
			}
		}
	}
}
