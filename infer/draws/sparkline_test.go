package draws

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/credence-ppl/credence/tensor"
)

func TestHistogram(t *testing.T) {
	var normal []float64 // its quantiles
	for i := range 9999 {
		normal = append(normal, distuv.UnitNormal.Quantile(float64(i+1)/10000))
	}
	counts := histogram(normal)
	edge := distuv.UnitNormal.Quantile(0.99)
	for i, n := range counts {
		part := distuv.UnitNormal.CDF(edge*(2*float64(i+1)/9-1)) - distuv.UnitNormal.CDF(edge*(2*float64(i)/9-1))
		require.InDelta(t, 10000*part, n, 3, i)
	}
	require.Equal(t, "▁▃▅███▅▃▁", sparkline(counts[:]))
	require.Equal(t, "▁▃▅███▅▃▁", sparkline(histogramOf(append(slices.Clone(normal), 1e9))))

	require.Equal(t, "▁▁▁▁█▁▁▁▁", sparkline(histogramOf([]float64{3, 3, 3})))
	require.Equal(t, "█▁▁▁▁▁▁▁█", sparkline(histogramOf([]float64{0, 0, 1, 1})))
	require.Equal(t, "█▁▁▁▁▁▁▁█", sparkline(histogramOf([]float64{-math.MaxFloat64, math.MaxFloat64})), "a range that is not a number")
	require.Empty(t, sparkline(histogramOf([]float64{math.NaN(), 1})))
	require.Empty(t, sparkline(histogramOf(nil)))
}

func histogramOf(sorted []float64) []int {
	counts := histogram(sorted)
	return counts[:]
}

func TestSummaryHasHistograms(t *testing.T) {
	d := New(2, 500)
	d.Add("x", nil, tensor.Float64, nil)
	rng := tensor.NewRNG(3)
	for c := range 2 {
		for i := range 500 {
			d.Put("x", c, i, tensor.Scalar(rng.Float64()*rng.Float64()))
		}
	}
	s := d.Summary()
	require.Greater(t, s.Rows[0].Histogram[0], 3*s.Rows[0].Histogram[8])
	for _, line := range strings.Split(s.String(), "\n")[1:3] {
		require.LessOrEqual(t, len([]rune(line)), 120)
	}
	require.Contains(t, s.String(), "R-hat  histogram\n")
	require.Contains(t, s.String(), "  "+sparkline(s.Rows[0].Histogram[:]))
}

func TestSparklines(t *testing.T) {
	d := New(2, 120)
	d.Add("drift", nil, tensor.Float64, nil)
	d.Add("theta", tensor.Shape{21}, tensor.Float64, nil)
	for c := range 2 {
		for i := range 120 {
			v := float64(i)
			if c == 1 {
				v = 119 // stuck at the end
			}
			d.Put("drift", c, i, tensor.Scalar(v))
		}
	}
	lines := strings.Split(d.Sparklines("drift"), "\n")
	require.Len(t, lines, 2)
	require.Equal(t, "drift  chain 0  "+strings.Repeat("▁", 8)+strings.Repeat("▂", 7), lines[0][:len("drift  chain 0  ")+15*len("▁")])
	require.Equal(t, "       chain 1  "+strings.Repeat("█", 60), lines[1])
	require.Len(t, []rune(lines[0]), len("drift  chain 0  ")+60)

	all := strings.Split(d.Sparklines(), "\n")
	require.Len(t, all, 2+8*2+1)
	require.Equal(t, "… 13 more", strings.TrimSpace(all[len(all)-1]))
	require.Contains(t, all[2], "▅▅▅", "draws that are all the same are in the middle")
	require.PanicsWithError(t, `draws: there is no site "y"; there are ["drift" "theta"]`, func() { d.Sparklines("y") })
	require.Empty(t, New(1, 3).Sparklines())
	none := New(1, 0)
	none.Add("x", nil, tensor.Float64, nil)
	require.Equal(t, "x  chain 0  ", none.Sparklines())
	none = New(1, 2)
	none.Add("x", nil, tensor.Float64, nil)
	none.Put("x", 0, 0, tensor.Scalar(math.NaN()))
	require.Equal(t, "x  chain 0   ▅", none.Sparklines())
}

// A chain that climbs to where the other one is.
func ExampleDraws_Sparklines() {
	d := New(2, 32)
	d.Add("mu", nil, tensor.Float64, nil)
	for i := range 32 {
		d.Put("mu", 0, i, tensor.Scalar(float64(min(i, 16))))
		d.Put("mu", 1, i, tensor.Scalar(16+float64(i%3)))
	}
	fmt.Println(d.Sparklines())
	// Output:
	// mu  chain 0  ▁▁▁▂▂▃▃▄▄▅▅▅▆▆▇▇████████████████
	//     chain 1  ████████████████████████████████
}
