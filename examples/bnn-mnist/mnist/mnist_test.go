package mnist

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEmbeddedSplitsTheClassesEvenly(t *testing.T) {
	train, test, err := Embedded()
	require.NoError(t, err)
	require.Equal(t, 8000, train.Len())
	require.Equal(t, 2000, test.Len())
	require.Len(t, train.Images, 8000*Pixels)
	require.Len(t, test.Images, 2000*Pixels)

	inTrain, all := [Classes]int{}, [Classes]int{}
	for _, label := range train.Labels {
		inTrain[label]++
		all[label]++
	}
	for _, label := range test.Labels {
		all[label]++
	}
	require.Equal(t, [Classes]int{1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978}, all)
	for class := range Classes {
		require.InDelta(t, 0.8*float64(all[class]), inTrain[class], 1, "class %d", class)
	}
}

func TestEmbeddedDigitsAreUpright(t *testing.T) {
	train, _, err := Embedded()
	require.NoError(t, err)
	// A one is tall and narrow, ink is bright: a transposed or inverted set shows here.
	var tall, wide int
	for i, label := range train.Labels {
		if label != 1 {
			continue
		}
		var rows, cols [Rows]bool
		for p, ink := range train.Image(i) {
			if ink > 127 {
				rows[p/Cols], cols[p%Cols] = true, true
			}
		}
		count := func(used [Rows]bool) (n int) {
			for _, u := range used {
				if u {
					n++
				}
			}
			return n
		}
		tall += count(rows)
		wide += count(cols)
	}
	require.Greater(t, tall, 2*wide)
}

// TestSharedDigitsDoNotOverlap makes sure that appending to a part of a set leaves the rest alone.
func TestSharedDigitsDoNotOverlap(t *testing.T) {
	s := Set{Images: make([]byte, 2*Pixels), Labels: []byte{1, 2}}
	first := s.Slice(0, 1)
	_ = append(first.Images, 9)
	_ = append(first.Labels, 9)
	_ = append(s.Image(0), 9)
	require.Zero(t, s.Images[Pixels])
	require.Equal(t, []byte{1, 2}, s.Labels)
}

// files returns the four files of a small set: three training digits, two test digits.
func files() map[string][]byte {
	return map[string][]byte{
		"train-images-idx3-ubyte": imagesFile(3, 10),
		"train-labels-idx1-ubyte": labelsFile(7, 0, 9),
		"t10k-images-idx3-ubyte":  imagesFile(2, 20),
		"t10k-labels-idx1-ubyte":  labelsFile(4, 2),
	}
}

func write(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o644))
	}
	return dir
}

func TestLoad(t *testing.T) {
	dotted := map[string]string{
		"train-images-idx3-ubyte": "train-images.idx3-ubyte", "train-labels-idx1-ubyte": "train-labels.idx1-ubyte",
		"t10k-images-idx3-ubyte": "t10k-images.idx3-ubyte", "t10k-labels-idx1-ubyte": "t10k-labels.idx1-ubyte",
	}
	for name, rename := range map[string]func(string, []byte) (string, []byte){
		"plain":             func(n string, b []byte) (string, []byte) { return n, b },
		"compressed":        func(n string, b []byte) (string, []byte) { return n + ".gz", packed(b) },
		"dotted":            func(n string, b []byte) (string, []byte) { return dotted[n], b },
		"dotted compressed": func(n string, b []byte) (string, []byte) { return dotted[n] + ".gz", packed(b) },
		"unpacked, old name": func(n string, b []byte) (string, []byte) {
			return n + ".gz", b
		},
	} {
		t.Run(name, func(t *testing.T) {
			renamed := map[string][]byte{}
			for n, b := range files() {
				n, b = rename(n, b)
				renamed[n] = b
			}
			train, test, err := Load(write(t, renamed), 1)
			require.NoError(t, err)
			require.Equal(t, []byte{7, 0, 9}, train.Labels)
			require.Equal(t, []byte{4, 2}, test.Labels)
			require.Equal(t, bytes.Repeat([]byte{12}, Pixels), train.Image(2))
			require.Equal(t, bytes.Repeat([]byte{20}, Pixels), test.Image(0))
		})
	}
}

