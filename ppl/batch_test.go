package ppl_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// A batch shape is accepted exactly if it broadcasts to that of the plates, and is expanded to it.
func TestBatchShapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plates := rapid.SliceOfN(rapid.IntRange(1, 3), 0, 3).Draw(t, "plates")
		batch := tensor.Shape(rapid.SliceOfN(rapid.IntRange(1, 3), 0, 4).Draw(t, "batch"))
		full := make(tensor.Shape, len(plates))
		for i, n := range plates {
			full[len(full)-1-i] = n
		}
		fits := true
		for i, n := range batch {
			dim := len(full) - len(batch) + i
			fits = fits && (n == 1 || dim >= 0 && full[dim] == n)
		}
		var model ppl.Model = func(c *ppl.Context) {
			ppl.Sample(c, "x", dist.Normal(tensor.Zeros(batch...), 1))
		}
		for i := len(plates) - 1; i >= 0; i-- {
			inside := model
			model = func(c *ppl.Context) { ppl.Plate(c, fmt.Sprintf("p%d", i), plates[i], inside) }
		}
		trace, err := ppl.Run(model, 1)
		if !fits {
			require.ErrorContains(t, err, `site "x": batch shape`)
			return
		}
		require.NoError(t, err)
		want := full
		for len(want) < len(batch) {
			want = append(tensor.Shape{1}, want...)
		}
		require.Equal(t, fmt.Sprint(want), fmt.Sprint(trace.Value("x").Shape()))
	})
}
