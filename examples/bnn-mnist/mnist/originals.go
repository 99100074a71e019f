package mnist

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
)

// originals are the files of MNIST: the beginnings of their names and the endings.
var originals = [...]struct{ stem, ending string }{
	{"train-images", "idx3-ubyte"}, {"train-labels", "idx1-ubyte"}, {"t10k-images", "idx3-ubyte"}, {"t10k-labels", "idx1-ubyte"},
}

// hasOriginals reports whether a folder has one of the files, and is to have the others.
func hasOriginals(fsys fs.FS) bool {
	for _, o := range originals {
		if _, err := find(fsys, o.stem, o.ending); err == nil {
			return true
		}
	}
	return false
}

// loadOriginals reads a folder with the four files.
func loadOriginals(dir string) (train, test Set, err error) {
	fsys := os.DirFS(dir)
	var names [len(originals)]string
	for i, o := range originals {
		if names[i], err = find(fsys, o.stem, o.ending); err != nil {
			return Set{}, Set{}, fmt.Errorf("in %s: %w", dir, err)
		}
	}
	train, trainSmall, err := readPair(fsys, names[0], names[1])
	if err != nil {
		return Set{}, Set{}, fmt.Errorf("in %s: %w", dir, err)
	}
	test, testSmall, err := readPair(fsys, names[2], names[3])
	if err != nil {
		return Set{}, Set{}, fmt.Errorf("in %s: %w", dir, err)
	}
	if trainSmall && testSmall && slices.Max(train.Labels) < Classes && slices.Max(test.Labels) < Classes {
		return train, test, nil
	}
	if err := numberLabels(&train, &test, names[3]); err != nil {
		return Set{}, Set{}, fmt.Errorf("in %s: %w", dir, err)
	}
	return train, test, nil
}

// numberLabels numbers the labels that the training images have, which become the names of the classes.
func numberLabels(train, test *Set, testLabels string) error {
	var number [256]int // of a label, from 1
	for _, label := range train.Labels {
		number[label] = 1
	}
	var names []string
	for label, occurs := range number {
		if occurs == 1 {
			names = append(names, strconv.Itoa(label))
			number[label] = len(names)
		}
	}
	if len(names) < 2 {
		return fmt.Errorf("found training images of the class %s only, expected at least 2 classes", names[0])
	}
	for i, label := range test.Labels {
		if number[label] == 0 {
			return fmt.Errorf("%s: found label %d at index %d, expected one that training images have", testLabels, label, i)
		}
	}
	for _, s := range []*Set{train, test} {
		s.Names = names
		for i, label := range s.Labels {
			s.Labels[i] = byte(number[label] - 1)
		}
	}
	return nil
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

// readPair reads a file of images and the file of their labels. It reports whether the images had 28 × 28 pixels.
func readPair(fsys fs.FS, imagesName, labelsName string) (s Set, small bool, err error) {
	err = open(fsys, imagesName, func(f fs.File) (err error) {
		s.Images, small, err = readImages(imagesName, f)
		return err
	})
	if err != nil {
		return Set{}, false, err
	}
	err = open(fsys, labelsName, func(f fs.File) (err error) {
		s.Labels, err = readLabels(labelsName, f)
		return err
	})
	if err != nil {
		return Set{}, false, err
	}
	if n := len(s.Images) / Pixels; n != len(s.Labels) {
		return Set{}, false, fmt.Errorf("%s: found %d labels, expected %d, one for each image in %s", labelsName, len(s.Labels), n, imagesName)
	}
	return s, small, nil
}

func open(fsys fs.FS, name string, read func(fs.File) error) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return read(f)
}
