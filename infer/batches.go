package infer

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/credence-ppl/credence/tensor"
)

// BatchOptions holds the settings of Batches.
type BatchOptions struct {
	Epochs int // passes over the data; 0 means 1
	Seed   uint64
	Skip   int // batches to leave out at the start, to resume after so many steps
}

// Batches returns mini-batches of size rows each, made by load from row numbers; the last of an epoch has what is left.
// Every epoch goes through all rows in an order that depends on seed and epoch only, so that a resumed run sees the
// same batches. It is an error if size is not between 1 and rows, or an option is negative.
func Batches[D any](rows, size int, o BatchOptions, load func(rows []int) D) (iter.Seq[D], error) {
	switch {
	case load == nil:
		return nil, errors.New("infer: Batches has no function that loads a batch from its row numbers")
	case rows > most:
		return nil, fmt.Errorf("infer: Batches out of %d rows; there are at most %d", rows, most)
	case size < 1 || size > rows:
		return nil, fmt.Errorf("infer: Batches of %d out of %d rows; the size must be between 1 and the number of rows", size, rows)
	case o.Epochs < 0:
		return nil, fmt.Errorf("infer: Batches for %d epochs; 0 means 1, and a negative number means nothing", o.Epochs)
	case o.Skip < 0:
		return nil, fmt.Errorf("infer: Batches with Skip %d; it is the number of batches to leave out", o.Skip)
	}
	perEpoch := (rows + size - 1) / size
	return func(yield func(D) bool) {
		for epoch := o.Skip / perEpoch; epoch < cmp.Or(o.Epochs, 1); epoch++ {
			order := rand.New(tensor.NewRNG(o.Seed).Split("batches", uint64(epoch))).Perm(rows)
			first := max(0, o.Skip-epoch*perEpoch)
			for from := first * size; from < rows; from += size {
				to := min(from+size, rows)
				if !yield(load(order[from:to:to])) {
					return
				}
			}
		}
	}, nil
}
