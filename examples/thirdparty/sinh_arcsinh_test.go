package thirdparty_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/examples/thirdparty"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// sinhArcsinhNormal is what the transform makes of a normal distribution.
func sinhArcsinhNormal(p ...*tensor.Tensor) dist.Distribution {
	return dist.Transformed(dist.Normal(0, 1), thirdparty.SinhArcsinh(p[0], p[1]), dist.Affine(p[2], p[3]))
}

func TestSinhArcsinh(t *testing.T) {
	build := func(p ...*tensor.Tensor) dist.Transform { return thirdparty.SinhArcsinh(p[0], p[1]) }
	for _, x := range []*tensor.Tensor{vec(0, 1), vec(-1e-9, 3), vec(2, -1)} {
		require.Empty(t, disttest.RunTransform(t, build, x, vec(0.5, -2), vec(0.7, 3)).Skipped)
		require.Empty(t, disttest.RunTransform(t, build, x, scalar(0), scalar(1)).Skipped)
	}
	require.Equal(t, []float64{-1e-9, 0, 3}, thirdparty.SinhArcsinh(0, 1).Inverse(vec(-1e-9, 0, 3)).Float64s())
}

// TestSinhArcsinhOfNormal: densities, draws, distribution functions, masks and element types follow from the transform.
func TestSinhArcsinhOfNormal(t *testing.T) {
	for _, params := range [][]*tensor.Tensor{
		{scalar(0), scalar(1), scalar(0), scalar(1)}, {scalar(0.5), scalar(0.7), scalar(1), scalar(2)}, {vec(-0.3, 0), vec(1.2, 0.8), scalar(0), vec(1, 3)},
	} {
		lawful(t, sinhArcsinhNormal, []string{"on the rim derivatives are finite where the log-density is",
			"the values listed are all there are", "mean", "variance", "entropy", "draws follow the density along lines",
			"draws agree with the total probability", "outside the support the log-density is -Inf and its derivative 0"}, params...)
	}
}

func TestSinhArcsinhReplaysWithoutAllocation(t *testing.T) {
	replayed(t, sinhArcsinhNormal(vec(0.5, -1), vec(0.7, 1), scalar(1), scalar(2)), []float64{0.3, -1}, []float64{2, 0})
}

// TestSinhArcsinhMasked: nothing is computed with masked parameters.
func TestSinhArcsinhMasked(t *testing.T) {
	d := dist.Mask(sinhArcsinhNormal(vec(0.5, math.NaN()), vec(0.7, -1), scalar(0), scalar(1)), vec(1, 0))
	require.NoError(t, d.Validate())
	logProb, grads := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor { return d.LogProb(x[0]).Sum() }, vec(0.3, math.NaN()))
	require.Equal(t, sinhArcsinhNormal(scalar(0.5), scalar(0.7), scalar(0), scalar(1)).LogProb(scalar(0.3)).Item(), logProb.Item())
	require.Zero(t, grads[0].At(1))
	require.ErrorContains(t, thirdparty.SinhArcsinh(0, -1).(interface{ Validate() error }).Validate(), "SinhArcsinh: tail must be in [0.2, 5], found -1")
	require.Panics(t, func() { thirdparty.SinhArcsinh(vec(1, 2), vec(1, 2, 3)) })
	require.PanicsWithError(t, "tensor: SinhArcsinh: values of shape [3] do not broadcast with parameters of shape [2]",
		func() { thirdparty.SinhArcsinh(vec(1, 2), 1).ForwardShape(3) })
}

// TestSinhArcsinhInModels: in a plate it stands for every row, with parameters that are latents.
func TestSinhArcsinhInModels(t *testing.T) {
	y := vec(0.5, -1, 2)
	trace, err := ppl.Run(func(c *ppl.Context) {
		skew := ppl.Sample(c, "skew", dist.Normal(0, 1))
		ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
			ppl.Sample(c, "y", sinhArcsinhNormal(skew, scalar(1), scalar(0), scalar(1)), ppl.Obs(y))
		})
	}, 1)
	require.NoError(t, err)
	skew := trace.Site("skew").Value
	want := sinhArcsinhNormal(skew, scalar(1), scalar(0), scalar(1)).LogProb(y).Sum().Item()
	require.InDelta(t, want, trace.Site("y").LogProbSum().Item(), 1e-12)
}
