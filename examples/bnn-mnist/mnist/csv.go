package mnist

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

// loadCSV reads a file with a row for each image.
func loadCSV(path string, info fs.FileInfo, seed uint64) (train, test Set, err error) {
	if !info.Mode().IsRegular() || !strings.HasSuffix(strings.ToLower(path), ".csv") {
		return Set{}, Set{}, fmt.Errorf("%s: found a file, expected a CSV file (.csv), a folder of images or a folder with the four MNIST files", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return Set{}, Set{}, err
	}
	defer f.Close()
	all, err := readCSV(path, f)
	if err != nil {
		return Set{}, Set{}, err
	}
	if train, test, err = all.split(seed); err != nil {
		return Set{}, Set{}, fmt.Errorf("%s: %w", path, err)
	}
	return train, test, nil
}

// readCSV reads a table of images; Load says of what kind.
func readCSV(name string, r io.Reader) (Set, error) {
	lines := csv.NewReader(r)
	lines.ReuseRecord = true
	t := csvImages{classes: map[string]int{}}
	for {
		cells, err := lines.Read()
		switch {
		case errors.Is(err, io.EOF):
			s, err := t.set()
			if err != nil {
				return Set{}, fmt.Errorf("%s: %w", name, err)
			}
			return s, nil
		case errors.Is(err, csv.ErrFieldCount):
			line, _ := lines.FieldPos(0)
			return Set{}, fmt.Errorf("%s: line %d: found %d cells, expected %d as in the first line", name, line, len(cells), lines.FieldsPerRecord)
		case err != nil:
			return Set{}, fmt.Errorf("%s: found damage (%w), expected a table with a row for each image", name, err)
		}
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(cell)
		}
		line, _ := lines.FieldPos(0)
		if err := t.add(cells); err != nil {
			return Set{}, fmt.Errorf("%s: line %d: %w", name, line, err)
		}
	}
}

// csvImages collects images of a table. Whether its pixels go to 255 or to 1 is known when one above 1 is met, or else
// at the end; until then, images are kept by either measure.
type csvImages struct {
	label   int // column
	side    int // of the images; 0 before the first line
	classes map[string]int
	names   []string // in the order of their first images
	labels  []int
	bytes   []byte // images of pixels from 0 to 255
	shares  []byte // images of pixels from 0 to 1
	most    float64
	share   float64 // a pixel that is not a whole number, or 0
}

// add reads a row.
func (t *csvImages) add(cells []string) error {
	if t.side == 0 {
		header, err := t.begin(cells)
		if err != nil || header {
			return err
		}
	}
	if len(t.labels) == maxImages {
		return fmt.Errorf("found more than %d images, expected at most that", maxImages)
	}
	name := cells[t.label]
	label, known := t.classes[name]
	if !known {
		if err := checkName(name); err != nil {
			return err
		}
		if label = len(t.names); label == maxClasses {
			return fmt.Errorf("found %q to be one class more than %d, expected at most that", name, maxClasses)
		}
		name = strings.Clone(name) // without its line
		t.classes[name] = label
		t.names = append(t.names, name)
	}
	t.labels = append(t.labels, label)

	whole, shares := make([]byte, 0, len(cells)-1), make([]byte, 0, len(cells)-1)
	for i, cell := range cells {
		if i == t.label {
			continue
		}
		v, err := strconv.ParseFloat(cell, 64)
		if err != nil || !(v >= 0 && v <= 255) || v > 1 && v != math.Trunc(v) {
			return fmt.Errorf("found pixel %.40q in column %d, expected a whole number from 0 to 255, or one from 0 to 1", cell, i+1)
		}
		t.most = max(t.most, v)
		if v != math.Trunc(v) {
			t.share = v
		}
		whole = append(whole, byte(v))
		shares = append(shares, byte(math.Round(255*min(v, 1))))
	}
	if t.most > 1 && t.share > 0 {
		return fmt.Errorf("found pixels %v and %v by now, expected whole numbers from 0 to 255, or all from 0 to 1", t.share, t.most)
	}
	t.bytes = append(t.bytes, fit(whole, t.side, t.side)...)
	if t.most > 1 {
		t.shares = nil
	} else {
		t.shares = append(t.shares, fit(shares, t.side, t.side)...)
	}
	return nil
}

// begin finds the columns by the first line, and reports whether it is a header.
func (t *csvImages) begin(cells []string) (header bool, err error) {
	cells[0] = strings.TrimPrefix(cells[0], "\ufeff") // a byte order mark
	pixels := len(cells) - 1
	t.side = int(math.Sqrt(float64(pixels)))
	if t.side < 1 || t.side*t.side != pixels || pixels > maxPixels {
		return false, fmt.Errorf("found %d columns beside the label, expected those of the pixels, a square number such as 784", pixels)
	}
	for i, cell := range cells {
		_, err := strconv.ParseFloat(cell, 64)
		header = header || i > 0 && err != nil
		if !strings.EqualFold(cell, "label") {
			continue
		}
		if slices.ContainsFunc(cells[:i], func(other string) bool { return strings.EqualFold(other, "label") }) {
			return false, errors.New("found two columns named label, expected one")
		}
		t.label, header = i, true
	}
	return header, nil
}

// set returns all images, classes in the order of their names.
func (t *csvImages) set() (Set, error) {
	if len(t.labels) == 0 {
		return Set{}, errors.New("found no rows, expected one for each image")
	}
	if err := checkCounts(len(t.names)); err != nil {
		return Set{}, err
	}
	s := Set{Images: t.bytes, Labels: make([]byte, len(t.labels)), Names: slices.Clone(t.names)}
	if t.most <= 1 {
		s.Images = t.shares
	}
	sortNames(s.Names)
	number := make([]byte, len(t.names))
	for i, name := range s.Names {
		number[t.classes[name]] = byte(i)
	}
	for i, label := range t.labels {
		s.Labels[i] = number[label]
	}
	if t.side == Rows && slices.Equal(s.Names, digits) {
		s.Names = nil
	}
	return s, nil
}
