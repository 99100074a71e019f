package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	. "github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestUnmaskedSeesThroughWrappers(t *testing.T) {
	normal := Normal(tensor.Zeros(2, 3), 1)
	mask := tensor.Of([]float64{1, 0, 1, 0, 0, 0}, 2, 3)
	rows := tensor.Of([]float64{0, 1}, 2, 1)
	for name, c := range map[string]struct {
		d     Distribution
		shape tensor.Shape
		want  []float64
	}{
		"plain":               {normal, nil, nil},
		"plain event":         {normal.ToEvent(1), nil, nil},
		"masked":              {normal.Mask(mask), tensor.Shape{2, 3}, []float64{1, 0, 1, 0, 0, 0}},
		"twice":               {normal.Mask(mask).Mask(tensor.Of([]float64{1, 1, 0})), tensor.Shape{2, 3}, []float64{1, 0, 0, 0, 0, 0}},
		"a row":               {normal.Mask(rows), tensor.Shape{2, 3}, []float64{0, 0, 0, 1, 1, 1}},
		"parts of events":     {normal.Mask(mask).ToEvent(1), tensor.Shape{2}, []float64{1, 0}},
		"an event of rows":    {normal.Mask(rows).ToEvent(1), tensor.Shape{2}, []float64{0, 1}},
		"events":              {normal.ToEvent(1).Mask(tensor.Of([]float64{0, 1})), tensor.Shape{2}, []float64{0, 1}},
		"all one event":       {normal.Mask(mask).ToEvent(2), nil, []float64{1}},
		"expanded":            {Expand(Normal(0, 1).Mask(tensor.Of([]float64{0, 1})), 3, 2), tensor.Shape{3, 2}, []float64{0, 1, 0, 1, 0, 1}},
		"expanded and masked": {Expand(normal, 2, 2, 3).(*NormalDist).Mask(mask), tensor.Shape{2, 2, 3}, []float64{1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0}},
		"a mixture":           {Mixture(Categorical[Probs](tensor.Of([]float64{0.2, 0.3, 0.5})), normal.Mask(mask)), tensor.Shape{2}, []float64{1, 0}},
		"Float32":             {Normal(tensor.Of([]float32{0, 0}), float32(1)).Mask(tensor.Of([]float32{0, 1})), tensor.Shape{2}, []float64{0, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Unmasked(c.d)
			if c.want == nil {
				require.Nil(t, got)
				return
			}
			require.Equal(t, c.want, got.Expand(c.shape...).Float64s())
		})
	}
}

// TestMaskedBasesDoNotCount: what a base leaves out has no log-probability, no derivative and no checks in what is made
// of it, whatever its parameters are.
func TestMaskedBasesDoNotCount(t *testing.T) {
	mask := tensor.Of([]float64{1, 0})
	for name, from := range map[string]func(base Distribution) Distribution{
		"Transformed":           func(base Distribution) Distribution { return Transformed(base, Affine(1, 2), Exp) },
		"Truncated":             func(base Distribution) Distribution { return Truncated(base, 0.1, 8) },
		"Truncated Transformed": func(base Distribution) Distribution { return Truncated(Transformed(base, Exp), 0.1, 8) },
		"OrderStatistics":       func(base Distribution) Distribution { return OrderStatistics(base, 2) },
		"Mixture": func(base Distribution) Distribution {
			masked := base.(*MaskedDist)
			columns := Normal(masked.Base().(*NormalDist).Loc().Unsqueeze(-1).Expand(2, 3), 1).Mask(mask.Unsqueeze(-1))
			return Mixture(Categorical[Probs](tensor.Of([]float64{0.2, 0.3, 0.5})), columns)
		},
	} {
		t.Run(name, func(t *testing.T) {
			tape := tensor.NewTape()
			loc := tape.Leaf(tensor.Of([]float64{0.5, math.NaN()}), true)
			d := from(Normal(loc, 1).Mask(mask))
			ordinary := from(Normal(tensor.Of([]float64{0.5, 0.5}), 1).Mask(tensor.Of([]float64{1, 1})))
			x := tensor.Of([]float64{1, 2, -3, -4}, 2, 2).Slice(-1, 0, max(1, len(d.EventShape())*2))
			if len(d.EventShape()) == 0 {
				x = x.Squeeze(-1)
			}
			want := ordinary.LogProb(x).Float64s()[0]
			require.False(t, math.IsInf(want, 0))
			require.InDeltaSlice(t, []float64{want, 0}, d.LogProb(x).Detach().Float64s(), 1e-15)
			total := LogProbSum(d, x, nil, 2)
			require.InDelta(t, 2*want, total.Detach().Item(), 1e-15)
			tape.Backward(total)
			require.False(t, math.IsNaN(tape.Grad(loc).Float64s()[0]))
			require.Zero(t, tape.Grad(loc).Float64s()[1])
			require.NoError(t, d.Validate())
			require.NoError(t, CheckSupport(d, x, nil))
			require.Equal(t, []float64{1, 0}, Unmasked(d).Expand(2).Float64s())
		})
	}
}
