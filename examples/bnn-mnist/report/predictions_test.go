package report

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

func predictions(t require.TestingT, probs [][]float64, labels []byte) *Predictions {
	p, err := NewPredictions(probs, labels)
	require.NoError(t, err)
	return p
}

// four is small enough to compute every score by hand: right, right, wrong, wrong.
func four(t require.TestingT) *Predictions {
	return predictions(t, [][]float64{
		{0.7, 0.2, 0.1},
		{0.25, 0.5, 0.25},
		{0.5, 0.25, 0.25},
		{0, 0, 1},
	}, []byte{0, 1, 2, 0})
}

func TestScores(t *testing.T) {
	p := four(t)
	require.Equal(t, 0.5, p.Accuracy())
	// −(log 0.7 + log 0.5 + log 0.25 + log 2⁻⁵²)/4
	require.InDelta(t, (0.35667494393873245+(1+2+52)*math.Ln2)/4, p.NLL(), 1e-14)
	// (0.14 + 0.375 + 0.875 + 2)/4
	require.InDelta(t, 3.39/4, p.Brier(), 1e-15)
	// Bin 8, up to 8/15, holds rows 1 and 2: |1.0 − 1|/4. Bin 11: |0.7 − 1|/4. Bin 15: |1 − 0|/4.
	require.InDelta(t, 1.3/4, p.ECE(), 1e-15)
}

func TestScoresOfAPerfectClassifier(t *testing.T) {
	p := predictions(t, [][]float64{{1, 0}, {0, 1}, {1, 0}}, []byte{0, 1, 0})
	require.Equal(t, 1.0, p.Accuracy())
	require.Zero(t, p.NLL())
	require.Zero(t, p.Brier())
	require.Zero(t, p.ECE())
}

func TestNLLOfARoundedCertainty(t *testing.T) {
	p := predictions(t, [][]float64{{1 + 0x1p-23, 0}}, []byte{0})
	require.Zero(t, p.NLL())
	require.False(t, math.Signbit(p.NLL()))
}

// TestECEBins puts confidences on the bins' borders, which belong to the bin below. In one bin the errors of a too
// timid and a too confident half cancel, in two they add.
func TestECEBins(t *testing.T) {
	row := func(confidence float64) []float64 { return []float64{confidence, 1 - confidence} }
	below := predictions(t, [][]float64{row(0.6), row(0.56)}, []byte{0, 1})
	require.InDelta(t, math.Abs(1.16-1)/2, below.ECE(), 1e-15)
	above := predictions(t, [][]float64{row(0.601), row(0.56)}, []byte{0, 1})
	require.InDelta(t, (1-0.601+0.56)/2, above.ECE(), 1e-15)
}

func TestFirstOfEqualClassesIsTheAnswer(t *testing.T) {
	p := predictions(t, [][]float64{{0.2, 0.4, 0.4}, {0.2, 0.4, 0.4}}, []byte{1, 2})
	require.Equal(t, 0.5, p.Accuracy())
	require.True(t, p.right(0))
}

// draw returns predictions of 1 to 40 images, 2 to 5 classes, some of them certain, some with equal confidences.
func draw(t *rapid.T) (probs [][]float64, labels []byte) {
	n, classes := rapid.IntRange(1, 40).Draw(t, "n"), rapid.IntRange(2, 5).Draw(t, "classes")
	for range n {
		row := make([]float64, classes)
		for k := range row {
			row[k] = float64(rapid.IntRange(0, 6).Draw(t, "weight"))
		}
		row[rapid.IntRange(0, classes-1).Draw(t, "class")]++
		floats.Scale(1/floats.Sum(row), row)
		probs = append(probs, row)
		labels = append(labels, byte(rapid.IntRange(0, classes-1).Draw(t, "label")))
	}
	return probs, labels
}

func TestScoresObeyTheirLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		probs, labels := draw(t)
		p := predictions(t, probs, labels)
		require.True(t, p.Accuracy() >= 0 && p.Accuracy() <= 1)
		require.True(t, p.Brier() >= 0 && p.Brier() <= 2+1e-12)
		require.True(t, p.NLL() >= 0 && p.NLL() <= 52*math.Ln2)
		// One bin would give |accuracy − mean confidence|; more bins see at least as much.
		require.True(t, p.ECE() <= 1 && p.ECE() >= math.Abs(p.Accuracy()-stat.Mean(p.confidence, nil))-1e-12)

		logs := make([]float64, len(probs))
		for i, row := range probs {
			oneHot := make([]float64, len(row))
			oneHot[labels[i]] = 1
			logs[i] = min(stat.KullbackLeibler(oneHot, row), 52*math.Ln2)
		}
		require.InDelta(t, stat.Mean(logs, nil), p.NLL(), 1e-12)
	})
}

func TestNewPredictionsNamesWhatIsWrong(t *testing.T) {
	good := []float64{0.5, 0.5}
	for name, c := range map[string]struct {
		probs  [][]float64
		labels []byte
		want   string
	}{
		"none":          {nil, nil, "found 0 rows of probabilities and 0 labels, expected the same number, at least 1"},
		"other number":  {[][]float64{good}, []byte{0, 1}, "found 1 rows of probabilities and 2 labels"},
		"no classes":    {[][]float64{{}}, []byte{0}, "row 0: found 0 classes"},
		"ragged":        {[][]float64{good, {1}}, []byte{0, 0}, "row 1: found 1 classes, expected 2, the same in every row"},
		"not a number":  {[][]float64{good, {math.NaN(), 1}}, []byte{0, 0}, "row 1: found probability NaN of class 0, expected 0 to 1"},
		"negative":      {[][]float64{{1.5, -0.5}}, []byte{0}, "row 0: found probability 1.5 of class 0, expected 0 to 1"},
		"infinite":      {[][]float64{{0, math.Inf(1)}}, []byte{0}, "row 0: found probability +Inf of class 1, expected 0 to 1"},
		"logits":        {[][]float64{{-3, 2}}, []byte{0}, "row 0: found probability -3 of class 0, expected 0 to 1"},
		"not summing":   {[][]float64{{0.5, 0.25}}, []byte{0}, "row 0: found probabilities with sum 0.75, expected 1"},
		"unknown label": {[][]float64{good}, []byte{2}, "row 0: found label 2, expected a label below 2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewPredictions(c.probs, c.labels)
			require.ErrorContains(t, err, "report: "+c.want)
		})
	}
	_, err := NewPredictions([][]float64{{1.0 / 3, float64(float32(2.0) / 3)}}, []byte{0})
	require.NoError(t, err, "Float32 rounds")
}

func TestWriteScores(t *testing.T) {
	var out strings.Builder
	require.NoError(t, four(t).WriteScores(&out))
	require.Equal(t, `images                         4
accuracy                 50.00 %
negative log-likelihood   9.6199   nats per image; less is better
Brier score               0.8475   0 is best, 2 worst
calibration error (ECE)  32.50 %   gap between confidence and accuracy, 15 bins
`, out.String())
}

type closed struct{}

var errClosed = errors.New("closed")

func (closed) Write([]byte) (int, error) { return 0, errClosed }

func TestWriterErrorsArePassedOn(t *testing.T) {
	p := four(t)
	require.ErrorIs(t, p.WriteScores(closed{}), errClosed)
	require.ErrorIs(t, p.WriteRefusals(closed{}, true), errClosed)
	require.ErrorIs(t, WriteDoubts(closed{}, 0.5, nil), errClosed)
	require.ErrorIs(t, WriteSheet(closed{}, 80, nil), errClosed)
	require.ErrorIs(t, WriteWidths(closed{}, nil), errClosed)
}
