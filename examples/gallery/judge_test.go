package gallery

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
	"github.com/stretchr/testify/require"
)

// chains returns two chains of draws of x, of which the second is moved.
func chains(moved float64) *draws.Draws {
	d := draws.New(2, 1000)
	d.Add("x", nil, tensor.Float64, nil)
	rng := tensor.NewRNG(1)
	for c := range 2 {
		for i := range 1000 {
			d.Put("x", c, i, tensor.Scalar(rng.NormFloat64()+float64(c)*moved))
		}
	}
	return d
}

func TestJudge(t *testing.T) {
	var out strings.Builder
	s := &Session{Out: &out}
	good, bad := chains(0), chains(3)
	s.Judge(good)
	require.Regexp(t, `^No warnings: 2 chains agree \(R-hat below 1\.01\), and are worth more than 1\d00 independent draws\.\n$`, out.String())
	out.Reset()
	s.Judge(bad)
	require.Contains(t, out.String(), "Warning: the chains do not agree (R-hat above 1.01) in x")
	require.NotContains(t, out.String(), "No warnings")
	require.Equal(t, []*draws.Draws{good, bad}, s.Judged)
}

func TestRange(t *testing.T) {
	require.Equal(t, []float64{-1, -0.5, 0, 0.5, 1}, Range(-1, 1, 5))
}

func TestTiles(t *testing.T) {
	// Two rows of three images of 2 × 1 pixels.
	ink := make([]float64, 12)
	for i := range ink {
		ink[i] = float64(i) / 20
	}
	p, dir := Tiles(tensor.Of(ink, 2, 3, 2, 1)), t.TempDir()
	require.NoError(t, p.Save(filepath.Join(dir, "x.png")))
	f, err := os.Open(filepath.Join(dir, "x.png"))
	require.NoError(t, err)
	defer f.Close()
	img, err := png.Decode(f)
	require.NoError(t, err)
	require.Equal(t, image.Rect(0, 0, 3, 4), img.Bounds())
	at := func(row, column, y int) float64 {
		gray, _, _, _ := img.At(column, 2*row+y).RGBA()
		return 1 - float64(gray>>8)/255
	}
	for i, want := range ink {
		require.InDelta(t, want, at(i/6, i/2%3, i%2), 0.005)
	}
	require.NoError(t, p.Save(filepath.Join(dir, "x.SVG")))
	svg, err := os.ReadFile(filepath.Join(dir, "x.SVG"))
	require.NoError(t, err)
	require.Contains(t, string(svg), `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="4"><image width="3" height="4" href="data:image/png;base64,`)
}
