package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// table lays rows of cells out in columns two spaces apart: the first to the left, the others to the right.
func table(rows [][]string) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	lines := make([]string, len(rows))
	for r, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			if i == 0 {
				line.WriteString(padRight(cell, widths[i]))
			} else {
				fmt.Fprintf(&line, "  %*s", widths[i], cell)
			}
		}
		lines[r] = line.String()
	}
	return lines
}

// padRight fills up with spaces to a number of runes.
func padRight(s string, width int) string { return fmt.Sprintf("%-*s", width, s) }

// percent writes a share with the given number of decimals.
func percent(share float64, decimals int) string { return fmt.Sprintf("%.*f %%", decimals, 100*share) }

// Nats writes a number of nats with three decimals. What is rounded to zero has no sign.
func Nats(x float64) string { return fmt.Sprintf("%.3f", math.Round(1e3*x)/1e3+0) }

// writeLines writes everything at once, so that a failing writer is noticed once.
func writeLines(w io.Writer, lines []string) error {
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(strings.TrimRight(line, " "))
		text.WriteByte('\n')
	}
	_, err := io.WriteString(w, text.String())
	return err
}
