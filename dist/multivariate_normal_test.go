package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestMultivariateNormal(t *testing.T) {
	loc := tensor.Of([]float64{1, -2, 0.5})
	l := tensor.Of([]float64{2, 0, 0, 0.5, 1, 0, -1, 0.3, 0.7}, 3, 3)
	cov := l.MatMul(l.T())
	byFactor, byCovariance := dist.MultivariateNormal[dist.ScaleTril](loc, l), dist.MultivariateNormal[dist.Covariance](loc, cov)
	require.NoError(t, byFactor.Validate())
	require.NoError(t, byCovariance.Validate())

	// z = L⁻¹ (x - μ) for x = 0, by hand: -1/2, (2 + 1/4)/1, (-1/2 - 1/2 - 0.3 · 9/4)/0.7.
	z := []float64{-0.5, 2.25, (-0.5 - 0.5 - 0.675) / 0.7}
	want := -0.5*(z[0]*z[0]+z[1]*z[1]+z[2]*z[2]) - math.Log(2*1*0.7) - 1.5*math.Log(2*math.Pi)
	require.InDelta(t, want, byFactor.LogProb(tensor.Zeros(3)).Item(), 1e-12)
	require.InDelta(t, want, byCovariance.LogProb(tensor.Zeros(3)).Item(), 1e-12)
	require.InDeltaSlice(t, []float64{want, want}, byFactor.LogProb(tensor.Zeros(2, 3)).Float64s(), 1e-12)

	// A batch of factors.
	two := dist.MultivariateNormal[dist.ScaleTril](loc, tensor.Stack(0, l, l))
	require.Equal(t, tensor.Shape{2}, two.BatchShape())
	require.InDeltaSlice(t, []float64{want, want}, two.LogProb(tensor.Zeros(2, 3)).Float64s(), 1e-12)

	// Independent elements are normal.
	diag := dist.MultivariateNormal[dist.Covariance](tensor.Zeros(2), tensor.Of([]float64{4, 0, 0, 9}, 2, 2))
	x := tensor.Of([]float64{1, 2})
	require.InDelta(t, dist.Normal(0, tensor.Of([]float64{2, 3})).LogProb(x).Sum().Item(), diag.LogProb(x).Item(), 1e-13)

	const n = 40_000
	for _, d := range []*dist.MultivariateNormalDist{byFactor, byCovariance} {
		s := d.Sample(tensor.NewRNG(3), n)
		require.Equal(t, tensor.Shape{n, 3}, s.Shape())
		variance, _ := dist.Variance(d)
		centred := s.Sub(loc)
		for i := range 3 {
			require.InDelta(t, 0, centred.Mean(0).At(i), 5*math.Sqrt(variance.At(i)/n))
		}
		got := centred.T().MatMul(centred)
		for i := range 3 {
			for j := range 3 {
				sd := math.Sqrt((cov.At(i, i)*cov.At(j, j) + cov.At(i, j)*cov.At(i, j)) / n)
				require.InDelta(t, cov.At(i, j), got.At(i, j)/n, 5*sd)
			}
		}
		entropy, _ := dist.Entropy(d)
		require.InDelta(t, math.Log(1.4)+1.5*(1+math.Log(2*math.Pi)), entropy.Item(), 1e-12)
	}
}

func TestMultivariateNormalDerivatives(t *testing.T) {
	at := func(v []float64) float64 {
		loc, m := tensor.Of(v[:2]), tensor.Of([]float64{v[2], v[3], v[3], v[4]}, 2, 2)
		return dist.MultivariateNormal[dist.Covariance](loc, m).LogProb(tensor.Of(v[5:])).Item()
	}
	v := []float64{0.3, -1, 2, 0.4, 1.5, 1, 0.2}
	_, g := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
		part := func(from, to int) *tensor.Tensor { return xs[0].Slice(0, from, to) }
		m := tensor.Stack(0, part(2, 4), tensor.Concat(0, part(3, 4), part(4, 5)))
		return dist.MultivariateNormal[dist.Covariance](part(0, 2), m).LogProb(part(5, 7))
	}, tensor.Of(v))
	for i := range v {
		const h = 1e-5
		up, down := append([]float64(nil), v...), append([]float64(nil), v...)
		up[i] += h
		down[i] -= h
		require.InDelta(t, (at(up)-at(down))/(2*h), g[0].At(i), 1e-8, "derivative %d", i)
	}
}

func TestMultivariateNormalMistakes(t *testing.T) {
	zero := tensor.Zeros(2)
	for found, d := range map[string]*dist.MultivariateNormalDist{
		"positive definite":            dist.MultivariateNormal[dist.Covariance](zero, tensor.Of([]float64{1, 2, 2, 1}, 2, 2)),
		"symmetric, found 0.5 and 0.1": dist.MultivariateNormal[dist.Covariance](zero, tensor.Of([]float64{1, 0.1, 0.5, 1}, 2, 2)),
		"must be lower triangular, found 0.5 at [0, 1]; transpose an upper factor": dist.MultivariateNormal[dist.ScaleTril](zero, tensor.Of([]float64{1, 0.5, 0, 1}, 2, 2)),
		"found -1 at index [1, 1]": dist.MultivariateNormal[dist.ScaleTril](zero, tensor.Of([]float64{1, 0, 0.5, -1}, 2, 2)),
	} {
		require.ErrorContains(t, d.Validate(), found)
	}
	require.Panics(t, func() { dist.MultivariateNormal[dist.Covariance](zero, tensor.Eye(3)) })
	require.True(t, math.IsNaN(dist.MultivariateNormal[dist.Covariance](zero, tensor.Of([]float64{1, 2, 2, 1}, 2, 2)).LogProb(zero).Item()))
}

