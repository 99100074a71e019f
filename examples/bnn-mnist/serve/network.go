package serve

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/tensor"
)

// Network answers by some draws of its weights, or by the only weights that it has. It does not change, and goroutines
// may share it.
type Network struct {
	Steps int // of its training

	// Probs returns class probabilities [1, draw, image, class] of images [N, 784].
	Probs func(ctx context.Context, images []byte) (*tensor.Tensor, error)

	Units []Unit // hidden units of the first layer to be looked at; an ordinary network needs none
}

// Unit is the weights that lead to a hidden unit, by pixel.
type Unit struct{ Mean, Width []float32 }

// shown is a network with what it says of the test digits.
type shown struct {
	*Network
	classes     []int
	confidence  []float64
	entropy     []float64
	mutual      []float64
	predictions *report.Predictions
}

// usual is the threshold of the confidence that the page begins with. Scribbles are often above those at which seven
// digits of eight are answered.
const usual = 0.95

// atOnce bounds the images that a network is asked about in one pass.
const atOnce = 250

// show asks a network about the test digits, and answers by it from then on.
func (s *Server) show(ctx context.Context, place *atomic.Pointer[shown], n *Network) error {
	s.training.update(func() { s.training.status.Phase = measuring })
	v := &shown{Network: n}
	var probs [][]float64
	for from := 0; from < s.o.Test.Len(); from += atOnce {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := s.o.Test.Slice(from, min(from+atOnce, s.o.Test.Len()))
		p, err := n.Probs(ctx, part.Images)
		if err != nil {
			return err
		}
		c, err := infer.Classify(p)
		if err != nil {
			return err
		}
		probs = slices.AppendSeq(probs, slices.Chunk(c.Probs.Float64s(), c.Probs.Dim(-1)))
		for i := range part.Len() {
			v.classes = append(v.classes, int(c.Class.Float64s()[i]))
		}
		v.confidence = append(v.confidence, c.Confidence.Float64s()...)
		v.entropy = append(v.entropy, c.Entropy.Float64s()...)
		v.mutual = append(v.mutual, c.MutualInformation.Float64s()...)
	}
	p, err := report.NewPredictions(probs, s.o.Test.Labels)
	if err != nil {
		return err
	}
	v.predictions = p
	place.Store(v)
	if place == &s.bayesian {
		s.scored(n, Scores{p.Accuracy(), p.ECE()})
	}
	return nil
}

// errNotYet is the answer before there is a network.
var errNotYet = errors.New("no network is trained yet: wait for the training, or pause it")

// said is what networks say of one image.
type said struct {
	bayesian, ordinary []float64 // [draw × class]; ordinary is nil as long as there is none
	steps              int
}

// probabilities asks both networks about images, in a pass each.
func (s *Server) probabilities(ctx context.Context, images []byte) ([]said, error) {
	b, o := s.bayesian.Load(), s.ordinary.Load()
	if b == nil {
		return nil, errNotYet
	}
	answers, classes := make([]said, len(images)/mnist.Pixels), len(s.o.Test.Classes())
	draws, err := byImage(ctx, b.Network, images, classes)
	if err != nil {
		return nil, err
	}
	for i := range answers {
		answers[i] = said{bayesian: draws[i], steps: b.Steps}
	}
	if o == nil {
		return answers, nil
	}
	if draws, err = byImage(ctx, o.Network, images, classes); err != nil {
		return nil, err
	}
	for i := range answers {
		answers[i].ordinary = draws[i]
	}
	return answers, nil
}

// byImage returns the probabilities [draw × class] of each image.
func byImage(ctx context.Context, n *Network, images []byte, classes int) ([][]float64, error) {
	p, err := n.Probs(ctx, images)
	if err != nil {
		return nil, err
	}
	count := len(images) / mnist.Pixels
	if shape := p.Shape(); len(shape) != 4 || shape[0] != 1 || shape[2] != count || shape[3] != classes {
		return nil, fmt.Errorf("found probabilities of shape %v, expected [1, draw, %d, %d]", []int(shape), count, classes)
	}
	all := p.Float64s()
	row := count * classes
	byImage := make([][]float64, count)
	for i := range byImage {
		for at := i * classes; at < len(all); at += row {
			byImage[i] = append(byImage[i], all[at:at+classes]...)
		}
	}
	return byImage, nil
}
