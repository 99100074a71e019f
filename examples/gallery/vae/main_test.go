package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/credence-ppl/credence/infer"
	"github.com/stretchr/testify/require"
)

// TestTraining requires that little training already describes images that were not in it better than pixels alone can.
func TestTraining(t *testing.T) {
	learn, test, err := mnist.Embedded()
	require.NoError(t, err)
	x, unseen := pixels(learn.Slice(0, 2000)), pixels(test.Slice(0, 500))
	a := newAutoencoder(2000, 64)
	last := 0.0
	svi, err := train(t.Context(), a, x, 8, func(done float64) {
		require.Greater(t, done, last)
		last = done
	})
	require.NoError(t, err)
	require.Equal(t, 1.0, last)
	e, err := svi.Evaluate(unseen, infer.EvaluateOptions{})
	require.NoError(t, err)
	require.Less(t, e.Loss/2000/math.Ln2+4*e.StdErr/2000, alone(x, unseen)-20)
}

// TestAlone compares the bits of one image with their sum, written out.
func TestAlone(t *testing.T) {
	learn, _, err := mnist.Embedded()
	require.NoError(t, err)
	x, one := pixels(learn.Slice(0, 100)), pixels(learn.Slice(200, 201))
	want := 0.0
	for p := range mnist.Pixels {
		ink := 1.0
		for i := range 100 {
			ink += x.At(i, p)
		}
		if one.At(0, p) == 1 {
			want -= math.Log2(ink / 102)
		} else {
			want -= math.Log2(1 - ink/102)
		}
	}
	require.InEpsilon(t, want, alone(x, one), 1e-12)
}

func TestRun(t *testing.T) { gallerytest.Run(t, run) }
