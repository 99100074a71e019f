package report

import "math"

// Bin holds the images whose confidence is between two tenths.
type Bin struct {
	Confidence float64 `json:"confidence"` // mean
	Accuracy   float64 `json:"accuracy"`
	Images     int     `json:"images"`
}

// Reliability returns ten bins of the confidence, but those that are empty: bin m holds ((m−1)/10, m/10].
func (p *Predictions) Reliability() []Bin {
	var all [10]Bin
	for i, c := range p.confidence {
		b := &all[min(max(int(math.Ceil(c*10))-1, 0), 9)]
		b.Images++
		b.Confidence += c
		if p.right(i) {
			b.Accuracy++
		}
	}
	bins := []Bin{}
	for _, b := range all {
		if b.Images > 0 {
			n := float64(b.Images)
			bins = append(bins, Bin{b.Confidence / n, b.Accuracy / n, b.Images})
		}
	}
	return bins
}
