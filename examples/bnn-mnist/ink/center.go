package ink

import (
	"errors"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// Drawing is an image of any size: 0 is paper, 255 is ink.
type Drawing struct {
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Pixels []byte `json:"pixels"` // [Height, Width], row by row; base64 in JSON
}

// maxSide bounds both sides of a drawing.
const maxSide = 512

// box is the side of the square that MNIST's digits were scaled into.
const box = 20

// Center returns the drawing as the digits of MNIST were made (LeCun, Cortes and Burges, "The MNIST database of
// handwritten digits"): what is drawn is scaled into 20 × 20 pixels, keeping its aspect, where each pixel becomes the
// mean of what it covers, and moved by whole pixels so that its center of mass is in the middle of 28 × 28. The darkest
// pixel becomes 255, because MNIST's strokes were never thinner than a pixel.
//
// It is an error if the sides are not from 1 to 512, if the number of pixels is not their product, or if nothing is
// drawn.
func Center(d Drawing) ([]byte, error) {
	if d.Width < 1 || d.Height < 1 || d.Width > maxSide || d.Height > maxSide {
		return nil, fmt.Errorf("found a drawing of %d × %d, expected sides from 1 to %d", d.Width, d.Height, maxSide)
	}
	if len(d.Pixels) != d.Width*d.Height {
		return nil, fmt.Errorf("found %d pixels, expected %d for a drawing of %d × %d", len(d.Pixels), d.Width*d.Height, d.Width, d.Height)
	}
	left, top, right, bottom := d.Width, d.Height, 0, 0
	var mass, massX, massY float64
	for y := range d.Height {
		for x, ink := range d.Pixels[y*d.Width : (y+1)*d.Width] {
			if ink == 0 {
				continue
			}
			left, right = min(left, x), max(right, x+1)
			top, bottom = min(top, y), max(bottom, y+1)
			mass += float64(ink)
			massX += float64(ink) * (float64(x) + 0.5)
			massY += float64(ink) * (float64(y) + 0.5)
		}
	}
	if mass == 0 {
		return nil, errors.New("found an empty drawing, expected some ink: 0 is paper, 255 is ink")
	}
	scale := box / float64(max(right-left, bottom-top))
	place := func(from, to int, center float64) (shift float64) {
		most := math.Floor(mnist.Rows - scale*float64(to-from))
		return min(max(math.Round(mnist.Rows/2-scale*(center-float64(from))), 0), most) - scale*float64(from)
	}
	shiftX, shiftY := place(left, right, massX/mass), place(top, bottom, massY/mass)

	var sum [mnist.Pixels]float64 // ink by area
	for y := top; y < bottom; y++ {
		for x := left; x < right; x++ {
			ink := float64(d.Pixels[y*d.Width+x])
			if ink == 0 {
				continue
			}
			overlaps(scale*float64(y)+shiftY, scale, func(row int, high float64) {
				overlaps(scale*float64(x)+shiftX, scale, func(col int, wide float64) {
					sum[row*mnist.Cols+col] += ink * high * wide
				})
			})
		}
	}
	darkest := 0.0
	for _, ink := range sum {
		darkest = max(darkest, ink)
	}
	image := make([]byte, mnist.Pixels)
	for i, ink := range sum {
		image[i] = byte(math.Round(255 * ink / darkest))
	}
	return image, nil
}

// overlaps yields the pixels of 28 that the interval from start of some length overlaps, and by how much of a pixel.
func overlaps(start, length float64, yield func(pixel int, share float64)) {
	for p := max(int(start), 0); p < mnist.Rows && float64(p) < start+length; p++ {
		if share := min(start+length, float64(p+1)) - max(start, float64(p)); share > 0 {
			yield(p, share)
		}
	}
}
