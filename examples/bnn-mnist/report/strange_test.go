package report

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// TestNoiseIsUniform compares the bytes' frequencies with chi-squared on 255 degrees of freedom, both tails.
func TestNoiseIsUniform(t *testing.T) {
	const n = 500
	images := Noise(n, 1)
	require.Len(t, images, n*mnist.Pixels)
	var counts [256]float64
	for _, p := range images {
		counts[p]++
	}
	expected, statistic := float64(n*mnist.Pixels)/256, 0.0
	for _, c := range counts {
		statistic += (c - expected) * (c - expected) / expected
	}
	p := distuv.ChiSquared{K: 255}.Survival(statistic)
	require.True(t, p > 1e-4 && p < 1-1e-4, "p-value %v", p)
}

func TestNoiseIsAFunctionOfTheSeed(t *testing.T) {
	require.Equal(t, Noise(3, 7), Noise(3, 7))
	require.NotEqual(t, Noise(3, 7), Noise(3, 8))
	require.Equal(t, Noise(3, 7), Noise(5, 7)[:3*mnist.Pixels])
	require.Empty(t, Noise(0, 7))
}

func TestTurned(t *testing.T) {
	image := make([]byte, 2*mnist.Pixels)
	image[0], image[1] = 1, 2                       // upper left corner, and to the right of it
	image[mnist.Pixels+mnist.Pixels-mnist.Cols] = 3 // second image, lower left corner
	turned := Turned(image)
	want := make([]byte, 2*mnist.Pixels)
	want[27], want[28+27] = 1, 2 // upper right corner, and below it
	want[mnist.Pixels] = 3       // upper left corner
	require.Equal(t, want, turned)

	noise := Noise(2, 1)
	require.NotEqual(t, noise, Turned(noise))
	require.Equal(t, noise, Turned(Turned(Turned(Turned(noise)))))
}

func TestAverages(t *testing.T) {
	flat := func(p byte) []byte { return bytes.Repeat([]byte{p}, mnist.Pixels) }
	digits := mnist.Set{Images: bytes.Join([][]byte{flat(0), flat(2), flat(255), flat(253)}, nil), Labels: []byte{1, 1, 6, 6}}
	averages, err := Averages(digits, 400, 1)
	require.NoError(t, err)
	require.Len(t, averages, 400*mnist.Pixels)
	counts := map[byte]int{}
	for i := range 400 {
		image := averages[i*mnist.Pixels : (i+1)*mnist.Pixels]
		require.Equal(t, flat(image[0]), image)
		counts[image[0]]++
	}
	// Only pairs of a 1 and a 6: (0, 255), (0, 253), (2, 255), (2, 253), rounded up.
	require.Len(t, counts, 3)
	sd := math.Sqrt(400 * 0.25 * 0.75)
	require.InDelta(t, 100, counts[127], 4*sd)
	require.InDelta(t, 100, counts[129], 4*sd)
	require.Equal(t, 400, counts[127]+counts[128]+counts[129])

	again, err := Averages(digits, 400, 1)
	require.NoError(t, err)
	require.Equal(t, averages, again)
	other, err := Averages(digits, 400, 2)
	require.NoError(t, err)
	require.NotEqual(t, averages, other)
}

func TestAveragesNeedTwoClasses(t *testing.T) {
	for _, labels := range [][]byte{nil, {4}, {4, 4}} {
		_, err := Averages(mnist.Set{Images: make([]byte, len(labels)*mnist.Pixels), Labels: labels}, 1, 1)
		require.ErrorContains(t, err, "found images of fewer than 2 classes")
	}
}
