package serve

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/credence-ppl/credence/examples/bnn-mnist/ink"
	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/tensor"
)

// query is the body of a request for a prediction: an image in one of three ways, and what is done to it first.
type query struct {
	Digit   *int         `json:"digit"`   // number of a test image
	Image   []int        `json:"image"`   // 784 pixels from 0 to 255: of digits, paper and ink; of others, black and white
	Drawing *ink.Drawing `json:"drawing"` // of any size; it is centered and scaled

	ink.Change

	Threshold *float64 `json:"threshold"` // of the confidence; below it, the answer is "I don't know"
}

// image returns the pixels that the networks are to see.
func (q query) image(test mnist.Set) ([]byte, error) {
	given := 0
	var image []byte
	if q.Digit != nil {
		given++
		if *q.Digit < 0 || *q.Digit >= test.Len() {
			return nil, fmt.Errorf("found test image %d, expected 0 to %d", *q.Digit, test.Len()-1)
		}
		image = test.Image(*q.Digit)
	}
	if q.Image != nil {
		given++
		if len(q.Image) != mnist.Pixels {
			return nil, fmt.Errorf("found an image of %d pixels, expected %d", len(q.Image), mnist.Pixels)
		}
		image = make([]byte, mnist.Pixels)
		for i, v := range q.Image {
			if v < 0 || v > 255 {
				return nil, fmt.Errorf("found pixel %d of the image to be %d, expected 0 to 255", i, v)
			}
			image[i] = byte(v)
		}
	}
	if q.Drawing != nil {
		given++
		var err error
		if image, err = ink.Center(*q.Drawing); err != nil {
			return nil, err
		}
	}
	if given != 1 {
		return nil, fmt.Errorf("found %d of digit, image and drawing, expected one of them", given)
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	if q.Threshold != nil && !(*q.Threshold >= 0 && *q.Threshold <= 1) {
		return nil, fmt.Errorf("found the threshold %v, expected 0 to 1", *q.Threshold)
	}
	return q.Apply(image), nil
}

// Prediction is what both networks say of an image.
type Prediction struct {
	Pixels    []int    `json:"pixels"` // that the networks see
	Threshold float64  `json:"threshold"`
	Bayesian  Opinion  `json:"bayesian"`
	Ordinary  *Opinion `json:"ordinary"` // null as long as it is not trained
}

// Opinion is what one network says of an image. Entropies are in nats.
type Opinion struct {
	Class      int       `json:"class"`
	Confidence float64   `json:"confidence"` // the largest of the probabilities
	Answered   bool      `json:"answered"`   // or else it says "I don't know": the confidence is below the threshold
	Probs      []float32 `json:"probs"`      // averaged over the draws

	Entropy           float64 `json:"entropy"`
	ExpectedEntropy   float64 `json:"expected_entropy"`   // of a draw: more data could not cure it
	MutualInformation float64 `json:"mutual_information"` // what the draws disagree about: more data could cure it

	Draws [][]float32 `json:"draws,omitempty"` // probabilities by draw
	Steps int         `json:"steps,omitempty"` // of the training
}

func (s *Server) servePredict(w http.ResponseWriter, r *http.Request) {
	var q query
	if !read(w, r, &q) {
		return
	}
	image, err := q.image(s.o.Test)
	if err != nil {
		refuse(w, http.StatusBadRequest, "%v", err)
		return
	}
	said, err := s.batches.about(r.Context(), image)
	switch {
	case errors.Is(err, errNotYet), errors.Is(err, errBusy), errors.Is(err, errClosed):
		w.Header().Set("Retry-After", "1")
		refuse(w, http.StatusServiceUnavailable, "%v", err)
		return
	case r.Context().Err() != nil:
		return // nobody waits any more
	case err != nil:
		refuse(w, http.StatusInternalServerError, "%v", err)
		return
	}
	p := Prediction{Threshold: usual, Pixels: make([]int, len(image))}
	for i, v := range image {
		p.Pixels[i] = int(v)
	}
	if q.Threshold != nil {
		p.Threshold = *q.Threshold
	}
	classes := len(s.o.Test.Classes())
	if p.Bayesian, err = opinion(said.bayesian, classes, p.Threshold); err == nil && said.ordinary != nil {
		var o Opinion
		o, err = opinion(said.ordinary, classes, p.Threshold)
		o.Draws, p.Ordinary = nil, &o
	}
	if err != nil {
		refuse(w, http.StatusInternalServerError, "%v", err)
		return
	}
	p.Bayesian.Steps = said.steps
	write(w, p)
}

// opinion summarizes probabilities [draw × class].
func opinion(probs []float64, classes int, threshold float64) (Opinion, error) {
	draws := len(probs) / classes
	c, err := infer.Classify(tensor.Of(probs, 1, draws, classes))
	if err != nil {
		return Opinion{}, err
	}
	o := Opinion{
		Class: int(c.Class.Item()), Confidence: c.Confidence.Item(), Entropy: c.Entropy.Item(),
		ExpectedEntropy: c.Noise.Item(), MutualInformation: c.MutualInformation.Item(), Probs: singles(c.Probs.Float64s()),
	}
	o.Answered = o.Confidence >= threshold
	for at := 0; at < len(probs); at += classes {
		o.Draws = append(o.Draws, singles(probs[at:at+classes]))
	}
	return o, nil
}

// singles returns numbers in single precision, as the network computes, which are half as long in JSON.
func singles(x []float64) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(v)
	}
	return y
}
