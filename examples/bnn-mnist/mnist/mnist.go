// Package mnist reads small gray images with their classes: 10,000 digits of MNIST that are part of the program, the
// whole set from its four original files, or images of one's own.
//
// Pixels stay bytes. Who computes with them turns one mini-batch at a time into floats: the whole set takes 47 MB as
// bytes and 376 MB as Float64.
package mnist

import (
	"embed"
	"fmt"
	"os"
)

const (
	Rows    = 28
	Cols    = 28
	Pixels  = Rows * Cols
	Classes = 10 // of digits
)

const (
	maxImages  = 200_000
	maxClasses = 256        // what a byte can tell apart
	maxPixels  = 50_000_000 // of an image before it is scaled
)

// Set is N images with their labels.
type Set struct {
	Images []byte   // [N, Rows, Cols], row by row; 0 is black, which in digits is paper, and 255 is white, which is ink
	Labels []byte   // [N], each a number of a class, from 0
	Names  []string // of the classes; nil for the digits "0" to "9"
	Drawn  bool     // test images that were drawn by a seed from all of them; by another seed they are others
}

// Len returns the number of images.
func (s Set) Len() int { return len(s.Labels) }

// Image returns the Pixels bytes of image i. They are shared with the set.
func (s Set) Image(i int) []byte { return s.Images[i*Pixels : (i+1)*Pixels : (i+1)*Pixels] }

// Slice returns images from to to-1. They are shared with the set.
func (s Set) Slice(from, to int) Set {
	return Set{Images: s.Images[from*Pixels : to*Pixels : to*Pixels], Labels: s.Labels[from:to:to], Names: s.Names}
}

// Classes returns the names of the classes: Names, or those of the digits.
func (s Set) Classes() []string {
	if s.Names == nil {
		return digits
	}
	return s.Names
}

//go:embed data/*.gz
var embedded embed.FS

const embeddedTrain = 8000

// Embedded returns the digits that are part of the program: 8,000 to train on and 2,000 to test with, both with the
// classes in the same proportions. They are the first 10,000 of MNIST's training images, each in one of the two sets;
// data/README.md says where they come from and in which order they stand.
func Embedded() (train, test Set, err error) {
	all, _, err := readPair(embedded, "data/images-idx3-ubyte.gz", "data/labels-idx1-ubyte.gz")
	if err != nil {
		return Set{}, Set{}, fmt.Errorf("mnist: embedded digits: %w", err)
	}
	return all.Slice(0, embeddedTrain), all.Slice(embeddedTrain, all.Len()), nil
}

// Load returns training and test images, read from a path, which is one of these:
//
//   - A folder with the four files of MNIST: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte
//     and t10k-labels-idx1-ubyte, plain or compressed by gzip with .gz appended. Names with a dot, as in
//     train-images.idx3-ubyte, are taken too. Images of 28 × 28 with labels from 0 to 9 are digits; others are images
//     of one's own, whose classes are the labels of the training images.
//   - A folder with a folder for each class, which has the name of the class and holds PNG and JPEG files; or folders
//     train and test, with folders of the classes in each. Hidden files, Thumbs.db and desktop.ini are passed over.
//   - A CSV file with a row for each image: the name of its class in the column "label", or else in the first one, and
//     in the others its pixels, row by row, as many rows as columns. All pixels are whole numbers from 0 to 255, or all
//     are numbers from 0 to 1. The first line is a header if it has a cell "label", or if it does not have numbers
//     beside the first cell. Images of 28 × 28 of the classes 0 to 9, all of them, are digits.
//
// An image that has another size is scaled: each pixel becomes the mean of what it covers, the longer side has 28, and
// the image stands in the middle of the mean shade of its border. Colors become gray by their luminance, what is
// transparent is white, and a photograph is turned upright if its JPEG file notes down how the camera was held. Classes
// are in the order of their names, of numbers if all of them are whole numbers.
//
// Where the path has no test images, a fifth of each class, at least one image, is drawn from the seed to test with.
// Images that come of folders or of a CSV file are in an order that is drawn from the seed, too.
//
// There are at most 200,000 images, of at most 50 million pixels each, in 2 to 256 classes. Every error is one line
// that names the file, what was found and what was expected.
func Load(path string, seed uint64) (train, test Set, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return Set{}, Set{}, fmt.Errorf("mnist: expected a folder of images, the four MNIST files or a CSV file: %w", err)
	}
	switch {
	case !info.IsDir():
		train, test, err = loadCSV(path, info, seed)
	case hasOriginals(os.DirFS(path)):
		train, test, err = loadOriginals(path)
	default:
		train, test, err = loadFolders(path, seed)
	}
	if err != nil {
		return Set{}, Set{}, fmt.Errorf("mnist: %w", err)
	}
	return train, test, nil
}
