// Package mnist reads handwritten digits: 10,000 of MNIST that are part of the program, or the whole set from its four
// original files.
//
// Pixels stay bytes. Who computes with them turns one mini-batch at a time into floats: the whole set takes 47 MB as
// bytes and 376 MB as Float64.
package mnist

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
)

const (
	Rows    = 28
	Cols    = 28
	Pixels  = Rows * Cols
	Classes = 10
)

// Set is N digits with their labels.
type Set struct {
	Images []byte // [N, Rows, Cols], row by row; 0 is paper, 255 is ink
	Labels []byte // [N], each 0 to 9
}

// Len returns the number of digits.
func (s Set) Len() int { return len(s.Labels) }

// Image returns the Pixels bytes of digit i. They are shared with the set.
func (s Set) Image(i int) []byte { return s.Images[i*Pixels : (i+1)*Pixels : (i+1)*Pixels] }

// Slice returns digits from to to-1. They are shared with the set.
func (s Set) Slice(from, to int) Set {
	return Set{Images: s.Images[from*Pixels : to*Pixels : to*Pixels], Labels: s.Labels[from:to:to]}
}

//go:embed data/*.gz
var embedded embed.FS

const embeddedTrain = 8000

// Embedded returns the digits that are part of the program: 8,000 to train on and 2,000 to test with, both with the
// classes in the same proportions. They are the first 10,000 of MNIST's training images, each in one of the two sets;
// data/README.md says where they come from and in which order they stand.
func Embedded() (train, test Set, err error) {
	all, err := readSet(embedded, "data/images-idx3-ubyte.gz", "data/labels-idx1-ubyte.gz")
	if err != nil {
		return Set{}, Set{}, fmt.Errorf("mnist: embedded digits: %w", err)
	}
	return all.Slice(0, embeddedTrain), all.Slice(embeddedTrain, all.Len()), nil
}

// Load returns MNIST's training and test digits, read from the four original files in the folder dir:
// train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or
// compressed by gzip with .gz appended. Names with a dot, as in train-images.idx3-ubyte, are taken too.
//
// Every error is one line that names the file, what was found and what was expected.
func Load(dir string) (train, test Set, err error) {
	info, err := os.Stat(dir)
	if err != nil {
		return Set{}, Set{}, fmt.Errorf("mnist: expected a folder with the four MNIST files: %w", err)
	}
	if !info.IsDir() {
		return Set{}, Set{}, fmt.Errorf("mnist: %s: found a file, expected a folder with the four MNIST files", dir)
	}
	fsys := os.DirFS(dir)
	if train, err = findSet(fsys, "train"); err != nil {
		return Set{}, Set{}, fmt.Errorf("mnist: in %s: %w", dir, err)
	}
	if test, err = findSet(fsys, "t10k"); err != nil {
		return Set{}, Set{}, fmt.Errorf("mnist: in %s: %w", dir, err)
	}
	return train, test, nil
}

func findSet(fsys fs.FS, prefix string) (Set, error) {
	images, err := find(fsys, prefix+"-images", "idx3-ubyte")
	if err != nil {
		return Set{}, err
	}
	labels, err := find(fsys, prefix+"-labels", "idx1-ubyte")
	if err != nil {
		return Set{}, err
	}
	return readSet(fsys, images, labels)
}

// find returns the first name in use for one of the original files. Folders are passed over: some archives of MNIST
// unpack into folders with the files' names.
func find(fsys fs.FS, stem, ending string) (string, error) {
	for _, name := range []string{
		stem + "-" + ending, stem + "-" + ending + ".gz",
		stem + "." + ending, stem + "." + ending + ".gz",
	} {
		if info, err := fs.Stat(fsys, name); err == nil && info.Mode().IsRegular() {
			return name, nil
		}
	}
	return "", fmt.Errorf("found no file %s-%s, expected it plain or with .gz (go run ./examples/bnn-mnist/fetch downloads it)",
		stem, ending)
}

func readSet(fsys fs.FS, imagesName, labelsName string) (Set, error) {
	images, err := readFile(fsys, imagesName, Rows, Cols)
	if err != nil {
		return Set{}, err
	}
	labels, err := readFile(fsys, labelsName)
	if err != nil {
		return Set{}, err
	}
	if n := len(images) / Pixels; n != len(labels) {
		return Set{}, fmt.Errorf("%s: found %d labels, expected %d, one for each image in %s", labelsName, len(labels), n, imagesName)
	}
	for i, label := range labels {
		if label >= Classes {
			return Set{}, fmt.Errorf("%s: found label %d at index %d, expected 0 to 9", labelsName, label, i)
		}
	}
	return Set{Images: images, Labels: labels}, nil
}

func readFile(fsys fs.FS, name string, item ...int) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readIDX(name, f, item...)
}
