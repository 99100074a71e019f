package draws

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestSortIsThatByComparison(t *testing.T) {
	rng := tensor.NewRNG(4)
	var s sorter
	odd := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, -5e-324, math.MaxFloat64, -math.MaxFloat64, 1, -1}
	for _, n := range []int{5000, 0, 1, 2, 17, 300} {
		x := make([]place, n)
		for i := range x {
			x[i] = place{rng.NormFloat64() * math.Exp(100*rng.NormFloat64()), i}
			if i%3 == 0 {
				x[i].v = odd[rng.Uint64()%uint64(len(odd))]
			}
		}
		want := slices.Clone(x)
		slices.SortStableFunc(want, func(a, b place) int {
			// cmp.Compare takes the zeros for equal.
			return cmp.Or(cmp.Compare(a.v, b.v), cmp.Compare(math.Copysign(1, a.v), math.Copysign(1, b.v)))
		})
		s.sort(x)
		for i := range x {
			require.Equal(t, want[i].i, x[i].i)
			require.Equal(t, math.Float64bits(want[i].v), math.Float64bits(x[i].v))
		}
	}
}