// TestDensityOfAMultivariateNormalsDraw: at a draw of its own the density is that of its noise, whose derivatives by
// the mean are 0, and by the factor those of its determinant, however badly the factor can be solved for.
func TestDensityOfAMultivariateNormalsDraw(t *testing.T) {
	l := []float64{1, 0, 0, 3e4, 1e-3, 0, -2e4, 5e3, 1e-4}
	for _, dtype := range bothTypes {
		loc, factor := tensor.Of([]float64{100, -200, 300}).As(dtype), tensor.Of(l, 3, 3).As(dtype)
		eps := tensor.NewRNG(7).NormalAt(tensor.ZerosLike(loc), tensor.OnesLike(loc), 5, 3).As(tensor.Float64)
		want := -0.5*eps.Square().Sum().Item() - 5*math.Log(1e-7) - 7.5*math.Log(2*math.Pi)
		for _, of := range []func(d *dist.MultivariateNormalDist) dist.Distribution{
			func(d *dist.MultivariateNormalDist) dist.Distribution { return d.Expand(5) },
			func(d *dist.MultivariateNormalDist) dist.Distribution { return d.Expand(5).ToEvent(1) },
		} {
			lp, g := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
				d := of(dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]))
				x := d.RSample(tensor.NewRNG(7))
				return dist.LogProbSum(d, x, nil, 1)
			}, loc, factor)
			require.InEpsilon(t, want, lp.Item(), 1e-6, "%v", dtype)
			require.Equal(t, []float64{0, 0, 0}, g[0].Float64s())
			for i, d := range g[1].Float64s() {
				exact := 0.0
				if i%4 == 0 {
					exact = -5 / l[i]
				}
				require.InEpsilon(t, exact+1, d+1, 1e-6, "%v, element %d", dtype, i)
			}
		}
	}
}

// TestDensityOfAnotherDraw: a draw of another distribution, or a part of one, is a vector like any other.
func TestDensityOfAnotherMultivariateNormalsDraw(t *testing.T) {
	_, g := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
		x := dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]).RSample(tensor.NewRNG(1))
		other := dist.MultivariateNormal[dist.ScaleTril](p[0], tensor.Eye(2))
		return other.LogProb(x)
	}, tensor.Of([]float64{1, 2}), tensor.Of([]float64{1, 0, 0.5, 2}, 2, 2))
	require.InDeltaSlice(t, []float64{0, 0}, g[0].Float64s(), 1e-14)
	require.NotZero(t, g[1].At(1, 1))
}

// TestMultivariateNormalFarAndInvalid: at infinity there is no density, at NaN nothing finite, and nothing else of the
// batch suffers, in values or derivatives.
func TestMultivariateNormalFarAndInvalid(t *testing.T) {
	l := tensor.Of([]float64{2, 0, 0.5, 1}, 2, 2)
	values := tensor.Of([]float64{inf, 1, 1, -inf, math.NaN(), 0, inf, math.NaN(), 0, 0}, 5, 2)
	zero := func(l *tensor.Tensor) *tensor.Tensor { return tensor.Zeros(2).As(l.DType()) }
	for name, of := range map[string]func(l *tensor.Tensor) *dist.MultivariateNormalDist{
		"factor": func(l *tensor.Tensor) *dist.MultivariateNormalDist {
			return dist.MultivariateNormal[dist.ScaleTril](zero(l), l)
		},
		"factors": func(l *tensor.Tensor) *dist.MultivariateNormalDist {
			return dist.MultivariateNormal[dist.ScaleTril](zero(l), l.Expand(5, 2, 2))
		},
		"covariance": func(l *tensor.Tensor) *dist.MultivariateNormalDist {
			return dist.MultivariateNormal[dist.Covariance](zero(l), l.MatMul(l.T()))
		},
	} {
		for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
			lp := of(l.As(dtype)).LogProb(values.As(dtype)).Float64s()
			require.Equal(t, []float64{-inf, -inf}, lp[:2], name)
			require.True(t, math.IsNaN(lp[2]) && math.IsNaN(lp[3]), name)
			require.InDelta(t, -math.Log(2*2*math.Pi), lp[4], 1e-5, name)
		}
		_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			return tensor.Where(vec(0, 0, 0, 0, 1), of(in[1]).LogProb(in[0]), 0).Sum()
		}, values, l)
		require.Equal(t, make([]float64, 10), g[0].Float64s(), name)
		require.InDeltaSlice(t, []float64{-0.5, -1}, []float64{g[1].At(0, 0), g[1].At(1, 1)}, 1e-12, name)

		// A mask hides a row of all that has rows.
		masked := of(l)
		require.Equal(t, -2*math.Log(2*2*math.Pi), dist.LogProbSum(masked, values, vec(0, 0, 0, 0, 1), 2).Item(), name)
	}
	nan := math.NaN()
	for words, d := range map[string]*dist.MultivariateNormalDist{
		"scale_tril must be real, found NaN at index [1, 0]": dist.MultivariateNormal[dist.ScaleTril](vec(0, 0), tensor.Of([]float64{1, 0, nan, 1}, 2, 2)),
		"covariance must be symmetric, found 0 and NaN":      dist.MultivariateNormal[dist.Covariance](vec(0, 0), tensor.Of([]float64{1, nan, 0, 1}, 2, 2)),
	} {
		require.ErrorContains(t, d.Validate(), words)
	}
}

