package draws

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// histogram returns how many of the sorted draws lie in each of the equal parts of their range without the lowest and
// the highest 1 %, so that a few far draws do not squeeze the others into one bar. Draws that are all the same are in
// the middle.
func histogram(sorted []float64) (counts [9]int) {
	if len(sorted) == 0 {
		return counts
	}
	far := len(sorted) / 100
	low, high := sorted[far], sorted[len(sorted)-1-far]
	for _, v := range sorted {
		switch part := (v/2 - low/2) / (high/2 - low/2); {
		case low == high && v == low:
			counts[len(counts)/2]++
		case part >= 0 && part <= 1:
			counts[min(len(counts)-1, int(float64(len(counts))*part))]++
		}
	}
	return counts
}

// blocks are characters of eight heights.
var blocks = []rune("▁▂▃▄▅▆▇█")

// bar returns the block for a part from 0 to 1 of the full height, a space if it is not a number.
func bar(part float64) rune {
	if !(part >= 0 && part <= 1) {
		return ' '
	}
	return blocks[min(len(blocks)-1, int(part*float64(len(blocks))))]
}

// sparkline returns counts as blocks, the largest at full height; nothing if all are zero.
func sparkline(counts []int) string {
	most := slices.Max(counts)
	if most == 0 {
		return ""
	}
	line := make([]rune, len(counts))
	for i, n := range counts {
		line[i] = bar(float64(n) / float64(most))
	}
	return string(line)
}

// Sparklines returns the traces of some sites, of all without any, for a terminal: for each chain of each element a
// line of up to 60 blocks. The height of a block is the mean of the draws in its part of the chain, between the lowest
// and the highest mean of all chains, so that chains that have found the same distribution look alike, and one that is
// stuck is flat. Of sites with many elements it shows the first. It panics, listing the names, if there is no such
// site.
func (d *Draws) Sparklines(sites ...string) string {
	if len(sites) == 0 {
		sites = d.names
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, site := range sites {
		size, shown := d.site(site).shape.Size(), 0
		for name, chains := range d.Elements(site) {
			if size > manyElements && shown == fewElements {
				fmt.Fprintf(w, "… %d more\t\t\n", size-shown)
				break
			}
			shown++
			for c, line := range traces(chains) {
				fmt.Fprintf(w, "%s\tchain %d\t%s\n", name, c, line)
				name = ""
			}
		}
	}
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}

// traces returns the line of each chain.
func traces(chains [][]float64) []string {
	const width = 60
	means := make([][]float64, len(chains))
	low, high := math.Inf(1), math.Inf(-1)
	for c, x := range chains {
		n := min(width, len(x))
		for i := range n {
			m := mean(x[i*len(x)/n : (i+1)*len(x)/n])
			means[c] = append(means[c], m)
			if finite(m) {
				low, high = min(low, m), max(high, m)
			}
		}
	}
	lines := make([]string, len(chains))
	for c := range chains {
		var line []rune
		for _, m := range means[c] {
			part := 0.5
			if high > low || !finite(m) {
				part = (m/2 - low/2) / (high/2 - low/2)
			}
			line = append(line, bar(part))
		}
		lines[c] = string(line)
	}
	return lines
}
