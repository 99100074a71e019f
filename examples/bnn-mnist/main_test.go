package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// folder is a small MNIST: the first digits of the embedded ones.
func folder(t *testing.T) string { return folderOf(t, 330, 100) }

// folderOf has so many digits.
func folderOf(t *testing.T, trained, tested int) string {
	train, test, err := mnist.Embedded()
	require.NoError(t, err)
	return folderWith(t, train.Slice(0, trained), test.Slice(0, tested))
}

// folderWith has the digits of two sets.
func folderWith(t *testing.T, train, test mnist.Set) string {
	dir := t.TempDir()
	write := func(name string, magic uint32, dims []int, data []byte) {
		head := binary.BigEndian.AppendUint32(nil, magic)
		for _, d := range dims {
			head = binary.BigEndian.AppendUint32(head, uint32(d))
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), append(head, data...), 0o600))
	}
	for prefix, s := range map[string]mnist.Set{"train": train, "t10k": test} {
		write(prefix+"-images-idx3-ubyte", 0x803, []int{s.Len(), mnist.Rows, mnist.Cols}, s.Images)
		write(prefix+"-labels-idx1-ubyte", 0x801, []int{s.Len()}, s.Labels)
	}
	return dir
}

// small runs the program on the small MNIST and returns what it prints and its result.
func small(t *testing.T, ctx context.Context, dir string, args ...string) (string, result) {
	var out bytes.Buffer
	args = append([]string{"-data", dir, "-hidden", "16", "-batch", "50", "-draws", "4", "-json"}, args...)
	require.NoError(t, run(ctx, args, &out))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var r result
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &r))
	return strings.Join(lines[:len(lines)-1], "\n"), r
}

func TestProgramReports(t *testing.T) {
	text, r := small(t, t.Context(), folder(t), "-epochs", "10")
	for _, want := range []string{"accuracy", "guide that ignores the data", "fc1.weight", "12.5 %", "uniform noise", "could cure"} {
		require.Contains(t, text, want)
	}
	require.Greater(t, r.Accuracy, 0.3)
	require.Positive(t, r.NegELBO)
	require.Positive(t, r.NegELBOIgnoring)
	require.Equal(t, []int{330, 100, 10, 70}, []int{r.TrainImages, r.TestImages, r.Epochs, r.Steps})
}

func TestReportIsAPageToo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "it's a report.html")
	text, r := small(t, t.Context(), folder(t), "-epochs", "3", "-report", file)
	require.Contains(t, text, "report written to "+file)
	page, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, want := range []string{
		fmt.Sprintf("%.4f", r.NLL), fmt.Sprintf("%.3f", r.NegELBO), "uniform noise", "turned by", "maximum likelihood",
		html.EscapeString(`it'\''s a report.html'`), "330 training images, 100 test images",
	} {
		require.Contains(t, string(page), want)
	}
	plain, _ := small(t, t.Context(), folder(t), "-epochs", "3")
	require.Equal(t, plain+"\n\nreport written to "+file, text, "the rest is as without")
}

// TestStrangeImages takes the test digits for strange ones: nothing tells them apart.
func TestStrangeImages(t *testing.T) {
	dir := folder(t)
	text, _ := small(t, t.Context(), dir, "-epochs", "3", "-strange", dir)
	name := filepath.Base(dir)
	require.Regexp(t, `\n`+name+` +0\.500 +0\.500 +0\.500 +0\.500 +0\.500\n`, text)
	require.Contains(t, text, "Doubt about digits that are turned\n")
	require.Regexp(t, `\n180° +\d`, text)
}

func TestFewTestDigits(t *testing.T) {
	for _, tested := range []int{1, 2, 3, 7} {
		text, r := small(t, t.Context(), folderOf(t, 50, tested), "-epochs", "1")
		require.Equal(t, tested, r.TestImages)
		require.Contains(t, text, "averages of two digits")
	}
}

func TestSameSeedSameNumbersOnAnyNumberOfProcessors(t *testing.T) {
	dir := folder(t)
	first, a := small(t, t.Context(), dir, "-epochs", "2", "-seed", "3")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	second, b := small(t, t.Context(), dir, "-epochs", "2", "-seed", "3")
	require.Equal(t, first, second)
	a.TrainSeconds, a.ImagesPerSecond, b.TrainSeconds, b.ImagesPerSecond = 0, 0, 0, 0
	require.Equal(t, a, b)
	_, c := small(t, t.Context(), dir, "-epochs", "2", "-seed", "4")
	require.NotEqual(t, a.NegELBO, c.NegELBO)
}

// interrupt is a context that is canceled after it was asked so many times.
type interrupt struct {
	context.Context
	left int
}

func (c *interrupt) Err() error {
	if c.left == 0 {
		return context.Canceled
	}
	c.left--
	return nil
}

func TestSavedTrainingContinuesAsIfUninterrupted(t *testing.T) {
	dir := folder(t)
	file := filepath.Join(t.TempDir(), "net")
	whole, a := small(t, t.Context(), dir, "-epochs", "3")

	// An interrupt after ten steps keeps what was learned, reports, and saves.
	half, _ := small(t, &interrupt{t.Context(), 10}, dir, "-epochs", "3", "-save", file)
	require.Contains(t, half, "interrupted after 10 of 21 steps")
	require.Contains(t, half, "accuracy")

	rest, b := small(t, t.Context(), dir, "-epochs", "3", "-load", file)
	require.Equal(t, whole, rest)
	require.Equal(t, a.NegELBO, b.NegELBO)
	require.Equal(t, a.NLL, b.NLL)
}

