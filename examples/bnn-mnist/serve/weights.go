package serve

import (
	"image"
	"net/http"
	"slices"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// columns are the units beside each other in the pictures of the first layer.
const columns = 6

// Weights describe the pictures of the first layer, mean.png and width.png: tiles of 28 × 28, a hidden unit each.
type Weights struct {
	Steps   int     `json:"steps"`
	Units   int     `json:"units"`
	Columns int     `json:"columns"`
	Mean    float32 `json:"mean"`  // at ±mean a pixel of mean.png is white or black; 0 is gray
	Width   float32 `json:"width"` // at width a pixel of width.png is black; 0 is white
}

func (s *Server) serveWeights(w http.ResponseWriter, _ *http.Request) {
	if v := s.trained(w); v != nil {
		mean, width := v.ranges()
		write(w, Weights{v.Steps, len(v.Units), columns, mean, width})
	}
}

// ranges returns the largest mean, without its sign, and the largest width, but for one in a hundred.
func (v *shown) ranges() (mean, width float32) {
	var means, widths []float32
	for _, u := range v.Units {
		for i := range u.Mean {
			means, widths = append(means, max(u.Mean[i], -u.Mean[i])), append(widths, u.Width[i])
		}
	}
	if len(means) == 0 {
		return 0, 0
	}
	slices.Sort(means)
	slices.Sort(widths)
	at := (len(means) - 1) * 99 / 100
	return means[at], widths[at]
}

// serveWeight draws the first layer.
func (s *Server) serveWeight(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if name != "mean.png" && name != "width.png" {
		refuse(w, http.StatusNotFound, "found no picture %.40q, expected mean.png or width.png", name)
		return
	}
	v := s.trained(w)
	if v == nil {
		return
	}
	mean, width := v.ranges()
	const tile = mnist.Cols + 1 // with a line between
	rows := (len(v.Units) + columns - 1) / columns
	picture := image.NewGray(image.Rect(0, 0, columns*tile-1, max(rows*tile-1, 1)))
	for i := range picture.Pix {
		picture.Pix[i] = 255
	}
	for k, u := range v.Units {
		for p := range u.Mean {
			shade := 0.5 + 0.5*u.Mean[p]/max(mean, 1e-30)
			if name == "width.png" {
				shade = 1 - u.Width[p]/max(width, 1e-30)
			}
			x, y := k%columns*tile+p%mnist.Cols, k/columns*tile+p/mnist.Cols
			picture.Pix[y*picture.Stride+x] = byte(255 * min(max(shade, 0), 1))
		}
	}
	writePNG(w, picture)
}
