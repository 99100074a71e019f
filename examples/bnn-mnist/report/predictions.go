// Package report measures what a classifier of images says and writes it down for people: scores, the price of saying
// "I don't know", drawings of images, and where uncertainty comes from.
//
// It works on plain slices of probabilities, whatever made them.
package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// Predictions are the probabilities a classifier gives to the classes of N images, with the images' true classes. The
// class answered is the most probable one, the first among equals, and its probability is the confidence.
type Predictions struct {
	probs      [][]float64
	labels     []byte
	answer     []int
	confidence []float64
	surest     []int // all rows, the most confident first, equals by row
}

// NewPredictions returns the predictions probs [N, K] for images with the given labels [N]. They are kept, not copied.
// It is an error if there are none, if a label is not below K, or if a row is not a distribution: K finite numbers,
// none negative, with sum 1 up to the rounding of Float32.
func NewPredictions(probs [][]float64, labels []byte) (*Predictions, error) {
	if len(probs) == 0 || len(probs) != len(labels) {
		return nil, fmt.Errorf("report: found %d rows of probabilities and %d labels, expected the same number, at least 1",
			len(probs), len(labels))
	}
	p := &Predictions{probs: probs, labels: labels}
	for i, row := range probs {
		if err := checkRow(row, len(probs[0])); err != nil {
			return nil, fmt.Errorf("report: row %d: %w", i, err)
		}
		if int(labels[i]) >= len(row) {
			return nil, fmt.Errorf("report: row %d: found label %d, expected a label below %d", i, labels[i], len(row))
		}
		best := argmax(row)
		p.answer = append(p.answer, best)
		p.confidence = append(p.confidence, row[best])
		p.surest = append(p.surest, i)
	}
	slices.SortStableFunc(p.surest, func(i, j int) int { return cmp.Compare(p.confidence[j], p.confidence[i]) })
	return p, nil
}

// checkRow makes sure that row is a distribution over the given number of classes.
func checkRow(row []float64, classes int) error {
	if len(row) != classes || classes == 0 {
		return fmt.Errorf("found %d classes, expected %d, the same in every row and at least 1", len(row), classes)
	}
	sum := 0.0
	for class, prob := range row {
		if !(prob >= 0 && prob <= 1+sumTolerance) {
			return fmt.Errorf("found probability %v of class %d, expected 0 to 1", prob, class)
		}
		sum += prob
	}
	if math.Abs(sum-1) > sumTolerance {
		return fmt.Errorf("found probabilities with sum %v, expected 1", sum)
	}
	return nil
}

// sumTolerance leaves room for probabilities computed in Float32.
const sumTolerance = 1e-4

func argmax(row []float64) int {
	best := 0
	for class, prob := range row {
		if prob > row[best] {
			best = class
		}
	}
	return best
}

func (p *Predictions) right(i int) bool { return p.answer[i] == int(p.labels[i]) }

// Accuracy returns the share of images whose class answered is the true one.
func (p *Predictions) Accuracy() float64 { return p.AccuracyAt(1) }

// floor is the distance from 1 to the next Float64. A probability below it is lost in a row's sum.
const floor = 0x1p-52

// NLL returns the negative log-likelihood of the true classes, in nats per image: −(1/N) Σ log p(label). A probability
// below 2⁻⁵² counts as 2⁻⁵², which keeps the score finite: one true class called impossible costs at most 36 nats. One
// that was rounded to more than 1 counts as 1.
func (p *Predictions) NLL() float64 {
	sum := 0.0
	for i, row := range p.probs {
		sum -= math.Log(min(max(row[p.labels[i]], floor), 1))
	}
	return sum / float64(len(p.probs))
}

// Brier returns Brier's score (1950), the squared distance between the probabilities and the truth, summed over the
// classes and averaged over the images: (1/N) Σ Σₖ (pₖ − [k = label])². It lies between 0 and 2.
func (p *Predictions) Brier() float64 {
	sum := 0.0
	for i, row := range p.probs {
		for class, prob := range row {
			if class == int(p.labels[i]) {
				prob--
			}
			sum += prob * prob
		}
	}
	return sum / float64(len(p.probs))
}

// bins is the usual number for ECE.
const bins = 15

// ECE returns the expected calibration error of Guo et al., "On Calibration of Modern Neural Networks" (2017), eq. 3:
// images are put into 15 bins by confidence, bin m holding those in ((m−1)/15, m/15], and |accuracy − mean confidence|
// is averaged over the bins, each weighted by its number of images.
func (p *Predictions) ECE() float64 {
	var excess [bins]float64 // Σ confidence − number right
	for i, confidence := range p.confidence {
		bin := min(max(int(math.Ceil(confidence*bins))-1, 0), bins-1)
		excess[bin] += confidence
		if p.right(i) {
			excess[bin]--
		}
	}
	sum := 0.0
	for _, e := range excess {
		sum += math.Abs(e)
	}
	return sum / float64(len(p.probs))
}

// WriteScores writes accuracy, NLL, Brier's score and ECE, each with a word on how to read it.
func (p *Predictions) WriteScores(w io.Writer) error {
	scores := p.scores()
	var rows [][]string
	for _, s := range scores {
		rows = append(rows, s[:2])
	}
	lines := table(rows)
	for i, s := range scores {
		lines[i] += "   " + s[2]
	}
	return writeLines(w, lines)
}

// scores returns names, values, and how to read them.
func (p *Predictions) scores() [][]string {
	return [][]string{
		{"images", strconv.Itoa(len(p.probs)), ""},
		{"accuracy", percent(p.Accuracy(), 2), ""},
		{"negative log-likelihood", fmt.Sprintf("%.4f", p.NLL()), "nats per image; less is better"},
		{"Brier score", fmt.Sprintf("%.4f", p.Brier()), "0 is best, 2 worst"},
		{"calibration error (ECE)", percent(p.ECE(), 2), "gap between confidence and accuracy, 15 bins"},
	}
}
