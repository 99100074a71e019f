package mnist

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func random(n int, seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 0))
	pixels := make([]byte, n)
	for i := range pixels {
		pixels[i] = byte(r.Uint32())
	}
	return pixels
}

// mean returns the mean shade of the area [left, right) × [top, bottom) of an image, in floats.
func mean(image []byte, width, height int, left, right, top, bottom float64) float64 {
	sum := 0.0
	for y := range height {
		tall := math.Min(bottom, float64(y+1)) - math.Max(top, float64(y))
		for x := range width {
			wide := math.Min(right, float64(x+1)) - math.Max(left, float64(x))
			if tall > 0 && wide > 0 {
				sum += tall * wide * float64(image[y*width+x])
			}
		}
	}
	return sum / ((right - left) * (bottom - top))
}

func TestFitAveragesAreas(t *testing.T) {
	for _, size := range [][2]int{{28, 29}, {56, 56}, {100, 100}, {57, 31}, {33, 90}, {5, 5}, {9, 4}, {1, 1}, {1, 3}, {28, 27}} {
		width, height := size[0], size[1]
		image := random(width*height, uint64(width))
		got := fit(image, width, height)
		require.Len(t, got, Pixels)
		longer := float64(max(width, height))
		w, h := int(math.Round(28*float64(width)/longer)), int(math.Round(28*float64(height)/longer))
		left, top := (28-w)/2, (28-h)/2
		for y := range Rows {
			for x := range Cols {
				want := float64(border(image, width, height))
				if y >= top && y < top+h && x >= left && x < left+w {
					sx, sy := float64(width)/float64(w), float64(height)/float64(h)
					want = mean(image, width, height, float64(x-left)*sx, float64(x-left+1)*sx, float64(y-top)*sy, float64(y-top+1)*sy)
				}
				require.InDelta(t, want, float64(got[y*Cols+x]), 0.5+1e-9, "%v: %d, %d", size, x, y)
			}
		}
	}
}

func TestFitKeepsImagesOfTheSize(t *testing.T) {
	image := random(Pixels, 1)
	require.Equal(t, image, fit(image, Cols, Rows))
}

// TestFitHalves takes an image of twice the size, in blocks of 2 × 2, to the image of blocks.
func TestFitHalves(t *testing.T) {
	image := random(Pixels, 2)
	large := make([]byte, 4*Pixels)
	for y := range 2 * Rows {
		for x := range 2 * Cols {
			large[y*2*Cols+x] = image[y/2*Cols+x/2]
		}
	}
	require.Equal(t, image, fit(large, 2*Cols, 2*Rows))
}

// TestFitStandsInTheMiddle fits a wide black stripe with a white border, and a line of one pixel.
func TestFitStandsInTheMiddle(t *testing.T) {
	image := bytes.Repeat([]byte{255}, 56*28)
	for y := 2; y < 26; y++ {
		for x := 2; x < 54; x++ {
			image[y*56+x] = 0
		}
	}
	got := fit(image, 56, 28)
	for y := range Rows {
		for x := range Cols {
			want := byte(255)
			if y >= 8 && y < 20 && x >= 1 && x < 27 {
				want = 0
			}
			require.Equal(t, want, got[y*Cols+x], "%d, %d", x, y)
		}
	}
	require.Equal(t, bytes.Repeat([]byte{9}, Pixels), fit(bytes.Repeat([]byte{9}, 1000), 1000, 1))
}

func TestBorderIsTheMeanOfTheOutermost(t *testing.T) {
	image := random(7*5, 3)
	sum := 0
	for y := range 5 {
		for x := range 7 {
			if y == 0 || y == 4 || x == 0 || x == 6 {
				sum += int(image[y*7+x])
			}
		}
	}
	require.Equal(t, byte(math.Round(float64(sum)/20)), border(image, 7, 5))
	require.Equal(t, byte(math.Round((float64(image[0])+float64(image[1])+float64(image[2]))/3)), border(image, 1, 3))
	require.Equal(t, image[0], border(image, 1, 1))
}
