package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// The log-density of a draw and its derivatives are those of the same number from elsewhere, which flow through the draw
// and past it.
func TestLogProbOfADraw(t *testing.T) {
	for name, c := range map[string]struct {
		loc, scale *tensor.Tensor
		shape      []int // of draws
		mask       *tensor.Tensor
	}{
		"whole":        {loc: vec(1, -2, 0.5), scale: vec(0.5, 2, 1e-3)},
		"scalars":      {loc: tensor.Scalar(3), scale: tensor.Scalar(0.1), shape: []int{4}},
		"broadcast":    {loc: vec(1, -2, 0.5), scale: vec(0.5, 2).Reshape(2, 1)},
		"many draws":   {loc: vec(1, -2), scale: vec(0.5, 2), shape: []int{5, 3}},
		"one value":    {loc: tensor.Zeros(40), scale: tensor.Full(0.2, 40)},
		"masked":       {loc: vec(1, -2, 0.5), scale: vec(0.5, 2, 3), mask: vec(1, 0, 1)},
		"mask of more": {loc: vec(1, -2, 0.5), scale: vec(0.5, 2, 3), mask: vec(1, 0, 1, 0, 1, 1).Reshape(2, 3)},
	} {
		for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
			t.Run(name+" "+dtype.String(), func(t *testing.T) {
				run := func(elsewhere float64) (*tensor.Tensor, []*tensor.Tensor) {
					return tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
						d := dist.Normal(p[0], p[1])
						x := d.RSample(tensor.NewRNG(1), c.shape...)
						require.True(t, tensor.DrawnFrom(x, p[0], p[1]))
						if elsewhere > 0 {
							x = tensor.Add(x, 0)
							require.False(t, tensor.DrawnFrom(x, p[0], p[1]))
						}
						// The draw matters elsewhere, too.
						return dist.LogProbSum(d, x, c.mask, 1.5).Add(x.Mul(x).Sum())
					}, c.loc.As(dtype), c.scale.As(dtype))
				}
				want, wantGrads := run(1)
				got, grads := run(0)
				tolerance := 1e-12
				if dtype == tensor.Float32 {
					tolerance = 3e-4 // the long way loses as many digits
				}
				require.InDelta(t, want.Item(), got.Item(), tolerance*(1+math.Abs(want.Item())))
				for i := range grads {
					for j, g := range grads[i].Float64s() {
						w := wantGrads[i].Float64s()[j]
						require.InDelta(t, w, g, tolerance*(1+math.Abs(w)))
					}
				}
			})
		}
	}
}

// A draw of other parameters, or a part of one, is a number like any other.
func TestLogProbOfAnotherDraw(t *testing.T) {
	loc, scale := vec(1, -2), vec(0.5, 2)
	_, grads := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
		x := dist.Normal(p[0], p[1]).RSample(tensor.NewRNG(1))
		require.False(t, tensor.DrawnFrom(x, p[0], tensor.Add(p[1], 0)))
		require.False(t, tensor.DrawnFrom(x, p[1], p[0]))
		require.False(t, tensor.DrawnFrom(x.Detach(), p[0], p[1]))
		require.False(t, tensor.DrawnFrom(p[0], p[0], p[1]))
		return dist.LogProbSum(dist.Normal(p[0], 1), x, nil, 1)
	}, loc, scale)
	require.Equal(t, []float64{0, 0}, grads[0].Float64s(), "x - loc does not depend on loc")
	require.NotZero(t, grads[1].Float64s()[0])
}
