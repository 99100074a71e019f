package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/nn/safetensors"
)

// shapes are three classes of pictures that are easily told apart, and what is in such a place.
var shapes = map[string]func(x, y float64) bool{
	"circle":  func(x, y float64) bool { return x*x+y*y < 1 },
	"cross":   func(x, y float64) bool { return math.Min(math.Abs(x), math.Abs(y)) < 0.3 },
	"stripes": func(x, y float64) bool { return math.Mod(y+10, 0.5) < 0.25 },
}

// drawn is a picture of a shape, of a size and colors of its own; every other one has nothing behind it.
func drawn(inside func(x, y float64) bool, r *rand.Rand) image.Image {
	w, h := 20+r.IntN(60), 20+r.IntN(60)
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	ink := color.NRGBA{byte(r.IntN(90)), byte(r.IntN(90)), byte(r.IntN(90)), 255}
	paper := color.NRGBA{byte(160 + r.IntN(90)), byte(160 + r.IntN(90)), byte(160 + r.IntN(90)), byte(255 * r.IntN(2))}
	x0, y0, size := float64(w)*(0.45+0.1*r.Float64()), float64(h)*(0.45+0.1*r.Float64()), 0.35*float64(min(w, h))
	for y := range h {
		for x := range w {
			dx, dy := (float64(x)-x0)/size, (float64(y)-y0)/size
			m.SetNRGBA(x, y, paper)
			if max(math.Abs(dx), math.Abs(dy)) < 1 && inside(dx, dy) {
				m.SetNRGBA(x, y, ink)
			}
		}
	}
	return m
}

// gallery is a folder of pictures of shapes, so many a class, PNG and JPEG.
func gallery(t *testing.T, each int, names ...string) string {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range names {
		require.NoError(t, os.Mkdir(filepath.Join(dir, name), 0o755))
		for i := range each {
			m := drawn(shapes[name], r)
			var file bytes.Buffer
			if i%2 == 0 {
				require.NoError(t, png.Encode(&file, m))
			} else {
				require.NoError(t, jpeg.Encode(&file, m, nil))
			}
			require.NoError(t, os.WriteFile(filepath.Join(dir, name, fmt.Sprintf("%03d", i)), file.Bytes(), 0o600))
		}
	}
	return dir
}

// TestOwnImages trains on pictures in folders: it tells their classes apart, by their names, and the numbers do not
// depend on the processors.
func TestOwnImages(t *testing.T) {
	dir := gallery(t, 100, "circle", "cross", "stripes")
	page := filepath.Join(t.TempDir(), "page.html")
	text, r := small(t, t.Context(), dir, "-epochs", "40", "-hidden", "64", "-report", page)
	require.Equal(t, []string{"circle", "cross", "stripes"}, r.Classes)
	require.Equal(t, []int{240, 60}, []int{r.TrainImages, r.TestImages})
	require.Greater(t, r.Accuracy, 0.8, "chance is 0.33")
	for _, want := range []string{
		"a network 784-64-3", "On the test images", "Ten test images", "is stripes", "says circle", "test images", "images turned by 90°", "1.099 is no idea",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "digit")
	require.NotContains(t, text, "a known result")
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Contains(t, string(html), "says stripes")
	require.NotContains(t, strings.ReplaceAll(string(html), page, ""), "digit")

	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	_, again := small(t, t.Context(), dir, "-epochs", "40", "-hidden", "64")
	require.Equal(t, r.NLL, again.NLL)
	require.Equal(t, r.NegELBO, again.NegELBO)
}

