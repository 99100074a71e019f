package table

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/internal/words"
	"github.com/credence-ppl/credence/tensor"
)

// Categories is a column of names as numbers from 0 on.
type Categories struct {
	Names   []string       // of the categories, by number
	Index   []int          // the number of each row, as Tensor.Take takes them; -1 where there is none
	Values  *tensor.Tensor // the same as a tensor, as data of dist.Categorical; NaN where there is none
	Present *tensor.Tensor // 1 where there is a name and 0 elsewhere, a mask for ppl.Mask; nil if there are no gaps
}

// Categories returns a column of names. Categories are numbered in alphabetical order, or as they are listed; then any
// other name is an error.
func (t *Table) Categories(column string, names ...string) (Categories, error) {
	cells, err := t.column(column)
	if err != nil {
		return Categories{}, err
	}
	listed := len(names) > 0
	if !listed {
		for _, cell := range cells {
			if !t.isMissing(cell) {
				names = append(names, cell)
			}
		}
		slices.Sort(names)
		names = slices.Compact(names)
	}
	number := map[string]int{}
	for i, name := range names {
		if _, twice := number[name]; twice {
			return Categories{}, t.errorf("column %q: the category %q is listed twice", column, name)
		}
		number[name] = i
	}
	c := Categories{Names: slices.Clone(names), Index: make([]int, len(cells))}
	values, present := make([]float64, len(cells)), make([]bool, len(cells))
	for i, cell := range cells {
		n, ok := number[cell]
		switch {
		case ok:
			c.Index[i], values[i], present[i] = n, float64(n), true
		case t.isMissing(cell):
			c.Index[i], values[i] = -1, math.NaN()
		default:
			return Categories{}, t.errorf("line %d, column %q: %q is none of the categories listed, %s", t.lines[i], column, cell, words.Names(names))
		}
	}
	c.Values, c.Present = tensor.Of(values), mask(present)
	return c, nil
}
