package report

import (
	"fmt"
	"io"
	"math"
	"strconv"
)

// Uncertainty is the entropy of a predicted class, in nats, and its two parts. Total is Data + Model.
type Uncertainty struct {
	Total float64 // entropy of the averaged probabilities
	Data  float64 // mean entropy of each draw's probabilities: more training data would not remove it
	Model float64 // mutual information between class and weights: what the draws disagree about, and data could settle
}

// Doubt is what a classifier says of one set of images.
type Doubt struct {
	Name        string
	Images      int
	Classes     int
	Refused     float64     // share of images whose confidence is below the threshold
	Uncertainty Uncertainty // mean over the images
}

// NewDoubt measures a set of images from what the classifier says of each: probabilities [N, K], averaged over the
// draws of the network, and their uncertainty [N]. An image is refused if its largest probability is below the
// threshold.
func NewDoubt(name string, probs [][]float64, u []Uncertainty, threshold float64) (Doubt, error) {
	if len(probs) == 0 || len(probs) != len(u) {
		return Doubt{}, fmt.Errorf("report: found %d rows of probabilities and %d uncertainties, expected the same number, at least 1 (images: %s)",
			len(probs), len(u), name)
	}
	d := Doubt{Name: name, Images: len(probs), Classes: len(probs[0])}
	n := float64(d.Images)
	refused := 0
	for i, row := range probs {
		if row[argmax(row)] < threshold {
			refused++
		}
		d.Uncertainty.Total += u[i].Total / n
		d.Uncertainty.Data += u[i].Data / n
		d.Uncertainty.Model += u[i].Model / n
	}
	d.Refused = float64(refused) / n
	return d, nil
}

// WriteDoubts writes how often the classifier says "I don't know" to each set of images, and the two parts of its
// uncertainty. The threshold is the one the sets were measured with.
func WriteDoubts(w io.Writer, threshold float64, doubts []Doubt) error {
	rows := [][]string{
		{"", "", "says", "entropy", "more data", "more data"},
		{"images", "number", `"I don't know"`, "(nats)", "could cure", "could not"},
	}
	for _, d := range doubts {
		rows = append(rows, d.row())
	}
	lines := append(table(rows), "",
		fmt.Sprintf("It answers if its largest probability reaches the threshold, %s.", percentDown(threshold)),
		fmt.Sprintf("Entropy of the class, averaged over the images: 0 is certain, %.3f is no idea.", mostEntropy(doubts)),
		"More data could cure what draws of the network's weights disagree about.")
	return writeLines(w, lines)
}

// row returns the cells of a table.
func (d Doubt) row() []string {
	u := d.Uncertainty
	return []string{
		d.Name, strconv.Itoa(d.Images), percent(d.Refused, 1),
		fmt.Sprintf("%.3f", u.Total), fmt.Sprintf("%.3f", u.Model), fmt.Sprintf("%.3f", u.Data),
	}
}

// mostEntropy returns the entropy of the class where all classes are as likely.
func mostEntropy(doubts []Doubt) float64 {
	classes := 1
	for _, d := range doubts {
		classes = max(classes, d.Classes)
	}
	return math.Log(float64(classes))
}
