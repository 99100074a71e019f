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

// Split returns the mean probabilities of every image and the uncertainty about its class, from the probabilities that
// draws of the weights give, draws [S, N, K]:
//
//	p̄ = (1/S) Σ pₛ,  Data = (1/S) Σ H(pₛ),  Model = (1/S) Σ KL(pₛ ‖ p̄),  Total = H(p̄) = Data + Model.
//
// Model is the mutual information that Houlsby et al., "Bayesian Active Learning for Classification and Preference
// Learning" (2011), eq. 2, write as the difference of the two entropies.
func Split(draws [][][]float64) (mean [][]float64, u []Uncertainty, err error) {
	if len(draws) == 0 || len(draws[0]) == 0 {
		return nil, nil, fmt.Errorf("report: found no draws or no images, expected at least 1 of each")
	}
	n, classes := len(draws[0]), len(draws[0][0])
	for s, draw := range draws {
		if len(draw) != n {
			return nil, nil, fmt.Errorf("report: draw %d: found %d rows, expected %d, the same in every draw", s, len(draw), n)
		}
		for i, row := range draw {
			if err := checkRow(row, classes); err != nil {
				return nil, nil, fmt.Errorf("report: draw %d, row %d: %w", s, i, err)
			}
		}
	}

	mean, u = make([][]float64, n), make([]Uncertainty, n)
	count := float64(len(draws))
	for i := range n {
		mean[i] = make([]float64, classes)
		for _, draw := range draws {
			for k, prob := range draw[i] {
				mean[i][k] += prob / count
			}
		}
		for _, draw := range draws {
			for k, prob := range draw[i] {
				if prob > 0 {
					u[i].Data -= prob * math.Log(prob) / count
					u[i].Model += prob * math.Log(prob/mean[i][k]) / count
				}
			}
		}
		// Rounding may leave either a hair below zero, where the exact value is zero or more.
		u[i].Data, u[i].Model = max(u[i].Data, 0), max(u[i].Model, 0)
		u[i].Total = u[i].Data + u[i].Model
	}
	return mean, u, nil
}

// Doubt is what a classifier says of one set of images.
type Doubt struct {
	Name        string
	Images      int
	Refused     float64     // share of images whose confidence is below the threshold
	Uncertainty Uncertainty // mean over the images
}

// NewDoubt measures a set of images from the draws' probabilities [S, N, K], as in Split. An image is refused if the
// largest of its mean probabilities is below the threshold.
func NewDoubt(name string, draws [][][]float64, threshold float64) (Doubt, error) {
	mean, u, err := Split(draws)
	if err != nil {
		return Doubt{}, fmt.Errorf("%w (images: %s)", err, name)
	}
	d := Doubt{Name: name, Images: len(mean)}
	n := float64(d.Images)
	refused := 0
	for i, row := range mean {
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
		u := d.Uncertainty
		rows = append(rows, []string{
			d.Name, strconv.Itoa(d.Images), percent(d.Refused, 1),
			fmt.Sprintf("%.3f", u.Total), fmt.Sprintf("%.3f", u.Model), fmt.Sprintf("%.3f", u.Data),
		})
	}
	lines := append(table(rows), "",
		fmt.Sprintf("It answers if its largest probability reaches the threshold, %s.", percentDown(threshold)),
		"Entropy of the class, averaged over the images: 0 is certain, 2.303 is no idea.",
		"More data could cure what draws of the network's weights disagree about.")
	return writeLines(w, lines)
}
