package infer

import (
	"errors"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Classification summarizes draws of class probabilities, for each row.
type Classification struct {
	Probs      *tensor.Tensor // [row…, class] probabilities averaged over the draws
	Class      *tensor.Tensor // [row…] the most probable class, the first if several are
	Confidence *tensor.Tensor // [row…] its probability

	// The uncertainty of the class, in nats: Entropy = Noise + MutualInformation (Houlsby et al. 2011; Depeweg et al.
	// 2018).
	Entropy           *tensor.Tensor // [row…] of the averaged probabilities
	Noise             *tensor.Tensor // [row…] the mean of the draws' entropies: more data would not cure it
	MutualInformation *tensor.Tensor // [row…] what the draws disagree about: more data would cure it
}

// Classify summarizes class probabilities [chain, draw, row…, class], as Predict returns them. Probabilities are
// averaged, not logits: the average is the probability that the posterior predictive gives a class. It is an error if
// some are not probabilities, or do not add up to 1 over the classes.
func Classify(probs *tensor.Tensor) (Classification, error) {
	if probs == nil {
		return Classification{}, errors.New("infer: Classify of nil; it takes [chain, draw, row…, class]")
	}
	shape := probs.Shape()
	if len(shape) < 3 {
		return Classification{}, fmt.Errorf("infer: Classify of shape %v; it takes [chain, draw, row…, class]", []int(shape))
	}
	draws, classes := shape[0]*shape[1], shape[len(shape)-1]
	rowShape := shape[2 : len(shape)-1]
	rows := rowShape.Size()
	if draws == 0 || classes == 0 {
		return Classification{}, fmt.Errorf("infer: Classify of shape %v: there are no draws or no classes", []int(shape))
	}
	p := probs.Float64s()
	if err := checkProbs(p, classes); err != nil {
		return Classification{}, err
	}
	mean := make([]float64, rows*classes)
	for i, v := range p {
		mean[i%len(mean)] += v / float64(draws)
	}
	class, confidence := make([]float64, rows), make([]float64, rows)
	entropy, noise, mutual := make([]float64, rows), make([]float64, rows), make([]float64, rows)
	for i, m := range mean {
		row := i / classes
		entropy[row] -= xlogx(m)
		if m > confidence[row] {
			class[row], confidence[row] = float64(i%classes), m
		}
	}
	for i, v := range p {
		m, row := mean[i%len(mean)], i%len(mean)/classes
		noise[row] -= xlogx(v) / float64(draws)
		// A mean of divergences from the average; the difference of the entropies would cancel.
		if v > 0 {
			mutual[row] += v * (math.Log(v) - math.Log(m)) / float64(draws)
		}
	}
	for i := range rows { // probabilities may have been rounded to more than 1, and sums to less than 0
		entropy[i], noise[i], mutual[i] = max(0, entropy[i]), max(0, noise[i]), max(0, mutual[i])
	}
	over := func(v []float64) *tensor.Tensor { return tensor.Of(v).Reshape(rowShape...) }
	return Classification{
		Probs: tensor.Of(mean).Reshape(shape[2:]...), Class: over(class), Confidence: over(confidence),
		Entropy: over(entropy), Noise: over(noise), MutualInformation: over(mutual),
	}, nil
}

// checkProbs refuses numbers that are not probabilities. It allows for rounding in single precision.
func checkProbs(p []float64, classes int) error {
	const rounding = 1e-4
	sum := 0.0
	for i, v := range p {
		if !(v >= 0 && v <= 1+rounding) {
			return fmt.Errorf("infer: Classify: element %d is %v, which is not a probability; give it Softmax of the logits", i, v)
		}
		sum += v
		if i%classes < classes-1 {
			continue
		}
		if math.Abs(sum-1) > rounding {
			return fmt.Errorf("infer: Classify: the probabilities up to element %d add up to %v over the classes, not to 1; the last dimension must be the classes", i, sum)
		}
		sum = 0
	}
	return nil
}

func xlogx(p float64) float64 {
	if p == 0 {
		return 0
	}
	return p * math.Log(p)
}
