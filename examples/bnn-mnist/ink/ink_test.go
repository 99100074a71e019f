package ink

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// filled returns a drawing of a filled rectangle.
func filled(width, height, left, top, right, bottom int, ink byte) Drawing {
	d := Drawing{Width: width, Height: height, Pixels: make([]byte, width*height)}
	for y := top; y < bottom; y++ {
		for x := left; x < right; x++ {
			d.Pixels[y*width+x] = ink
		}
	}
	return d
}

// extent returns where the ink of an image is, and its center of mass.
func extent(image []byte) (left, top, right, bottom int, x, y float64) {
	left, top = mnist.Cols, mnist.Rows
	sum := 0.0
	for i, v := range image {
		if v == 0 {
			continue
		}
		row, col := i/mnist.Cols, i%mnist.Cols
		left, right, top, bottom = min(left, col), max(right, col+1), min(top, row), max(bottom, row+1)
		x, y, sum = x+float64(v)*(float64(col)+0.5), y+float64(v)*(float64(row)+0.5), sum+float64(v)
	}
	return left, top, right, bottom, x / sum, y / sum
}

func TestCenterScalesIntoTheBox(t *testing.T) {
	for name, c := range map[string]struct {
		drawing     Drawing
		wide, high  int
		left, above int
	}{
		"a square is 20 × 20":             {filled(280, 280, 10, 150, 110, 250, 200), 20, 20, 4, 4},
		"a pixel becomes as large":        {filled(9, 9, 3, 3, 4, 4, 1), 20, 20, 4, 4},
		"twice as high as wide":           {filled(300, 200, 100, 40, 150, 140, 255), 10, 20, 9, 4},
		"five times as wide as high":      {filled(512, 60, 0, 0, 500, 60, 255), 20, 3, 4, 13},
		"one that fills its whole canvas": {filled(40, 40, 0, 0, 40, 40, 255), 20, 20, 4, 4},
	} {
		t.Run(name, func(t *testing.T) {
			image, err := Center(c.drawing)
			require.NoError(t, err)
			left, top, right, bottom, _, _ := extent(image)
			require.Equal(t, []int{c.left, c.above, c.left + c.wide, c.above + c.high}, []int{left, top, right, bottom})
			require.EqualValues(t, 255, image[(top+bottom)/2*mnist.Cols+(left+right)/2])
		})
	}
}

// A pixel at a fourth of the scale is the mean of the sixteen that it covers.
func TestCenterIsAntiAliased(t *testing.T) {
	d := filled(80, 80, 0, 0, 80, 80, 255)
	for y := range 80 {
		for x := range 80 {
			if x%4 == 3 && y < 40 {
				d.Pixels[y*80+x] = 55
			}
		}
	}
	image, err := Center(d)
	require.NoError(t, err)
	require.Equal(t, bytes.Repeat([]byte{205}, 20), image[10*mnist.Cols+4:10*mnist.Cols+24], "(3·255 + 55) / 4")
	require.Equal(t, bytes.Repeat([]byte{255}, 20), image[20*mnist.Cols+4:20*mnist.Cols+24])
}

// The center of mass is in the middle up to half a pixel, and no ink is lost where that would push it out of the image.
func TestCenterOfMass(t *testing.T) {
	d := filled(200, 200, 20, 30, 150, 60, 255) // an L, upside down
	for y := 60; y < 190; y++ {
		for x := 20; x < 40; x++ {
			d.Pixels[y*200+x] = 255
		}
	}
	image, err := Center(d)
	require.NoError(t, err)
	_, _, _, _, x, y := extent(image)
	require.InDelta(t, 14, x, 0.5+1e-9)
	require.InDelta(t, 14, y, 0.5+1e-9)

	pin := filled(200, 200, 99, 0, 100, 200, 20) // all of its mass is at its foot
	for y := 180; y < 200; y++ {
		for x := 90; x < 110; x++ {
			pin.Pixels[y*200+x] = 255
		}
	}
	image, err = Center(pin)
	require.NoError(t, err)
	_, top, _, bottom, _, _ := extent(image)
	require.Equal(t, []int{0, 20}, []int{top, bottom})
}

// Nearly all digits of MNIST stay where they are: they were made so. Some do not fill the box.
func TestCenterLeavesMNISTWhereItIs(t *testing.T) {
	_, test, err := mnist.Embedded()
	require.NoError(t, err)
	far := 0
	for i := range 200 {
		image, err := Center(Drawing{Width: mnist.Cols, Height: mnist.Rows, Pixels: test.Image(i)})
		require.NoError(t, err)
		_, _, _, _, x, y := extent(test.Image(i))
		_, _, _, _, cx, cy := extent(image)
		if math.Abs(x-cx) > 1 || math.Abs(y-cy) > 1 {
			far++
		}
	}
	require.Less(t, far, 20)
}

