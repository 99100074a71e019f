package tensor

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/internal/par"
)

// VJPs that wait for each other make the same derivatives to the last bit as those that do not.
func TestWaitingChangesNothing(t *testing.T) {
	var waits []*Op
	for _, op := range Table() {
		if op.Waits {
			waits = append(waits, op)
		}
	}
	setWaits := func(on bool) {
		for _, op := range waits {
			op.Waits = on
		}
	}
	defer setWaits(true)

	const n = 2*par.Grain + 500
	values := func(n int, phase float64) *Tensor {
		v := make([]float64, n)
		for i := range v {
			v[i] = math.Sin(float64(i) + phase)
		}
		return Of(v)
	}
	x, y, long := values(n, 0), values(n, 1), values(2*n, 2)
	together, settled := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		dtype := rapid.SampledFrom([]DType{Float64, Float32}).Draw(r, "type")
		ops := rapid.SliceOfN(rapid.IntRange(0, 10), 1, 12).Draw(r, "operations")
		pick := rapid.SliceOfN(rapid.IntRange(0, 1000), 3*len(ops), 3*len(ops)).Draw(r, "operands")
		run := func() (grads []*Tensor) {
			tape := NewTape()
			leaves := []*Tensor{tape.Leaf(x.As(dtype), true), tape.Leaf(y.As(dtype), true), tape.Leaf(long.As(dtype), true)}
			made := append([]*Tensor(nil), leaves[:2]...)
			for i, op := range ops {
				a, b := made[pick[3*i]%len(made)], made[pick[3*i+1]%len(made)]
				from := pick[3*i+2] % n
				switch op {
				case 0:
					a = a.Add(b)
				case 1:
					a = a.Mul(b).Tanh()
				case 2:
					a = a.Tanh().Exp()
				case 3:
					a = NewRNG(uint64(i)).On(tape).NormalAt(a, b, n)
				case 4:
					a = leaves[2].Slice(0, from, from+n).Tanh()
				case 5:
					a = leaves[2].Tanh().Slice(0, from, from+n)
				case 6:
					a = a.Reshape(2, n/2).Sigmoid().Reshape(n)
				case 7:
					a = a.Mul(b.Sum().Tanh())
				case 8:
					a = a.Tanh().Reshape(n/4, 4).MatMul(Of([]float64{1, 2, 3, 4, 4, 3, 2, 1, 2, 2, 1, 1, 0, 1, 0, 1}, 4, 4).As(dtype)).Reshape(n).Tanh()
				case 9:
					a = a.Neg().Softplus()
				case 10:
					a = a.Tanh().Sub(b.Slice(0, from/2, n).Sum())
				}
				made = append(made, a)
			}
			total := made[len(made)-1].Sum()
			for _, m := range made[len(made)/2:] {
				total = total.Add(m.Square().Sum())
			}
			tape.Backward(total)
			for _, l := range leaves {
				g := tape.Grad(l)
				if g == nil {
					continue
				}
				known, low, high := g.bounds.known, g.bounds.low, g.bounds.high
				if g = g.Detach(); known {
					together++
					for _, v := range g.Float64s() {
						require.True(r, v >= low && v <= high, "a derivative known to lie from %v to %v is %v", low, high, v)
					}
				} else {
					settled++
				}
				grads = append(grads, g)
			}
			return grads
		}
		setWaits(true)
		got := run()
		setWaits(false)
		want := run()
		setWaits(true)
		require.Equal(r, len(want), len(got))
		for i := range got {
			for j, v := range got[i].Float64s() {
				if w := want[i].value(j); math.Float64bits(v) != math.Float64bits(w) {
					r.Fatalf("derivative %d by leaf %d is %v, and %v if nothing waits", j, i, v, w)
				}
			}
		}
	})
	require.NotZero(t, together, "leaves whose derivatives were made piece by piece")
	require.NotZero(t, settled, "leaves whose derivatives were not")
}

// A derivative that becomes infinite or large while VJPs wait is not taken for moderate.
func TestWaitingSeesWhatIsNotModerate(t *testing.T) {
	const n = 3 * par.Grain
	for _, place := range []int{0, par.Grain, n - 1} {
		v := make([]float64, n)
		v[place] = 800
		tape := NewTape()
		x := tape.Leaf(Of(v), true)
		tape.Backward(x.Exp().Sum())
		g := tape.Grad(x)
		require.False(t, Within(g, -math.MaxFloat64, math.MaxFloat64))
		require.Equal(t, math.Inf(1), g.At(place))

		tape.Reset()
		x = tape.Leaf(Of(make([]float64, n)), true)
		tape.Backward(x.Exp().Sum())
		require.True(t, Within(tape.Grad(x), -Moderate(Float64), Moderate(Float64)))

		// It is finite, but large.
		v[place] = 300
		tape.Reset()
		x = tape.Leaf(Of(v), true)
		tape.Backward(x.Exp().Sum())
		require.False(t, Within(tape.Grad(x), -math.MaxFloat64, math.MaxFloat64))

		// Something is added to it later that does not wait.
		tape.Reset()
		x = tape.Leaf(Of(make([]float64, n)), true)
		more := x.Slice(0, 0, 2).Mul(tape.Leaf(Of([]float64{0, math.Inf(1)}), false))
		tape.Backward(x.Exp().Sum().Add(more.Sum()))
		require.False(t, Within(tape.Grad(x), -math.MaxFloat64, math.MaxFloat64))
	}
}
