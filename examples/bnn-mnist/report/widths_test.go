package report

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWriteWidths(t *testing.T) {
	scales := []float64{0.4, 0.1, 0.2, 0.5}
	var out strings.Builder
	require.NoError(t, WriteWidths(&out, []Layer{{"hidden.weight", scales}, {"out.bias", []float64{12.3, 0.00004, 1}}}))
	require.Equal(t, `posterior width of  parameters      min  median    mean      max
hidden.weight                4   0.1000  0.3000  0.3000   0.5000
out.bias                     3  4.0e-05  1.0000  4.4333  12.3000
`, out.String())
	require.Equal(t, []float64{0.4, 0.1, 0.2, 0.5}, scales, "the caller's order stays")
}

func TestWriteWidthsNamesWhatIsWrong(t *testing.T) {
	for want, scales := range map[string][]float64{
		"report: layer out: found no scales, expected at least 1":                           nil,
		"report: layer out: found scale 0 at index 1, expected a finite positive number":    {1, 0},
		"report: layer out: found scale -1 at index 0, expected a finite positive number":   {-1},
		"report: layer out: found scale NaN at index 2, expected a finite positive number":  {1, 1, math.NaN()},
		"report: layer out: found scale +Inf at index 0, expected a finite positive number": {math.Inf(1)},
	} {
		var out strings.Builder
		require.EqualError(t, WriteWidths(&out, []Layer{{"fine", []float64{1}}, {"out", scales}}), want)
		require.Empty(t, out.String())
	}
}
