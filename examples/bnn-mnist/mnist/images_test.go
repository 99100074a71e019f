package mnist

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestImages(t *testing.T) {
	shades := func(images []byte) (of []byte) {
		for i := 0; i < len(images); i += Pixels {
			of = append(of, images[i+Pixels/2])
		}
		return of
	}
	for name, c := range map[string]struct {
		files map[string][]byte
		want  []byte
	}{
		"pictures":  {map[string][]byte{"b.png": pngOf(t, flat(5, 5, shade(7))), "a.png": pngOf(t, flat(28, 28, shade(9))), ".DS_Store": {1}}, []byte{9, 7}},
		"folders":   {map[string][]byte{"b/1.png": pngOf(t, flat(5, 5, shade(7))), "a/2.png": pngOf(t, flat(9, 9, shade(9)))}, []byte{9, 7}},
		"one class": {map[string][]byte{"a/2.png": pngOf(t, flat(9, 9, shade(9)))}, []byte{9}},
		"the test part of four files": {map[string][]byte{
			"train-images-idx3-ubyte": imagesFile(2, 50), "train-labels-idx1-ubyte": labelsFile(0, 1),
			"t10k-images-idx3-ubyte": imagesFile(3, 70), "t10k-labels-idx1-ubyte": labelsFile(0, 1, 1)}, []byte{70, 71, 72}},
	} {
		t.Run(name, func(t *testing.T) {
			images, err := Images(tree(t, c.files))
			require.NoError(t, err)
			require.Equal(t, c.want, shades(images))
		})
	}
	file := filepath.Join(tree(t, map[string][]byte{"letters.gz": packed(imagesFile(2, 30))}), "letters.gz")
	images, err := Images(file)
	require.NoError(t, err)
	require.Equal(t, []byte{30, 31}, shades(images))
}

func TestImagesNamesWhatIsWrong(t *testing.T) {
	for want, files := range map[string]map[string][]byte{
		"found no images, expected PNG or JPEG":                                {},
		"b: found a folder in a folder in a folder, expected images":           {"a/b/1.png": pngOf(t, flat(5, 5, shade(7)))},
		filepath.Join("a", "text.png"):                                         {"a/text.png": []byte("hello")},
		"found no file train-labels-idx1-ubyte, expected it plain or with .gz": {"train-images-idx3-ubyte": imagesFile(2, 50)},
	} {
		dir := tree(t, files)
		_, err := Images(dir)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "mnist: ")
		require.NotContains(t, err.Error(), "\n")
	}
	_, err := Images(filepath.Join(t.TempDir(), "none"))
	require.ErrorContains(t, err, "mnist: expected a file or a folder of images: ")
	text := filepath.Join(tree(t, map[string][]byte{"x": []byte("<!DOCTYPE html>")}), "x")
	_, err = Images(text)
	require.ErrorContains(t, err, text+": found magic number 0x3c21444f")
}
