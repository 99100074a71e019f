package serve

import (
	"image"
	"image/png"
	"net/http"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// Digits are the test images, by number, and what the Bayesian network says of them.
type Digits struct {
	Steps             int       `json:"steps"` // of the network
	Threshold         float64   `json:"threshold"`
	Label             []int     `json:"label"`
	Class             []int     `json:"class"`
	Confidence        []float32 `json:"confidence"`
	Entropy           []float32 `json:"entropy"`
	MutualInformation []float32 `json:"mutual_information"`
}

// trained returns the Bayesian network, or says that there is none yet.
func (s *Server) trained(w http.ResponseWriter) *shown {
	v := s.bayesian.Load()
	if v == nil {
		w.Header().Set("Retry-After", "1")
		refuse(w, http.StatusServiceUnavailable, "%v", errNotYet)
	}
	return v
}

func (s *Server) serveDigits(w http.ResponseWriter, _ *http.Request) {
	v := s.trained(w)
	if v == nil {
		return
	}
	d := Digits{Steps: v.Steps, Threshold: usual, Class: v.classes, Confidence: singles(v.confidence),
		Entropy: singles(v.entropy), MutualInformation: singles(v.mutual)}
	for _, label := range s.o.Test.Labels {
		d.Label = append(d.Label, int(label))
	}
	write(w, d)
}

// digits reports whether the test images are digits, not others.
func (s *Server) digits() bool { return s.o.Test.Names == nil }

// serveDigit draws a test image, a digit with dark ink on white paper: /api/digits/17.png.
func (s *Server) serveDigit(w http.ResponseWriter, r *http.Request) {
	number, isPNG := strings.CutSuffix(r.PathValue("name"), ".png")
	i, err := strconv.Atoi(number)
	if !isPNG || err != nil || i < 0 || i >= s.o.Test.Len() {
		refuse(w, http.StatusNotFound, "found no picture %.40q, expected 0.png to %d.png", r.PathValue("name"), s.o.Test.Len()-1)
		return
	}
	picture := image.NewGray(image.Rect(0, 0, mnist.Cols, mnist.Rows))
	copy(picture.Pix, s.o.Test.Image(i))
	if s.digits() {
		for p, ink := range picture.Pix {
			picture.Pix[p] = 255 - ink
		}
	}
	writePNG(w, picture)
}

func writePNG(w http.ResponseWriter, picture image.Image) {
	w.Header().Set("Content-Type", "image/png")
	png.Encode(w, picture) // an error means that nobody listens any more
}