// TestMultivariateNormalOutside: infinite elements have no density and move nothing, whatever stands in their row.
func TestMultivariateNormalOutside(t *testing.T) {
	x := tensor.Of([]float64{0.1, 0.2, inf, 0, 0, -inf, inf, inf, nan, inf}, 5, 2)
	for _, l := range []*tensor.Tensor{tensor.Of([]float64{2, 0, 0, 3}, 2, 2), tensor.Of([]float64{2, 0, 0.5, 1}, 2, 2)} {
		loc := tensor.Of([]float64{1, -1})
		lp, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			lp := dist.MultivariateNormal[dist.ScaleTril](in[1], in[2]).LogProb(in[0])
			for i, v := range lp.Detach().Float64s()[1:4] {
				require.True(t, math.IsInf(v, -1), "row %d: %v", i+1, v)
			}
			require.True(t, math.IsNaN(lp.Detach().At(4)))
			return lp.Slice(0, 0, 4).Sum()
		}, x, loc, l)
		require.True(t, math.IsInf(lp.Item(), -1))
		_, want := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			return dist.MultivariateNormal[dist.ScaleTril](in[1], in[2]).LogProb(in[0])
		}, tensor.Of([]float64{0.1, 0.2}), loc, l)
		require.InDeltaSlice(t, append(want[0].Float64s(), make([]float64, 8)...), g[0].Float64s(), 1e-14)
		require.InDeltaSlice(t, want[1].Float64s(), g[1].Float64s(), 1e-14)
		require.InDeltaSlice(t, want[2].Float64s(), g[2].Float64s(), 1e-14)
	}
	lp := dist.MultivariateNormal[dist.ScaleTril](tensor.Of([]float64{inf, 0}), tensor.Eye(2)).LogProb(tensor.Zeros(2)).Item()
	require.True(t, math.IsInf(lp, -1), "%v", lp)
}

// TestMultivariateNormalMasked: matrices behind a mask are not computed with.
func TestMultivariateNormalMasked(t *testing.T) {
	mask := tensor.Of([]float64{1, 0, 0, 0})
	good := []float64{2, 0.5, 0.5, 1}
	loc := tensor.Of([]float64{1, -1, nan, nan, 1, -1, 1, -1}, 4, 2)
	matrices := tensor.Of(append(append(append(append([]float64(nil), good...), nan, nan, nan, nan), 0, 0, 0, 0), -1, 2, 2, -1), 4, 2, 2)
	x := tensor.Of([]float64{0.1, 0.2, nan, nan, 0, inf, 0, 0}, 4, 2)
	check := func(build func(loc, matrix *tensor.Tensor) dist.Distribution) {
		want, wantGrads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor { return build(in[1], in[2]).LogProb(in[0]) },
			tensor.Of([]float64{0.1, 0.2}), tensor.Of([]float64{1, -1}), tensor.Of(good, 2, 2))
		for name, f := range map[string]func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor{
			"Mask": func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor { return dist.Mask(d, mask).LogProb(x).Sum() },
			"MaskedLogProb": func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor {
				return dist.MaskedLogProb(d, x, mask).Sum()
			},
			"LogProbSum": func(d dist.Distribution, x *tensor.Tensor) *tensor.Tensor { return dist.LogProbSum(d, x, mask, 1) },
		} {
			got, grads := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor { return f(build(in[1], in[2]), in[0]) }, x, loc, matrices)
			require.InDelta(t, want.Item(), got.Item(), 1e-14, name)
			for i, g := range grads {
				n := len(wantGrads[i].Float64s())
				require.InDeltaSlice(t, append(wantGrads[i].Float64s(), make([]float64, 3*n)...), g.Float64s(), 1e-14, "%s, derivative %d", name, i)
			}
		}
	}
	check(func(loc, matrix *tensor.Tensor) dist.Distribution {
		return dist.MultivariateNormal[dist.Covariance](loc, matrix)
	})
	check(func(loc, matrix *tensor.Tensor) dist.Distribution {
		return dist.MultivariateNormal[dist.ScaleTril](loc, matrix)
	})
}
