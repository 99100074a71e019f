package report

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// eight are predictions of two classes with confidences 0.95, 0.9, …; two of them are wrong: one rather sure, one not.
func eight(t require.TestingT) *Predictions {
	var probs [][]float64
	for i := range 8 {
		c := 0.95 - 0.05*float64(i)
		probs = append(probs, []float64{c, 1 - c})
	}
	return predictions(t, probs, []byte{0, 0, 1, 0, 0, 0, 0, 1})
}

func TestAccuracyAndThresholdAt(t *testing.T) {
	p := eight(t)
	for _, c := range []struct{ share, accuracy, threshold float64 }{
		{1, 6.0 / 8, 0.6},
		{0.875, 6.0 / 7, 0.65},
		{0.5, 3.0 / 4, 0.8},
		{0.25, 1, 0.9},
		{0.3, 1, 0.9},             // 2.4 images
		{0.32, 2.0 / 3, 0.85},     // 2.56 images
		{1e-9, 1, 0.95},           // never none
		{1 - 1e-12, 6.0 / 8, 0.6}, // rounding of the share does no harm
	} {
		require.InDelta(t, c.accuracy, p.AccuracyAt(c.share), 1e-15, "share %v", c.share)
		require.InDelta(t, c.threshold, p.ThresholdAt(c.share), 1e-15, "share %v", c.share)
	}
	for _, share := range []float64{0, -1, 1.01, math.NaN()} {
		require.Panics(t, func() { p.AccuracyAt(share) })
		require.Panics(t, func() { p.ThresholdAt(share) })
	}
}

func TestEqualConfidencesAreAnsweredInOrder(t *testing.T) {
	row := []float64{0.75, 0.25}
	p := predictions(t, [][]float64{row, row, {0.9, 0.1}, row, row}, []byte{0, 1, 0, 1, 1})
	require.Equal(t, 1.0, p.AccuracyAt(0.2))
	require.Equal(t, 1.0, p.AccuracyAt(0.4), "row 2, then row 0")
	require.InDelta(t, 2.0/3, p.AccuracyAt(0.6), 1e-15, "then row 1")
	require.Equal(t, 0.75, p.ThresholdAt(0.4))
}

// TestThresholdAnswersTheShare answers from the threshold on and counts.
func TestThresholdAnswersTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		probs, labels := draw(t)
		p := predictions(t, probs, labels)
		answered := rapid.IntRange(1, len(probs)).Draw(t, "answered")
		share := float64(answered) / float64(len(probs))
		threshold := p.ThresholdAt(share)
		above, from := 0, 0
		for _, c := range p.confidence {
			if c > threshold {
				above++
			}
			if c >= threshold {
				from++
			}
		}
		require.Less(t, above, answered)
		require.GreaterOrEqual(t, from, answered)

		wrong := 0
		for i := range probs {
			if p.confidence[i] > threshold && !p.right(i) {
				wrong++
			}
		}
		got := (1 - p.AccuracyAt(share)) * float64(answered)
		require.GreaterOrEqual(t, got, float64(wrong)-1e-9)
		require.LessOrEqual(t, got, float64(wrong+answered-above)+1e-9)
	})
}

func TestWriteRefusals(t *testing.T) {
	var out strings.Builder
	require.NoError(t, eight(t).WriteRefusals(&out, true))
	require.Equal(t, `answered  refused  threshold  accuracy  errors
 100.0 %    0.0 %    60.00 %   75.00 %       2
  99.0 %    1.0 %    60.00 %   75.00 %       2
  97.5 %    2.5 %    60.00 %   75.00 %       2
  95.0 %    5.0 %    60.00 %   75.00 %       2
  92.5 %    7.5 %    65.00 %   85.71 %       1
  90.0 %   10.0 %    65.00 %   85.71 %       1
  87.5 %   12.5 %    65.00 %   85.71 %       1  ◀ a known result: 96 % *
  80.0 %   20.0 %    70.00 %   83.33 %       1
  70.0 %   30.0 %    70.00 %   83.33 %       1
  50.0 %   50.0 %    80.00 %   75.00 %       1

It answers if its largest probability reaches the threshold.
* P. Chopra, "Making Your Neural Network Say 'I Don't Know'" (2018): a Bayesian
  network in Pyro, which names 89 % of all 10,000 test digits of MNIST right.
`, out.String())

	of := out.String()
	out.Reset()
	require.NoError(t, eight(t).WriteRefusals(&out, false))
	before, _, _ := strings.Cut(strings.Replace(of, "  ◀ a known result: 96 % *", "", 1), "*")
	require.Equal(t, before, out.String(), "of other images nothing is known")
}

func TestPercentDown(t *testing.T) {
	for want, share := range map[string]float64{
		"99.99 %": 0.999999, "100.00 %": 1, "57.00 %": 0.57, "0.00 %": 0, "12.34 %": 0.12349,
	} {
		require.Equal(t, want, percentDown(share))
	}
}
