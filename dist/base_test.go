package dist_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestBase: what follows from parameters alone.
func TestBase(t *testing.T) {
	d := newLomax(vec(1, 2), 3)
	require.Equal(t, tensor.Shape{2}, d.BatchShape())
	require.Empty(t, d.EventShape())
	require.Equal(t, "Lomax(a: [2]{1 2}, s: 3)", d.String())
	require.False(t, d.HasRSample())
	require.ErrorContains(t, recovered(func() { d.RSample(tensor.NewRNG(1)) }), "Lomax.RSample: it has no differentiable draws")
	_, ok := d.EnumerateSupport()
	require.False(t, ok)
	require.ErrorContains(t, newLomax(vec(1, -2), 3).Validate(), "Lomax: a must be positive, found -2 at index [1]")
	require.ErrorContains(t, recovered(func() { newLomax(vec(1, 2), vec(1, 2, 3)) }), "Lomax: s of shape [3] does not broadcast with a of shape [2]")
	require.ErrorContains(t, recovered(func() { newLomax((*tensor.Tensor)(nil), 1) }), "Lomax: a is nil")
	vectors := &dist.Spec{Name: "Vectors", Params: []dist.Param{{Name: "v", Allowed: dist.Simplex}}}
	require.ErrorContains(t, recovered(func() { dist.NewBase(vectors, tensor.Scalar(1)) }), "Vectors: v must have at least 1 dimension, found shape []")
}

// TestParametric: a distribution from elsewhere is converted and masked as those of this package are.
func TestParametric(t *testing.T) {
	d, err := dist.As(newLomax(1, 2), tensor.Float32)
	require.NoError(t, err)
	require.Equal(t, tensor.Float32, d.Sample(tensor.NewRNG(1)).As(tensor.Float32).DType())
	got, ok := dist.DTypeOf(d)
	require.True(t, ok)
	require.Equal(t, tensor.Float32, got)
	again, err := dist.As(d, tensor.Float32)
	require.NoError(t, err)
	require.Same(t, d, again, "nothing is converted twice")
	_, err = dist.As(newLomax(vec(1, 2), 1), tensor.Float32)
	require.ErrorContains(t, err, "Lomax has parameters of type Float64")
	require.ErrorContains(t, dist.CheckDType(newLomax(vec(1, 2), 1), vec32(1, 2)), "Lomax has Float64 parameters")

	mask := vec(1, 0)
	bad := dist.ToEvent(dist.Mask(newLomax(vec(1, -1), 2), mask), 1)
	require.NoError(t, bad.Validate())
	require.NoError(t, dist.CheckSupport(bad, vec(1, -3), nil))
	require.Equal(t, newLomax(1, 2).LogProb(tensor.Scalar(1)).Item(), bad.LogProb(vec(1, -3)).Item())
	require.Equal(t, []float64{-inf}, newLomax(vec(-1), 2).LogProb(vec(1)).Float64s())
}

func TestOnSupport(t *testing.T) {
	d := newLomax(2, 0.5)
	_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor { return d.LogProb(in[0]).Sum() }, vec(-1, 0, 1, inf))
	require.InDeltaSlice(t, []float64{0, 0, -3 / 1.5, 0}, g[0].Float64s(), 1e-15)
	require.Equal(t, []float64{-inf, -inf, -inf}, d.LogProb(vec(-1, 0, inf)).Float64s())
}

// TestLocScale: the distributions that have them make the same distribution with others, also behind wrappers.
func TestLocScale(t *testing.T) {
	for _, d := range []dist.Distribution{dist.Normal(vec(0, 1), 2), dist.Laplace(vec(0, 1), 2), dist.Cauchy(vec(0, 1), 2), dist.StudentT(5, vec(0, 1), 2)} {
		for _, d := range []dist.Distribution{d, dist.Expand(d, 3, 2), dist.ToEvent(d, 1), dist.ToEvent(dist.Expand(d, 3, 2), 1)} {
			loc, scale, with, ok := dist.LocScale(d)
			require.True(t, ok, "%v", d)
			require.Equal(t, []float64{0, 1}, loc.Float64s())
			require.Equal(t, 2.0, scale.Item())
			x := d.Sample(tensor.NewRNG(1))
			z := x.Sub(loc).Div(scale)
			standard := with(tensor.To(0), tensor.To(1))
			require.InDelta(t, d.LogProb(x).Sum().Item(), dist.Expand(standard, d.BatchShape()...).LogProb(z).Sum().Item()-float64(x.Size())*0.6931471805599453, 1e-12, "%v", d)
		}
	}
	for _, d := range []dist.Distribution{dist.LogNormal(0, 1), dist.Gamma(1, 1), dist.Mask(dist.Normal(0, 1), tensor.Scalar(1)), foreign{dist.Normal(0, 1)}, dist.ToEvent(dist.Gamma(vec(1, 2), 1), 1)} {
		_, _, _, ok := dist.LocScale(d)
		require.False(t, ok, "%v", d)
	}
}

// shifted changes a distribution that it embeds.
type shifted struct{ *lomax }

func (d shifted) LogProb(x *tensor.Tensor) *tensor.Tensor { return tensor.Add(d.lomax.LogProb(x), 1) }

// A mask must not lose what a type has changed of another one that it embeds.
func TestMaskOfATypeThatEmbedsAnother(t *testing.T) {
	d := shifted{newLomax(vec(1, 2), 2)}
	x := vec(1, 3)
	require.Equal(t, []float64{d.LogProb(x).At(0), 0}, dist.Mask(d, vec(1, 0)).LogProb(x).Float64s())
}

// A Lomax distribution needs its density, its draws and its support; Base and the wrappers have the rest.
func ExampleBase() {
	d := newLomax(tensor.Of([]float64{1, -3}), 2)
	fmt.Println(d, d.BatchShape())
	fmt.Println(d.Validate())
	masked := dist.Mask(d, tensor.Of([]float64{1, 0})) // the second element does not count
	fmt.Println(masked.Validate(), masked.LogProb(tensor.Of([]float64{2, -1})))
	// Output:
	// Lomax(a: [2]{1 -3}, s: 2) [2]
	// dist: Lomax: a must be positive, found -3 at index [1]
	// <nil> [2]{-2.07944 0}
}

func ExampleLocScale() {
	_, _, with, ok := dist.LocScale(dist.StudentT(5, 10, 3))
	fmt.Println(with(tensor.To(0), tensor.To(1)), ok)
	_, _, _, ok = dist.LocScale(dist.Gamma(1, 1))
	fmt.Println(ok)
	// Output:
	// StudentT(df: 5, loc: 0, scale: 1) true
	// false
}
