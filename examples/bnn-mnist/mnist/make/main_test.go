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

// fakePackage writes the embedded digits in the npm package's form.
func fakePackage(t *testing.T) string {
	t.Helper()
	train, test, err := mnist.Embedded()
	require.NoError(t, err)
	var values [mnist.Classes][]float64
	for _, s := range []mnist.Set{train, test} {
		for i, class := range s.Labels {
			for _, p := range s.Image(i) {
				values[class] = append(values[class], math.Round(float64(p)/255*1000)/1000)
			}
		}
	}
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "src", "digits"), 0o755))
	for class, v := range values {
		writeClass(t, dir, class, v)
	}
	return dir
}

func writeClass(t *testing.T, dir string, class int, values []float64) {
	t.Helper()
	text, err := json.Marshal(map[string][]float64{"data": values})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "src", "digits", fmt.Sprintf("%d.json", class)), text, 0o644))
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

// TestRun also holds the embedded digits to the sums in this program.
func TestRun(t *testing.T) {
	pkg := fakePackage(t)
	out := t.TempDir()
	require.NoError(t, run(pkg, out))
	for _, name := range []string{"images-idx3-ubyte.gz", "labels-idx1-ubyte.gz"} {
		want := unpack(t, filepath.Join("..", "data", name))
		require.True(t, bytes.Equal(want, unpack(t, filepath.Join(out, name))), name)
	}

	digit := make([]float64, mnist.Pixels)
	unclean := slices.Clone(digit)
	unclean[3] = 0.5005
	for name, c := range map[string]struct {
		zeros []float64
		want  string
	}{
		"not a byte":   {unclean, "0.json: found 0.5005 at index 3, expected a byte divided by 255"},
		"cut short":    {digit[1:], "0.json: found 783 values, expected a multiple of 784"},
		"empty":        {nil, "0.json: found 0 values, expected a multiple of 784"},
		"other digits": {digit, "images-idx3-ubyte: found SHA-256"},
	} {
		t.Run(name, func(t *testing.T) {
			writeClass(t, pkg, 0, c.zeros)
			out := t.TempDir()
			require.ErrorContains(t, run(pkg, out), c.want)
			left, err := os.ReadDir(out)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
	require.ErrorIs(t, run(t.TempDir(), t.TempDir()), os.ErrNotExist)
}
