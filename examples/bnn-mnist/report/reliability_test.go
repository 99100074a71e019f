package report

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReliability(t *testing.T) {
	row := func(class int, confidence float64) []float64 {
		row := make([]float64, 10)
		for i := range row {
			row[i] = (1 - confidence) / 9
		}
		row[class] = confidence
		return row
	}
	require.Equal(t, []Bin{{0.15, 0, 1}}, predictions(t, [][]float64{row(1, 0.15)}, []byte{2}).Reliability())
	require.Equal(t, []Bin{{0.25, 1, 1}, {0.96875, 0.5, 2}},
		predictions(t, [][]float64{row(3, 0.25), row(4, 0.9375), row(5, 1)}, []byte{3, 4, 4}).Reliability())
}