func TestMistakesAreOneLine(t *testing.T) {
	dir := folder(t)
	other := filepath.Join(t.TempDir(), "other")
	small(t, t.Context(), dir, "-epochs", "1", "-save", other)
	text := filepath.Join(t.TempDir(), "text")
	require.NoError(t, os.WriteFile(text, []byte("hello, world"), 0o600))
	whole, err := os.ReadFile(other)
	require.NoError(t, err)
	cut := filepath.Join(t.TempDir(), "cut")
	require.NoError(t, os.WriteFile(cut, whole[:len(whole)/2], 0o600))
	for want, args := range map[string][]string{
		"-epochs 0: expected at least 1":                           {"-epochs", "0"},
		"-batch -3: expected at least 1":                           {"-batch", "-3"},
		"-batch 1000: there are 330 training images":               {"-batch", "1000"},
		"-hidden 0: expected at least 1":                           {"-hidden", "0"},
		"-draws 1: expected at least 2":                            {"-draws", "1"},
		"-hidden 9223372036854775807: expected at most 1000000":    {"-hidden", "9223372036854775807"},
		"-epochs 9223372036854775807: expected at most 1000000000": {"-epochs", "9223372036854775807"},
		"-draws 9223372036854775807: expected at most 1000000":     {"-draws", "9223372036854775807"},
		"-lr -1: expected a positive number":                       {"-lr", "-1"},
		"-lr NaN: expected a positive number":                      {"-lr", "NaN"},
		"-prior 0: expected a positive number":                     {"-prior", "0"},
		"-lr 1e+39: expected a number from 1.2e-38 to 3.4e+38":     {"-lr", "1e39"},
		"-prior 1e-300: expected a number from 1.2e-38 to 3.4e+38": {"-prior", "1e-300"},
		`-elbo "renyi": expected meanfield or trace`:               {"-elbo", "renyi"},
		`invalid value "x" for flag -seed`:                         {"-seed", "x"},
		"flag provided but not defined: -epoch":                    {"-epoch", "1"},
		`unexpected argument "train"`:                              {"train"},
		"there is no folder":                                       {"-save", filepath.Join(dir, "no", "net")},
		"that is a folder":                                         {"-save", dir},
		"-export":                                                  {"-export", filepath.Join(dir, "no", "net")},
		"-report":                                                  {"-report", filepath.Join(dir, "no", "page.html")},
		"-strange: mnist: expected a file or a folder of images: ": {"-strange", filepath.Join(dir, "none")},
		"-start and -load: expected one of them":                   {"-load", other, "-start", text},
		"expected 2 to 100000000: is this a safetensors file?":     {"-start", text},
		"train-images-idx3-ubyte":                                  {"-data", t.TempDir()},
		"no such file":                                             {"-load", filepath.Join(dir, "none")},
		"this is not a checkpoint":                                 {"-load", text},
		"it is cut short":                                          {"-load", cut},
		"it is another network's checkpoint":                       {"-load", other, "-hidden", "17"},
	} {
		args := append([]string{"-data", dir, "-hidden", "16", "-batch", "50", "-epochs", "2"}, args...)
		err := run(t.Context(), args, &bytes.Buffer{})
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "\n", "%v", args)
	}
}

// A network that is good is not lost to a training that fails, nor to one of another shape.
func TestFailuresKeepTheOldNetwork(t *testing.T) {
	dir := folder(t)
	file, fresh := filepath.Join(t.TempDir(), "net"), filepath.Join(t.TempDir(), "fresh")
	small(t, t.Context(), dir, "-epochs", "1", "-save", file)
	good, err := os.ReadFile(file)
	require.NoError(t, err)
	other := filepath.Join(t.TempDir(), "other")
	small(t, t.Context(), dir, "-epochs", "1", "-hidden", "17", "-save", other)
	for want, args := range map[string][]string{
		"is the learning rate too large?":    {"-lr", "1e30", "-epochs", "2"},
		"it is another network's checkpoint": {"-epochs", "1", "-load", other}, // trained already: no step finds that out
	} {
		args = append([]string{"-data", dir, "-hidden", "16", "-batch", "50", "-draws", "2"}, args...)
		err = run(t.Context(), append(args, "-save", file), io.Discard)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "; "+file+" is left as it was")
		is, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, good, is)
	}
	err = run(t.Context(), []string{"-data", dir, "-hidden", "16", "-batch", "50", "-draws", "2", "-lr", "1e30", "-save", fresh}, io.Discard)
	require.ErrorContains(t, err, "; what was learned in ")
	require.FileExists(t, fresh)
}

// Without digits of two classes there are no averages of such, and all else is reported.
func TestDigitsOfOneClass(t *testing.T) {
	dir := folderOf(t, 1, 1)
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-data", dir, "-hidden", "4", "-batch", "1", "-draws", "2", "-epochs", "1"}, &out))
	require.Contains(t, out.String(), "uniform noise")
	require.NotContains(t, out.String(), "averages of two digits")
}

func TestHelp(t *testing.T) {
	var out bytes.Buffer
	require.ErrorIs(t, run(t.Context(), []string{"-help"}, &out), flag.ErrHelp)
	for _, want := range []string{"Usage", "-epochs", "-data path", "-save file"} {
		require.Contains(t, out.String(), want)
	}
}
