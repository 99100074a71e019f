package report

import (
	"fmt"
	"io"
	"math"
	"strconv"
)

// AccuracyAt returns the accuracy over the given share of the images, those the classifier is most confident of, when
// it says "I don't know" to all others. The share, above 0 and at most 1, is rounded to a number of images, at least 1.
// Among images of the same confidence the first ones are answered.
func (p *Predictions) AccuracyAt(share float64) float64 {
	answered := p.answered(share)
	return float64(answered-p.errors(answered)) / float64(answered)
}

// ThresholdAt returns the confidence of the least sure answer when that share of the images is answered, as in
// AccuracyAt. A classifier that answers from this confidence on answers that share, and more only where confidences are
// equal.
func (p *Predictions) ThresholdAt(share float64) float64 {
	return p.confidence[p.surest[p.answered(share)-1]]
}

// answered returns the number of images in a share of them.
func (p *Predictions) answered(share float64) int {
	if !(share > 0 && share <= 1) {
		panic(fmt.Sprintf("report: found a share of %v, expected one above 0 and at most 1", share))
	}
	return max(int(math.Round(share*float64(len(p.probs)))), 1)
}

// errors returns the number of wrong answers among those the classifier is most confident of.
func (p *Predictions) errors(answered int) int {
	wrong := 0
	for _, i := range p.surest[:answered] {
		if !p.right(i) {
			wrong++
		}
	}
	return wrong
}

// WriteRefusals writes accuracy against the share of images answered, with the threshold that the confidence then has
// to reach.
//
// The row of 12.5 % refused can be held against a known result: Chopra, "Making Your Neural Network Say 'I Don't
// Know'" (2018), trains a Bayesian network of one hidden layer on MNIST, refuses 1,250 of the 10,000 test digits, and
// names 96 % of the others right, 89 % of all. It is written down for digits only.
func (p *Predictions) WriteRefusals(w io.Writer, digits bool) error {
	rows, known := p.refusals()
	for _, row := range rows[1:] {
		row[0] = fmt.Sprintf("%*s", len(rows[0][0]), row[0])
	}
	lines := append(table(rows), "", answersIf)
	if !digits {
		return writeLines(w, lines)
	}
	lines[known] += "  ◀ " + knownResult + " *"
	lines = append(lines,
		`* P. Chopra, "Making Your Neural Network Say 'I Don't Know'" (2018): a Bayesian`,
		"  network in Pyro, which names 89 % of all 10,000 test digits of MNIST right.")
	return writeLines(w, lines)
}

const (
	answersIf   = "It answers if its largest probability reaches the threshold."
	knownResult = "a known result: 96 %"
)

// refusals returns the rows of a table below their heading, and which of them has a known result.
func (p *Predictions) refusals() (rows [][]string, known int) {
	rows = [][]string{{"answered", "refused", "threshold", "accuracy", "errors"}}
	for _, share := range []float64{1, 0.99, 0.975, 0.95, 0.925, 0.9, 0.875, 0.8, 0.7, 0.5} {
		if share == 0.875 {
			known = len(rows)
		}
		rows = append(rows, []string{
			percent(share, 1), percent(1-share, 1), percentDown(p.ThresholdAt(share)), percent(p.AccuracyAt(share), 2),
			strconv.Itoa(p.errors(p.answered(share))),
		})
	}
	return rows, known
}

// percentDown rounds towards zero, so that what is called sure is never surer than it is.
func percentDown(share float64) string {
	return percent(math.Floor(share*1e4+1e-6)/1e4, 2)
}
