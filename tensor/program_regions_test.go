package tensor

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRegions(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		const n = 30
		var rs regions
		var in [n]bool
		for range r.IntN(8) {
			from := r.IntN(n)
			add := region{from, r.IntN(n - from + 1)}
			hit := false
			for i := add.from; i < add.from+add.n; i++ {
				hit = hit || in[i]
			}
			if add.n > 0 {
				require.Equal(t, hit, rs.overlap(add))
				rs = rs.with(add)
			}
			for i := add.from; i < add.from+add.n; i++ {
				in[i] = true
			}
		}
		var out [n]bool
		for _, g := range rs.gaps(n) {
			for i := g.from; i < g.from+g.n; i++ {
				out[i] = true
			}
		}
		for i := range in {
			require.NotEqual(t, in[i], out[i])
		}
	}
}

// Parts of the vector that overlap, in orders in which some derivatives are stored and others added.
func TestProgramOfPartsOfItsVector(t *testing.T) {
	f := func(v *Tensor) *Tensor {
		a, b, c := v.Slice(0, 0, 3), v.Slice(0, 2, 5), v.Slice(0, 6, 8)
		y := Mul(a.Exp(), b.Square()).Sum()
		y = Add(y, Mul(c, c.Sin()).Sum())
		return Add(y, Mul(a.Square().Sum(), v.Slice(0, 1, 2).Exp().Sum()))
	}
	p, _ := Record(make([]float64, 9), func(v *Tensor) (*Tensor, []*Tensor) { return f(v), nil })
	x, dx := p.Vectors()
	for i := range x {
		x[i] = 0.3 * float64(i+1)
	}
	at := append([]float64(nil), x...)
	for range 3 {
		want, grad := ValueAndGrad(func(xs ...*Tensor) *Tensor { return f(xs[0]) }, Of(at))
		require.InDelta(t, want.Item(), p.ValueAndGrad(x, dx), 1e-12)
		require.InDeltaSlice(t, grad[0].Float64s(), dx, 1e-12)
	}
}
