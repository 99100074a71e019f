package thirdparty_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/thirdparty"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func skewNormal(p ...*tensor.Tensor) dist.Distribution {
	return thirdparty.SkewNormal(p[0], p[1], p[2])
}

func TestSkewNormal(t *testing.T) {
	for _, params := range [][]*tensor.Tensor{
		{scalar(0.3), scalar(2), scalar(-3)}, {vec(0, 1), scalar(0.5), vec(5, 0)}, {tensor.Of([]float64{1, 2}, 2, 1), vec(0.5, 1, 2), scalar(1)},
	} {
		lawful(t, skewNormal, []string{"draws agree with the total probability", "draws follow the density along lines",
			"on the rim derivatives are finite where the log-density is", "the values listed are all there are", "entropy",
			"distribution function", "quantile function", "the slope of the distribution function is the density",
			"the logarithms of both tails", "the derivatives of both tails by the parameters", "both tails at their ends"}, params...)
	}
}

func TestSkewNormalOfNoSkewIsNormal(t *testing.T) {
	x := vec(-3, 0, 0.5, 40)
	require.InDeltaSlice(t, dist.Normal(1, 2).LogProb(x).Float64s(), thirdparty.SkewNormal(1, 2, 0).LogProb(x).Float64s(), 1e-13)
}

func TestSkewNormalReplaysWithoutAllocation(t *testing.T) {
	replayed(t, thirdparty.SkewNormal(vec(0, 1), 0.5, 3), []float64{0.3, -1}, []float64{2, 0.7})
}

// A mask excuses parameters, numbers take the type of what they meet, and Expand repeats, as with families of the
// library.
func TestSkewNormalIsTreatedAsTheLibrarysOwn(t *testing.T) {
	mask := vec(1, 0)
	bad := dist.Mask(thirdparty.SkewNormal(0, vec(1, -1), 2), mask)
	require.NoError(t, bad.Validate())
	require.NoError(t, dist.CheckSupport(bad, vec(0.5, 1), nil))
	require.ErrorContains(t, thirdparty.SkewNormal(0, vec(1, -1), 2).Validate(),
		"SkewNormal: scale must be positive, found -1 at index [1]; use a parameter constrained to be positive")

	single, err := dist.As(thirdparty.SkewNormal(0, 1, 2), tensor.Float32)
	require.NoError(t, err)
	require.Equal(t, tensor.Float32, single.Sample(tensor.NewRNG(1)).DType())
	require.Equal(t, tensor.Float32, single.LogProb(vec(0.5).As(tensor.Float32)).DType())
	require.ErrorContains(t, dist.CheckDType(thirdparty.SkewNormal(vec(0, 1), 1, 2), vec(0, 1).As(tensor.Float32)), "SkewNormal has Float64 parameters")

	wide := dist.Expand(single, 3)
	require.Equal(t, tensor.Shape{3}, wide.LogProb(scalar(0.5)).Shape())
}

// TestSkewNormalInModels: under a plate it stands for every row, and LocScale expresses it by another one.
func TestSkewNormalInModels(t *testing.T) {
	y := vec(0.5, -1, 2)
	model := func(c *ppl.Context) {
		loc := ppl.Sample(c, "loc", thirdparty.SkewNormal(1, 2, -4))
		ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
			ppl.Sample(c, "y", thirdparty.SkewNormal(loc, 1, 3), ppl.Obs(y))
		})
	}
	at := scalar(0.25)
	trace, err := ppl.Run(ppl.Condition(model, map[string]*tensor.Tensor{"loc": at}), 1)
	require.NoError(t, err)
	want := thirdparty.SkewNormal(1, 2, -4).LogProb(at).Item() + thirdparty.SkewNormal(at, 1, 3).LogProb(y).Sum().Item()
	require.InDelta(t, want, trace.LogProb().Item(), 1e-12)

	trace, err = ppl.Run(ppl.LocScale(model, 0, "loc"), 1)
	require.NoError(t, err)
	z, loc := trace.Site("loc_decentered"), trace.Site("loc")
	require.Contains(t, z.Dist.String(), "SkewNormal(loc: 0, scale: 1")
	require.InDelta(t, 1+2*z.Value.Item(), loc.Value.Item(), 1e-12)
}
