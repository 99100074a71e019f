package report

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestAUROC compares with the definition, over all pairs.
func TestAUROC(t *testing.T) {
	require.Equal(t, 1.0, AUROC([]float64{1, 2}, []float64{3}))
	require.Equal(t, 0.0, AUROC([]float64{1, 2}, []float64{0}))
	require.Equal(t, 0.5, AUROC([]float64{1, 1}, []float64{1, 1, 1}))
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 9), func(i int) float64 { return float64(i) / 4 }), 1, 30)
		usual, strange := some.Draw(t, "usual"), some.Draw(t, "strange")
		pairs := 0.0
		for _, u := range usual {
			for _, s := range strange {
				switch {
				case s > u:
					pairs++
				case s == u:
					pairs += 0.5
				}
			}
		}
		require.InDelta(t, pairs/float64(len(usual)*len(strange)), AUROC(usual, strange), 1e-12)
		require.InDelta(t, 1, AUROC(usual, strange)+AUROC(strange, usual), 1e-12)
	})
	require.PanicsWithValue(t, "report: AUROC of 0 usual and 1 strange images, expected some of both", func() { AUROC(nil, []float64{1}) })
}

func TestWriteSeparations(t *testing.T) {
	var out bytes.Buffer
	low, high := Scores{[]float64{0}, []float64{0}, []float64{0}}, Scores{[]float64{1}, []float64{0}, []float64{-1}}
	require.NoError(t, WriteSeparations(&out, []Separation{NewSeparation("letters", low, high, high, low)}))
	require.Contains(t, out.String(), "letters    1.000       0.500        0.000      0.000        1.000\n")
}

func TestWriteAngles(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, WriteAngles(&out, []Doubt{
		{Name: "0°", Refused: 0.1, Uncertainty: Uncertainty{0.3, 0.2, 0.1}}, {Name: "90°", Refused: 0.5, Uncertainty: Uncertainty{0.6, 0.2, 0.4}}}))
	require.Contains(t, out.String(), "0°                 10.0 %    0.300      0.200       0.100  ██\n")
	require.Contains(t, out.String(), "90°                50.0 %    0.600      0.200       0.400  ████████\n")
}
