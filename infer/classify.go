package infer

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Classification is what draws of class probabilities say together, for each row.
type Classification struct {
	Probs      *tensor.Tensor // [row…, class] probabilities averaged over the draws
	Class      *tensor.Tensor // [row…] the most probable class, the first if several are
	Confidence *tensor.Tensor // [row…] its probability

	// The uncertainty of the class, in nats: Entropy = Noise + MutualInformation (Depeweg et al. 2018; Houlsby et al. 2011).
	Entropy           *tensor.Tensor // [row…] of the averaged probabilities
	Noise             *tensor.Tensor // [row…] the mean of the draws' entropies: more data would not cure it
	MutualInformation *tensor.Tensor // [row…] what the draws disagree about: more data would cure it
}

// Classify summarises class probabilities [chain, draw, row…, class], as Predict returns them. Probabilities are averaged, not logits: the average is the
// probability that the posterior predictive gives a class.
func Classify(probs *tensor.Tensor) (Classification, error) {
	shape := probs.Shape()
	if len(shape) < 3 {
		return Classification{}, fmt.Errorf("infer: Classify of shape %v; it takes [chain, draw, row…, class]", []int(shape))
	}
	n, classes := shape[0]*shape[1], shape[len(shape)-1]
	rows := shape[2 : len(shape)-1]
	size := rows.Size()
	if n == 0 || classes == 0 {
		return Classification{}, fmt.Errorf("infer: Classify of shape %v: there are no draws or no classes", []int(shape))
	}
	p := probs.Float64s()
	for i, v := range p {
		if !(v >= 0 && v <= 1+1e-6) {
			return Classification{}, fmt.Errorf("infer: Classify: element %d is %v, which is no probability; give it Softmax of the logits", i, v)
		}
	}
	c := classifier{p: p, draws: n, rows: size, classes: classes,
		mean: make([]float64, size*classes), class: make([]float64, size), confidence: make([]float64, size),
		entropy: make([]float64, size), noise: make([]float64, size), mutual: make([]float64, size)}
	for r := range size {
		c.row(r)
	}
	over := func(v []float64) *tensor.Tensor { return tensor.Of(v).Reshape(rows...) }
	return Classification{
		Probs: tensor.Of(c.mean).Reshape(tensor.Join(rows, tensor.Shape{classes})...),
		Class: over(c.class), Confidence: over(c.confidence),
		Entropy: over(c.entropy), Noise: over(c.noise), MutualInformation: over(c.mutual),
	}, nil
}

type classifier struct {
	p                                         []float64 // [draw, row, class]
	draws, rows, classes                      int
	mean                                      []float64
	class, confidence, entropy, noise, mutual []float64
}

func (c *classifier) row(r int) {
	mean := c.mean[r*c.classes : (r+1)*c.classes]
	for d := range c.draws {
		for k, p := range c.draw(d, r) {
			mean[k] += p / float64(c.draws)
		}
	}
	for k, m := range mean {
		c.entropy[r] -= xlogx(m)
		if m > c.confidence[r] {
			c.class[r], c.confidence[r] = float64(k), m
		}
	}
	for d := range c.draws {
		// The mutual information is a mean of divergences from the average: a difference of entropies would cancel.
		for k, p := range c.draw(d, r) {
			c.noise[r] -= xlogx(p) / float64(c.draws)
			if p > 0 {
				c.mutual[r] += p * math.Log(p/mean[k]) / float64(c.draws)
			}
		}
	}
	c.mutual[r] = max(0, c.mutual[r])
}

func (c *classifier) draw(d, r int) []float64 {
	at := (d*c.rows + r) * c.classes
	return c.p[at : at+c.classes]
}

func xlogx(p float64) float64 {
	if p == 0 {
		return 0
	}
	return p * math.Log(p)
}