func TestCenterRefuses(t *testing.T) {
	for want, d := range map[string]Drawing{
		"found a drawing of 0 × 5, expected sides from 1 to 512":            {Height: 5},
		"found a drawing of 513 × 1, expected sides from 1 to 512":          {Width: 513, Height: 1, Pixels: make([]byte, 513)},
		"found 5 pixels, expected 6 for a drawing of 2 × 3":                 {Width: 2, Height: 3, Pixels: make([]byte, 5)},
		"found an empty drawing, expected some ink: 0 is paper, 255 is ink": {Width: 2, Height: 3, Pixels: make([]byte, 6)},
		"found a drawing of -1 × 2147483647, expected sides from 1":         {Width: -1, Height: math.MaxInt32},
	} {
		_, err := Center(d)
		require.ErrorContains(t, err, want)
	}
}

func FuzzCenter(f *testing.F) {
	f.Add(3, 2, []byte{0, 1, 0, 255, 0, 9})
	f.Add(1, 1, []byte{1})
	f.Add(512, 1, make([]byte, 512))
	f.Fuzz(func(t *testing.T, width, height int, pixels []byte) {
		image, err := Center(Drawing{width, height, pixels})
		if err != nil {
			require.Nil(t, image)
			return
		}
		require.Len(t, image, mnist.Pixels)
		require.Contains(t, image, byte(255))
	})
}

func TestChange(t *testing.T) {
	_, test, err := mnist.Embedded()
	require.NoError(t, err)
	image := test.Image(3)
	at := func(image []byte, row, col int) byte { return image[row*mnist.Cols+col] }

	require.Equal(t, image, Change{}.Apply(image))
	require.Equal(t, image, Change{Turn: 1e-9}.Apply(image))
	turned, back, moved := Change{Turn: 90}.Apply(image), Change{Turn: -90}.Apply(image), Change{ShiftX: 3, ShiftY: -2}.Apply(image)
	for row := range mnist.Rows {
		for col := range mnist.Cols {
			require.Equal(t, at(image, row, col), at(turned, col, mnist.Rows-1-row), "clockwise")
			require.Equal(t, at(image, row, col), at(back, mnist.Cols-1-col, row))
			if row >= 2 && col < mnist.Cols-3 {
				require.Equal(t, at(image, row, col), at(moved, row-2, col+3), "right and up")
			}
		}
	}
	half := Change{ShiftX: 0.5}.Apply(image)
	require.InDelta(t, (float64(at(image, 14, 13))+float64(at(image, 14, 14)))/2, float64(at(half, 14, 14)), 0.51)
	require.Equal(t, make([]byte, mnist.Pixels), Change{ShiftX: 28}.Apply(image))

	require.NotEqual(t, Change{Noise: 1, Seed: 1}.Apply(image), Change{Noise: 1, Seed: 2}.Apply(image))
	require.Equal(t, Change{Noise: 1, Seed: 1}.Apply(image), Change{Noise: 1, Seed: 1}.Apply(make([]byte, mnist.Pixels)), "nothing is left of it")
}

// A blurred point is the Gaussian, and keeps its ink.
func TestBlur(t *testing.T) {
	ink := make([]float32, mnist.Pixels)
	ink[14*mnist.Cols+13] = 1
	sum, spread := 0.0, 0.0
	for i, v := range blurred(ink, 2) {
		d := float64(i%mnist.Cols - 13)
		sum, spread = sum+float64(v), spread+float64(v)*d*d
	}
	require.InDelta(t, 1, sum, 1e-6)
	require.InDelta(t, 2, math.Sqrt(spread), 0.05, "three standard deviations of it")
}

func TestChangeRefuses(t *testing.T) {
	require.NoError(t, Change{180, -28, 28, 5, 1, 7}.Check())
	for want, c := range map[string]Change{
		"found turn 181, expected -180 to 180":  {Turn: 181},
		"found shift_x -29, expected -28 to 28": {ShiftX: -29},
		"found shift_y NaN, expected -28 to 28": {ShiftY: math.NaN()},
		"found blur -1, expected 0 to 5":        {Blur: -1},
		"found noise 1.5, expected 0 to 1":      {Noise: 1.5},
	} {
		require.EqualError(t, c.Check(), want)
	}
}

func BenchmarkMove(b *testing.B) {
	_, test, err := mnist.Embedded()
	require.NoError(b, err)
	for b.Loop() {
		Change{Turn: 12, ShiftX: 1.3, ShiftY: -0.2}.Apply(test.Image(0))
	}
}
