package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
)

// AUROC returns the probability that a strange image has a greater score than one that is not, where equal scores count
// half: the area under the curve of the receiver's characteristic. 0.5 tells nothing, 1 tells all. It is the number of
// pairs in that order (Mann & Whitney 1947) as a share of all. It panics if there are no images of a kind.
func AUROC(usual, strange []float64) float64 {
	if len(usual) == 0 || len(strange) == 0 {
		panic(fmt.Sprintf("report: AUROC of %d usual and %d strange images, expected some of both", len(usual), len(strange)))
	}
	usual, strange = slices.Sorted(slices.Values(usual)), slices.Sorted(slices.Values(strange))
	halves := 0 // twice the number of pairs
	for _, s := range strange {
		below, _ := slices.BinarySearchFunc(usual, s, cmp.Compare[float64])
		upTo, _ := slices.BinarySearchFunc(usual, s, func(u, s float64) int { return cmp.Compare(u, s)*2 - 1 })
		halves += below + upTo
	}
	return float64(halves) / 2 / float64(len(usual)) / float64(len(strange))
}

// Scores are how strange a classifier finds images, each by a number that is greater for stranger ones.
type Scores struct {
	Entropy []float64 // of the averaged probabilities
	Model   []float64 // mutual information of class and weights; nil of a network without a posterior
	Largest []float64 // 1 less the largest probability
}

// NewScores returns the scores of images by their probabilities and uncertainties.
func NewScores(probs [][]float64, u []Uncertainty) Scores {
	var s Scores
	for i, row := range probs {
		s.Entropy = append(s.Entropy, u[i].Total)
		s.Model = append(s.Model, u[i].Model)
		s.Largest = append(s.Largest, 1-row[argmax(row)])
	}
	return s
}

// Separation is how well scores tell a set of strange images from test images, as AUROCs: those of the Bayesian network
// and of the same network without a posterior.
type Separation struct {
	Name                    string
	Entropy, Model, Largest float64
	OrdinaryEntropy         float64
	OrdinaryLargest         float64
}

// NewSeparation compares the scores of strange images with those of usual ones, by both networks.
func NewSeparation(name string, usual, strange, ordinaryUsual, ordinaryStrange Scores) Separation {
	return Separation{
		Name:    name,
		Entropy: AUROC(usual.Entropy, strange.Entropy), Model: AUROC(usual.Model, strange.Model), Largest: AUROC(usual.Largest, strange.Largest),
		OrdinaryEntropy: AUROC(ordinaryUsual.Entropy, ordinaryStrange.Entropy),
		OrdinaryLargest: AUROC(ordinaryUsual.Largest, ordinaryStrange.Largest),
	}
}

// row returns the cells of a table.
func (s Separation) row() []string {
	row := []string{s.Name}
	for _, v := range []float64{s.Entropy, s.Model, s.Largest, s.OrdinaryEntropy, s.OrdinaryLargest} {
		row = append(row, fmt.Sprintf("%.3f", v))
	}
	return row
}

// WriteSeparations writes how well each score tells strange images from test images.
func WriteSeparations(w io.Writer, separations []Separation) error {
	rows := [][]string{
		{"", "", "more data", "largest", "without a", "posterior:"},
		{"images", "entropy", "could cure", "probability", "entropy", "probability"},
	}
	for _, s := range separations {
		rows = append(rows, s.row())
	}
	return writeLines(w, append(table(rows), "",
		"The share of pairs of a strange image and a test image in which the strange one",
		"has more doubt: 0.5 is chance, 1 perfect. Without a posterior the network is one",
		"of maximum likelihood, trained for as many steps."))
}

// WriteAngles writes the doubt of images by how far they are turned, with a bar for what more data could cure.
func WriteAngles(w io.Writer, doubts []Doubt) error {
	most := 0.0
	for _, d := range doubts {
		most = max(most, d.Uncertainty.Model)
	}
	rows := [][]string{
		{"", "says", "entropy", "more data", "more data"},
		{"turned by", `"I don't know"`, "(nats)", "could not", "could cure"},
	}
	for _, d := range doubts {
		r := d.row()
		rows = append(rows, []string{r[0], r[2], r[3], r[5], r[4]})
	}
	lines := table(rows)
	for i, d := range doubts {
		if most > 0 {
			lines[i+2] += "  " + bar(d.Uncertainty.Model/most, 8)
		}
	}
	return writeLines(w, lines)
}
