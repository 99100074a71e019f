package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer"
)

// untrained is a small training on a path.
func untrained(t *testing.T, data string, more ...string) (*training, error) {
	o, err := parse(append([]string{"-data", data, "-hidden", "8", "-batch", "16", "-draws", "2", "-epochs", "1"}, more...), io.Discard)
	require.NoError(t, err)
	return newTraining(o)
}

// TestCheckpointKnowsItsClasses refuses a network of as many other classes, and has a network see other images of its
// classes as it saw those that it was trained on.
func TestCheckpointKnowsItsClasses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "net")
	first, err := untrained(t, gallery(t, 20, "circle", "cross"))
	require.NoError(t, err)
	require.NoError(t, first.run(t.Context()))
	require.NoError(t, infer.SaveFile(file, first.save))

	_, err = untrained(t, gallery(t, 20, "circle", "stripes"), "-load", file)
	require.EqualError(t, err, "-load "+file+": found a network of 2 classes (circle, cross), expected the 2 of the images (circle, stripes)")
	others, err := untrained(t, gallery(t, 25, "circle", "cross"))
	require.NoError(t, err)
	require.NotEqual(t, first.classifier.sd, others.classifier.sd)
	others, err = untrained(t, gallery(t, 25, "circle", "cross"), "-load", file)
	require.NoError(t, err)
	require.Equal(t, []float64{first.classifier.mean, first.classifier.sd}, []float64{others.classifier.mean, others.classifier.sd})
	require.NoError(t, others.check())
	_, err = untrained(t, gallery(t, 25, "circle", "cross"), "-load", file, "-seed", "7")
	require.EqualError(t, err, "-load "+file+": it was trained with -seed 1; the test images are drawn by the seed, and with -seed 7 they would be some that it has seen")
	x := images(first.test.Images)
	require.Equal(t, first.classifier.seen(x).Float64s(), others.classifier.seen(x).Float64s())
}

// TestCheckpointsOfBefore takes a file that has the network alone, as files once were.
func TestCheckpointsOfBefore(t *testing.T) {
	data, file := gallery(t, 20, "circle", "cross"), filepath.Join(t.TempDir(), "net")
	before, err := untrained(t, data)
	require.NoError(t, err)
	require.NoError(t, before.run(t.Context()))
	require.NoError(t, before.svi.SaveFile(file))
	after, err := untrained(t, data, "-load", file)
	require.NoError(t, err)
	require.Equal(t, before.svi.Steps(), after.svi.Steps())
	require.Equal(t, before.classifier.sd, after.classifier.sd)

	content, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, behind := range []string{"x", "{}", `{"classes": []}`, `{"classes": ["circle", "cross"], "pixel_sd": -1}`, string(content), strings.Repeat(" ", maxNotes) + "{}"} {
		require.NoError(t, os.WriteFile(file, append(content, behind...), 0o600))
		_, err = untrained(t, data, "-load", file)
		require.ErrorContains(t, err, "-load "+file+": found something else behind the network than its classes")
	}
}

func FuzzNotes(f *testing.F) {
	f.Add(`{"classes":["a","b"],"pixel_mean":0.5,"pixel_sd":0.25}`)
	f.Add(`{"classes":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		n, err := readNotes(strings.NewReader(text))
		if err != nil {
			require.Nil(t, n)
			return
		}
		require.Equal(t, text == "", n == nil)
		if n != nil {
			require.NotEmpty(t, n.Classes)
			require.False(t, n.SD < 0)
		}
	})
}
