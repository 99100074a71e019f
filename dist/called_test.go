package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestErrorsSpeakOfWhatWasCalled: a family made of another one names itself and its own parameters, however it is
// wrapped.
func TestErrorsSpeakOfWhatWasCalled(t *testing.T) {
	for words, d := range map[string]dist.Distribution{
		"Chi2: df must be positive, found -1":                                             dist.Chi2(-1),
		"BetaProportion: mean must be in (0, 1), found 1.5":                               dist.BetaProportion(1.5, 2),
		"BetaProportion: concentration must be positive, found 0":                         dist.BetaProportion(0.5, 0),
		"BetaProportion: mean and concentration make a distribution that cannot be: Beta": dist.BetaProportion(1e-300, 1e-300),
		"NegativeBinomial2: mean must be positive, found -3":                              dist.NegativeBinomial2(-3, 1),
		"NegativeBinomial2: concentration must be positive, found 0":                      dist.NegativeBinomial2(3, 0),
		"GammaPoisson: rate must be positive, found -1":                                   dist.GammaPoisson(3, -1),
		"GammaPoisson: concentration must be positive, found -1 at index [1]":             dist.GammaPoisson(vec(3, -1), 1),
		"LogitNormal: scale must be positive, found -1":                                   dist.LogitNormal(0, -1),
		"Chi2: df must be positive, found -2":                                             dist.Chi2(-2).Expand(3).ToEvent(1),
		"Chi2: df must be positive, found -3":                                             dist.Truncated(dist.Chi2(-3), 1, 2),
	} {
		require.ErrorContains(t, d.Validate(), words)
	}
	require.ErrorContains(t, recovered(func() { dist.Chi2((*tensor.Tensor)(nil)) }), "Chi2: df is nil")
	require.ErrorContains(t, recovered(func() { dist.NegativeBinomial2(vec(1, 2), vec(1, 2, 3)) }), "NegativeBinomial2: concentration of shape [3] does not broadcast with mean of shape [2]")
	require.NoError(t, dist.CheckParams(dist.Chi2(vec(1, -1)), vec(1, 0)))
	require.Equal(t, "Chi2(df: 3)", dist.Chi2(3).String())
	require.Equal(t, "LogitNormal(loc: 0, scale: 1)", dist.LogitNormal(0, 1).Expand(2).String())
	require.ErrorContains(t, dist.CheckSupport(dist.Chi2(3), vec(-1), nil), "a value of Chi2 must be non-negative, found -1")

	for _, d := range []dist.Distribution{dist.Chi2(-1), dist.LogitNormal(0, -1)} {
		as, err := dist.As(d, tensor.Float32)
		require.NoError(t, err)
		require.Equal(t, d.Validate().Error(), as.Validate().Error())
	}
}
