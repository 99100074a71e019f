package ink

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// Change is what is done to an image before the networks see it. The zero Change does nothing.
type Change struct {
	Turn   float64 `json:"turn"`    // degrees, clockwise
	ShiftX float64 `json:"shift_x"` // pixels, to the right
	ShiftY float64 `json:"shift_y"` // pixels, down
	Blur   float64 `json:"blur"`    // standard deviation of a Gaussian, in pixels
	Noise  float64 `json:"noise"`   // share of noise: 1 leaves nothing but uniform noise
	Seed   uint64  `json:"seed"`    // of the noise
}

// Check refuses numbers that are not sensible: a turn beyond half a circle, a shift out of the image, a blur of more
// than five pixels, a share that is not one.
func (c Change) Check() error {
	for _, v := range []struct {
		name        string
		value       float64
		least, most float64
	}{
		{"turn", c.Turn, -180, 180}, {"shift_x", c.ShiftX, -28, 28}, {"shift_y", c.ShiftY, -28, 28},
		{"blur", c.Blur, 0, 5}, {"noise", c.Noise, 0, 1},
	} {
		if !(v.value >= v.least && v.value <= v.most) {
			return fmt.Errorf("found %s %v, expected %v to %v", v.name, v.value, v.least, v.most)
		}
	}
	return nil
}

// Apply returns a changed copy of an image: turned about its middle and moved, by linear interpolation, then blurred,
// then mixed with noise.
func (c Change) Apply(image []byte) []byte {
	ink := make([]float32, mnist.Pixels)
	if c.Turn != 0 || c.ShiftX != 0 || c.ShiftY != 0 {
		c.move(ink, image)
	} else {
		for i, v := range image {
			ink[i] = float32(v)
		}
	}
	if c.Blur > 0 {
		ink = blurred(ink, c.Blur)
	}
	if c.Noise > 0 {
		r := rand.New(rand.NewPCG(c.Seed, 3))
		share := float32(c.Noise)
		for i := range ink {
			ink[i] = (1-share)*ink[i] + share*255*r.Float32()
		}
	}
	changed := make([]byte, mnist.Pixels)
	for i, v := range ink {
		changed[i] = byte(min(max(v, 0), 255) + 0.5)
	}
	return changed
}

// move takes each pixel from where it was before the turn and the shift. Places are whole numbers of 2⁻¹⁶ pixels.
func (c Change) move(to []float32, image []byte) {
	const (
		middle = (mnist.Rows - 1) / 2.0
		wide   = 32 // with paper around it, where all that is outside is read
		bits   = 16 // of the fraction of a pixel
		most   = (mnist.Rows + 1) << bits
	)
	var from [wide * wide]float32
	for row := range mnist.Rows {
		for col, v := range image[row*mnist.Cols : (row+1)*mnist.Cols] {
			from[(row+1)*wide+col+1] = float32(v)
		}
	}
	sin, cos := math.Sincos(c.Turn * math.Pi / 180)
	fixed := func(x float64) int { return int(math.Round(x * (1 << bits))) }
	right, down := fixed(cos), fixed(-sin)
	for row := range mnist.Rows {
		dx, dy := -middle-c.ShiftX, float64(row)-middle-c.ShiftY
		x, y := fixed(cos*dx+sin*dy+middle+1), fixed(cos*dy-sin*dx+middle+1)
		line := to[row*mnist.Cols : (row+1)*mnist.Cols]
		for col := range line {
			atX, atY := min(max(x, 0), most), min(max(y, 0), most)
			u, v := float32(atX&(1<<bits-1))/(1<<bits), float32(atY&(1<<bits-1))/(1<<bits)
			i := atY>>bits*wide + atX>>bits
			above := from[i&(wide*wide-1)] + u*(from[(i+1)&(wide*wide-1)]-from[i&(wide*wide-1)])
			below := from[(i+wide)&(wide*wide-1)] + u*(from[(i+wide+1)&(wide*wide-1)]-from[(i+wide)&(wide*wide-1)])
			line[col] = above + v*(below-above)
			x, y = x+right, y+down
		}
	}
}

// blurred returns an image after a Gaussian, along columns and then along rows, with paper around it.
func blurred(ink []float32, sd float64) []float32 {
	reach := int(math.Ceil(3 * sd))
	weights, sum := make([]float64, 2*reach+1), 0.0
	for k := range weights {
		d := float64(k-reach) / sd
		weights[k] = math.Exp(-d * d / 2)
		sum += weights[k]
	}
	for range 2 { // each pass blurs along a row and transposes
		out := make([]float32, mnist.Pixels)
		for row := range mnist.Rows {
			for col := range mnist.Cols {
				for k, w := range weights {
					if from := col + k - reach; from >= 0 && from < mnist.Cols {
						out[col*mnist.Rows+row] += float32(w/sum) * ink[row*mnist.Cols+from]
					}
				}
			}
		}
		ink = out
	}
	return ink
}
