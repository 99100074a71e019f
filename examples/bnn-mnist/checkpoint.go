package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// notes stand behind the network in a file of -save, as JSON: what its classes are called, by what it standardizes
// pixels, and the seed.
type notes struct {
	Classes []string `json:"classes"`
	Mean    float64  `json:"pixel_mean"`
	SD      float64  `json:"pixel_sd"` // 0 if it sees them as they are
	Seed    uint64   `json:"seed"`
}

// maxNotes is more than 256 names of classes take.
const maxNotes = 1 << 20

// save writes the network to a writer.
func (t *training) save(w io.Writer) error {
	if err := t.svi.Save(w); err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(notes{t.train.Classes(), t.classifier.mean, t.classifier.sd, t.o.seed})
}

// resume goes on from the network in a file. Its classes are to be those of the training images, and it sees pixels as
// it has; the test images must not be some that it has seen. Files from before there were notes are taken without.
func (t *training) resume(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := t.svi.Load(f); err != nil {
		return err
	}
	n, err := readNotes(f)
	if n == nil || err != nil {
		return err
	}
	if classes := t.train.Classes(); !slices.Equal(n.Classes, classes) {
		return fmt.Errorf("found a network of %d classes (%s), expected the %d of the images (%s)",
			len(n.Classes), few(n.Classes), len(classes), few(classes))
	}
	if t.test.Drawn && n.Seed != t.o.seed {
		return fmt.Errorf("it was trained with -seed %d; the test images are drawn by the seed, and with -seed %d they would be some that it has seen", n.Seed, t.o.seed)
	}
	t.classifier.mean, t.classifier.sd = n.Mean, n.SD
	return nil
}

// readNotes reads what is behind a network, nil if nothing is.
func readNotes(r io.Reader) (*notes, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxNotes+1))
	if err != nil || len(text) == 0 {
		return nil, err
	}
	var n notes
	if json.Unmarshal(text, &n) != nil || len(n.Classes) == 0 || n.SD < 0 {
		return nil, errors.New("found something else behind the network than its classes; the file is damaged, or several in one")
	}
	return &n, nil
}
