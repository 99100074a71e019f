package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// Layer is the posterior widths of one group of a network's parameters.
type Layer struct {
	Name   string
	Scales []float64 // posterior standard deviations, one for each parameter, in any order
}

// WriteWidths writes the number of parameters of each layer and the spread of their posterior widths. It is an error if
// a layer has none, or one that is not finite and positive.
func WriteWidths(w io.Writer, layers []Layer) error {
	rows, err := widths(layers)
	if err != nil {
		return err
	}
	return writeLines(w, table(rows))
}

// widths returns the rows of a table below their heading.
func widths(layers []Layer) ([][]string, error) {
	rows := [][]string{{"posterior width of", "parameters", "min", "median", "mean", "max"}}
	for _, l := range layers {
		if len(l.Scales) == 0 {
			return nil, fmt.Errorf("report: layer %s: found no scales, expected at least 1", l.Name)
		}
		sum := 0.0
		for i, s := range l.Scales {
			if !(s > 0) || math.IsInf(s, 1) {
				return nil, fmt.Errorf("report: layer %s: found scale %v at index %d, expected a finite positive number", l.Name, s, i)
			}
			sum += s
		}
		sorted := slices.Sorted(slices.Values(l.Scales))
		n := len(sorted)
		median := (sorted[(n-1)/2] + sorted[n/2]) / 2
		row := []string{l.Name, strconv.Itoa(n)}
		for _, x := range []float64{sorted[0], median, sum / float64(n), sorted[n-1]} {
			row = append(row, width(x))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// width writes four decimals, and small numbers by their exponent, so that none reads as zero.
func width(x float64) string {
	if x < 0.001 {
		return fmt.Sprintf("%.1e", x)
	}
	return fmt.Sprintf("%.4f", x)
}