// A network of other classes is refused, and one of the same is taken.
func TestOwnImagesSavedNetworks(t *testing.T) {
	two, three := gallery(t, 20, "circle", "cross"), gallery(t, 20, "circle", "cross", "stripes")
	file := filepath.Join(t.TempDir(), "net")
	weights := filepath.Join(t.TempDir(), "weights")
	args := func(dir string, more ...string) []string {
		return append([]string{"-data", dir, "-hidden", "8", "-batch", "16", "-draws", "2", "-epochs", "1"}, more...)
	}
	require.NoError(t, run(t.Context(), args(two, "-save", file, "-export", weights), io.Discard))
	require.NoError(t, run(t.Context(), args(two, "-load", file), io.Discard))
	require.NoError(t, run(t.Context(), args(two, "-start", weights), io.Discard))
	_, notes, err := safetensors.ReadFile(weights)
	require.NoError(t, err)
	require.Equal(t, `["circle","cross"]`, notes["classes"])
	require.NotEmpty(t, notes["pixel_mean"])
	require.NotEmpty(t, notes["pixel_sd"])
	for want, more := range map[string][]string{
		`-load ` + file + `: `: {"-load", file},
		`-start ` + weights + `: found a network of the classes "[\"circle\",\"cross\"]", expected `: {"-start", weights},
	} {
		for _, dir := range []string{three, ""} {
			err := run(t.Context(), args(dir, more...), io.Discard)
			require.ErrorContains(t, err, want)
			require.NotContains(t, err.Error(), "\n")
		}
	}
	err = run(t.Context(), args(three, "-load", file, "-epochs", "2"), io.Discard)
	require.EqualError(t, err, "-load "+file+": found a network of 2 classes (circle, cross), expected the 3 of the images (circle, cross, stripes)")
}

// TestDigitsByCSV trains on a table as on the same digits in IDX files: bit for bit.
func TestDigitsByCSV(t *testing.T) {
	train, _, err := mnist.Embedded()
	require.NoError(t, err)
	var text strings.Builder
	for i, label := range train.Slice(0, 430).Labels {
		fmt.Fprint(&text, label)
		for _, p := range train.Image(i) {
			fmt.Fprint(&text, ",", p)
		}
		fmt.Fprintln(&text)
	}
	file := filepath.Join(t.TempDir(), "digits.csv")
	require.NoError(t, os.WriteFile(file, []byte(text.String()), 0o600))
	learn, test, err := mnist.Load(file, 1)
	require.NoError(t, err)
	_, table := small(t, t.Context(), file, "-epochs", "2")
	_, files := small(t, t.Context(), folderWith(t, learn, test), "-epochs", "2")
	table.TrainSeconds, table.ImagesPerSecond, files.TrainSeconds, files.ImagesPerSecond = 0, 0, 0, 0
	require.Equal(t, files, table)
	require.Equal(t, mnist.Set{}.Classes(), table.Classes)
}

// TestStandardized compares the network's images with a mean and a standard deviation that are worked out otherwise.
func TestStandardized(t *testing.T) {
	pixels := []byte{0, 0, 51, 255}
	mean, sd := moments(pixels)
	require.InDelta(t, 0.3, mean, 1e-15)
	require.InDelta(t, math.Sqrt((0.09*2+0.01+0.49)/4), sd, 1e-15)
	_, sd = moments(bytes.Repeat([]byte{77}, 1000))
	require.Zero(t, sd)

	learn, err := newTraining(options{data: gallery(t, 10, "circle", "cross"), batch: 4, hidden: 2, epochs: 1, lr: 1, prior: 1, elbo: "trace", seed: 1})
	require.NoError(t, err)
	seen := learn.classifier.seen(images(learn.train.Images))
	require.InDelta(t, 0, seen.Mean().Item(), 1e-5)
	require.InDelta(t, 1, seen.Mul(seen).Mean().Item(), 1e-5)
	digits, err := newTraining(options{batch: 4, hidden: 2, epochs: 1, lr: 1, prior: 1, elbo: "trace", seed: 1})
	require.NoError(t, err)
	x := images(digits.test.Images)
	require.Same(t, x, digits.classifier.seen(x), "digits as they are")
}

func TestImagesOfOneShade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "flat.csv")
	require.NoError(t, os.WriteFile(file, []byte("a,7\na,7\nb,7\nb,7\n"), 0o600))
	err := run(t.Context(), []string{"-data", file, "-batch", "1"}, io.Discard)
	require.EqualError(t, err, "-data "+file+": all pixels of the training images have the same shade, expected pictures")
}
