package dist_test

import (
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
