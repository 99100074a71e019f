package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// The log-density of a draw and its derivatives are those of the same number from elsewhere, which flow through the
// draw and past it.
func TestLogProbOfADraw(t *testing.T) {
	for name, c := range map[string]struct {
		loc, scale *tensor.Tensor
		shape      []int // of draws
		whole      bool  // each element next to another has parameters of its own
		mask       *tensor.Tensor
	}{
		"whole":        {loc: vec(1, -2, 0.5), scale: vec(0.5, 2, 1e-3), whole: true},
		"scalars":      {loc: tensor.Scalar(3), scale: tensor.Scalar(0.1), shape: []int{4}},
		"broadcast":    {loc: vec(1, -2, 0.5), scale: vec(0.5, 2).Reshape(2, 1)},
		"many draws":   {loc: vec(1, -2), scale: vec(0.5, 2), whole: true, shape: []int{5, 3}},
		"many":         {loc: tensor.NewRNG(2).Normal(40_000), scale: tensor.NewRNG(3).Normal(40_000).Exp(), whole: true},
		"one value":    {loc: tensor.Zeros(40), scale: tensor.Full(0.2, 40), whole: true},
		"masked":       {loc: vec(1, -2, 0.5), scale: vec(0.5, 2, 3), whole: true, mask: vec(1, 0, 1)},
		"mask of more": {loc: vec(1, -2, 0.5), scale: vec(0.5, 2, 3), whole: true, mask: vec(1, 0, 1, 0, 1, 1).Reshape(2, 3)},
	} {
		for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
			t.Run(name+" "+dtype.String(), func(t *testing.T) {
				run := func(elsewhere float64) (*tensor.Tensor, []*tensor.Tensor) {
					return tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
						d := dist.Normal(p[0], p[1])
						x := d.RSample(tensor.NewRNG(1), c.shape...)
						require.Equal(t, c.whole, noisy(x, p[0], p[1]))
						if elsewhere > 0 {
							x = tensor.Add(x, 0)
							require.False(t, noisy(x, p[0], p[1]))
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
					wanted := wantGrads[i].Float64s()
					for j, g := range grads[i].Float64s() {
						require.InDelta(t, wanted[j], g, tolerance*(1+math.Abs(wanted[j])))
					}
				}
			})
		}
	}
}

// A draw may stand for all of a larger batch.
func TestLogProbOfADrawThatIsRepeated(t *testing.T) {
	loc, scale := vec(1, -2, 0.5), vec(0.5, 2, 1e-3)
	logProb := func(elsewhere float64) (*tensor.Tensor, []*tensor.Tensor) {
		return tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
			d := dist.Normal(p[0], p[1])
			x := d.RSample(tensor.NewRNG(1))
			require.True(t, noisy(x, p[0], p[1]))
			if elsewhere > 0 {
				x = tensor.Add(x, 0)
			}
			return dist.LogProbSum(dist.Expand(d, 5, 3), x, nil, 1)
		}, loc, scale)
	}
	got, grads := logProb(0)
	want, wantGrads := logProb(1)
	require.InEpsilon(t, want.Item(), got.Item(), 1e-14)
	require.InDeltaSlice(t, wantGrads[1].Float64s(), grads[1].Float64s(), 1e-9)
}

// A draw of other parameters, or a part of one, is a number like any other.
func TestLogProbOfAnotherDraw(t *testing.T) {
	loc, scale := vec(1, -2), vec(0.5, 2)
	_, grads := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
		x := dist.Normal(p[0], p[1]).RSample(tensor.NewRNG(1))
		require.False(t, noisy(x, p[0], tensor.Add(p[1], 0)))
		require.False(t, noisy(x, p[1], p[0]))
		require.False(t, noisy(x.Detach(), p[0], p[1]))
		require.False(t, noisy(p[0], p[0], p[1]))
		return dist.LogProbSum(dist.Normal(p[0], 1), x, nil, 1)
	}, loc, scale)
	require.Equal(t, []float64{0, 0}, grads[0].Float64s(), "x - loc does not depend on loc")
	require.NotZero(t, grads[1].Float64s()[0])
}

// Values that are not finite have the density that they have elsewhere.
func TestLogProbOfADrawThatIsNotFinite(t *testing.T) {
	for name, c := range map[string]struct {
		loc, scale []float64
		noisy      bool
		want       float64
	}{
		"infinite location": {[]float64{0, math.Inf(1)}, []float64{1, 1}, false, math.Inf(-1)},
		"location NaN":      {[]float64{0, math.NaN()}, []float64{1, 1}, false, math.NaN()},
		"infinite scale":    {[]float64{0, 0}, []float64{1, math.Inf(1)}, false, math.Inf(-1)},
		"negative scale":    {[]float64{0, 0}, []float64{1, -1}, true, math.Inf(-1)},
	} {
		t.Run(name, func(t *testing.T) {
			tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
				d := dist.Normal(p[0], p[1])
				x := d.RSample(tensor.NewRNG(1))
				require.Equal(t, c.noisy, noisy(x, p[0], p[1]))
				got := dist.LogProbSum(d, x, nil, 1)
				require.Equal(t, math.IsNaN(c.want), math.IsNaN(got.Detach().Item()))
				require.False(t, got.Detach().Item() > math.Inf(-1))
				return got
			}, tensor.Of(c.loc), tensor.Of(c.scale))
		})
	}
}

// The sum of the squares of the noise is that of the numbers before they were moved.
func TestNoiseOf(t *testing.T) {
	for _, n := range []int{2, 5, 16, 2049, 40_000} {
		for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
			loc := tensor.NewRNG(2).Normal(n).As(dtype)
			eps := tensor.NewRNG(1).NormalLike(loc).Float64s()
			want := 0.0
			for _, e := range eps {
				want += e * e
			}
			tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
				x := tensor.NewRNG(1).NormalAt(p[0], p[1], n)
				got, ok := tensor.NoiseOf(x, p[0], p[1])
				require.True(t, ok)
				require.InEpsilon(t, want, got, 1e-12)
				require.True(t, tensor.Within(x, -math.MaxFloat64, math.MaxFloat64))
				return x.Sum()
			}, loc, tensor.FullLike(loc, 3))
		}
	}
}

// A program's draw may become infinite.
func TestNoiseOfAProgramsDraw(t *testing.T) {
	density := func(p *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
		loc, scale := p.Slice(0, 0, 2), p.Slice(0, 2, 4)
		x := dist.Normal(loc, scale).RSample(tensor.NewRNG(1))
		require.False(t, noisy(x, loc, scale))
		return dist.LogProbSum(dist.Normal(loc, scale), x, nil, 1), nil
	}
	program, dynamic := tensor.Record([]float64{0, 0, 1, 2}, density)
	require.Empty(t, dynamic)
	var d [4]float64
	at := program.ValueAndGrad([]float64{1, 5, 3, 2}, d[:])
	eps := tensor.NewRNG(1).Normal(2).Float64s()
	require.InDelta(t, -0.5*(eps[0]*eps[0]+eps[1]*eps[1])-math.Log(6)-math.Log(2*math.Pi), at, 1e-14)
	require.Equal(t, math.Inf(-1), program.ValueAndGrad([]float64{1, math.Inf(1), 3, 2}, d[:]))
}

func noisy(x, loc, scale *tensor.Tensor) bool {
	_, ok := tensor.NoiseOf(x, loc, scale)
	return ok
}
