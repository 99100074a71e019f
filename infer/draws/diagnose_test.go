package draws

import (
	_ "embed"
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

//go:embed testdata/golden.json
var golden []byte

func TestDiagnosticsAreThoseOfArviZ(t *testing.T) {
	var cases []struct {
		Name         string
		X            [][]float64
		RHat         *float64
		ESSBulk      *float64   `json:"ess_bulk"`
		ESSTail      *float64   `json:"ess_tail"`
		ESSMean      *float64   `json:"ess_mean"`
		ESSSD        *float64   `json:"ess_sd"`
		ESSQuantile  *float64   `json:"ess_quantile"`
		MCSEMean     *float64   `json:"mcse_mean"`
		MCSESD       *float64   `json:"mcse_sd"`
		MCSEQuantile *float64   `json:"mcse_quantile"`
		HDI          [2]float64 `json:"hdi"`
		BFMI         []float64  `json:"bfmi"`
	}
	require.NoError(t, json.Unmarshal(golden, &cases))
	require.Len(t, cases, 9)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			check := func(what string, want *float64, got float64) {
				t.Helper()
				if want == nil {
					return
				}
				require.InEpsilon(t, *want, got, 1e-9, what)
			}
			check("R-hat", c.RHat, RHat(c.X))
			check("bulk", c.ESSBulk, ESSBulk(c.X))
			check("tail", c.ESSTail, ESSTail(c.X))
			check("mean", c.ESSMean, ESSMean(c.X))
			check("sd", c.ESSSD, ESSSD(c.X))
			check("quantile", c.ESSQuantile, ESSQuantile(c.X, 0.3))
			check("MCSE of the mean", c.MCSEMean, MCSEMean(c.X))
			check("MCSE of the sd", c.MCSESD, MCSESD(c.X))
			check("MCSE of a quantile", c.MCSEQuantile, MCSEQuantile(c.X, 0.3))
			low, high := HDI(c.X, 0.94)
			require.InDelta(t, c.HDI[0], low, 1e-12)
			require.InDelta(t, c.HDI[1], high, 1e-12)
			for i, got := range EBFMI(c.X) {
				check("E-BFMI", &c.BFMI[i], got)
			}
		})
	}
}

func TestDiagnosticsOfOddDraws(t *testing.T) {
	constant := [][]float64{{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}}
	require.True(t, math.IsNaN(RHat(constant)))
	require.Equal(t, 8.0, ESSBulk(constant), "of split chains, the middle draw of an odd number left out")

	stuck := [][]float64{{1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 2}}
	require.True(t, math.IsInf(RHat(stuck), 1))

	for _, x := range [][][]float64{
		nil, {{}}, {{1, 2, 3}}, {{1, 2, 3, 4}, {1, 2, 3}},
		{{1, 2, math.NaN(), 4, 5}, {1, 2, 3, 4, 5}}, {{1, 2, math.Inf(1), 4, 5}, {1, 2, 3, 4, 5}},
	} {
		for name, f := range map[string]func([][]float64) float64{
			"RHat": RHat, "ESSBulk": ESSBulk, "ESSTail": ESSTail, "ESSMean": ESSMean, "ESSSD": ESSSD, "MCSEMean": MCSEMean, "MCSESD": MCSESD,
			"MCSEQuantile": func(x [][]float64) float64 { return MCSEQuantile(x, 0.5) },
		} {
			require.True(t, math.IsNaN(f(x)), "%s of %v", name, x)
		}
	}
}

func TestPartsOfTheWhole(t *testing.T) {
	x := [][]float64{{1, 2, 3, 4, 5}, {2, 3, 4, 5, 9}}
	for p, want := range map[float64]float64{0: 1, 1: 9} {
		require.Equal(t, want, Quantile(x, p))
	}
	low, high := HDI(x, 1)
	require.Equal(t, [2]float64{1, 9}, [2]float64{low, high}, "all draws")
	for _, p := range []float64{-1e-9, -1, 1 + 1e-9, 2, 1e300, math.Inf(1), math.Inf(-1), math.NaN()} {
		low, high := HDI(x, p)
		for i, v := range []float64{Quantile(x, p), ESSQuantile(x, p), MCSEQuantile(x, p), low, high} {
			require.True(t, math.IsNaN(v), "%d of %v is %v", i, p, v)
		}
	}
}