func TestLoadPassesOverFolders(t *testing.T) {
	small := files()
	small["train-images.idx3-ubyte"] = small["train-images-idx3-ubyte"]
	delete(small, "train-images-idx3-ubyte")
	dir := write(t, small)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "train-images-idx3-ubyte"), 0o755))
	train, _, err := Load(dir, 1)
	require.NoError(t, err)
	require.Equal(t, 3, train.Len())
}

func TestLoadNamesWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		data []byte // nil: missing
		want string
	}{
		"missing images": {"t10k-images-idx3-ubyte", nil,
			"found no file t10k-images-idx3-ubyte, expected it plain or with .gz"},
		"missing labels": {"train-labels-idx1-ubyte", nil,
			"found no file train-labels-idx1-ubyte, expected it plain or with .gz"},
		"other count": {"train-labels-idx1-ubyte", labelsFile(1, 2),
			"train-labels-idx1-ubyte: found 2 labels, expected 3, one for each image in train-images-idx3-ubyte"},
		"label of test images only": {"t10k-labels-idx1-ubyte", labelsFile(7, 10),
			"t10k-labels-idx1-ubyte: found label 10 at index 1, expected one that training images have"},
		"one label": {"train-labels-idx1-ubyte", labelsFile(70, 70, 70),
			"found training images of the class 70 only, expected at least 2 classes"},
		"labels for images": {"t10k-images-idx3-ubyte", labelsFile(4, 2),
			"t10k-images-idx3-ubyte: found magic number 0x00000801, expected 0x00000803"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := maps.Clone(files())
			broken[c.file] = c.data
			if c.data == nil {
				delete(broken, c.file)
			}
			dir := write(t, broken)
			_, _, err := Load(dir, 1)
			require.ErrorContains(t, err, "mnist: in "+dir+": "+c.want)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

// TestLoadOtherLabels reads labels beyond digits: the classes are those of the training images, by number.
func TestLoadOtherLabels(t *testing.T) {
	other := files()
	other["train-labels-idx1-ubyte"] = labelsFile(200, 9, 30)
	other["t10k-labels-idx1-ubyte"] = labelsFile(30, 9)
	train, test, err := Load(write(t, other), 1)
	require.NoError(t, err)
	require.Equal(t, []string{"9", "30", "200"}, train.Names)
	require.Equal(t, []string{"9", "30", "200"}, test.Classes())
	require.Equal(t, []byte{2, 0, 1}, train.Labels)
	require.Equal(t, []byte{1, 0}, test.Labels)
	require.Equal(t, bytes.Repeat([]byte{12}, Pixels), train.Image(2), "in the order of the file")
}

// TestLoadDigitsOfAnotherSize reads digits that are not MNIST's: they are images of one's own.
func TestLoadDigitsOfAnotherSize(t *testing.T) {
	other := files()
	other["train-images-idx3-ubyte"] = append(words(0x803, 3, 1, 1), 10, 11, 12)
	other["t10k-labels-idx1-ubyte"] = labelsFile(7, 9)
	train, test, err := Load(write(t, other), 1)
	require.NoError(t, err)
	require.Equal(t, []string{"0", "7", "9"}, train.Names)
	require.Equal(t, []byte{1, 2}, test.Labels)
	require.Equal(t, bytes.Repeat([]byte{11}, Pixels), train.Image(1))
}

func TestLoadWithoutFolder(t *testing.T) {
	_, _, err := Load("", 1)
	require.ErrorIs(t, err, os.ErrNotExist)
	gone := filepath.Join(t.TempDir(), "gone")
	_, _, err = Load(gone, 1)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "expected a folder of images, the four MNIST files or a CSV file")
	require.ErrorContains(t, err, gone)

	dir := write(t, files())
	file := filepath.Join(dir, "t10k-labels-idx1-ubyte")
	_, _, err = Load(file, 1)
	require.EqualError(t, err, "mnist: "+file+": found a file, expected a CSV file (.csv), a folder of images or a folder with the four MNIST files")
}
