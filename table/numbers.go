package table

import (
	"math"
	"strconv"

	"github.com/credence-ppl/credence/tensor"
)

// Numbers is a column of numbers.
type Numbers struct {
	Values  *tensor.Tensor // one for each row; NaN where there is none
	Present *tensor.Tensor // 1 where there is a value and 0 elsewhere, a mask for ppl.Mask; nil if there are no gaps
}

// Numbers returns a column of numbers. A cell that is neither a finite number nor missing is an error that says where
// it is.
func (t *Table) Numbers(column string) (Numbers, error) {
	cells, err := t.column(column)
	if err != nil {
		return Numbers{}, err
	}
	values, present := make([]float64, len(cells)), make([]bool, len(cells))
	for i, cell := range cells {
		if t.isMissing(cell) {
			values[i] = math.NaN()
			continue
		}
		v, err := strconv.ParseFloat(cell, 64)
		if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
			return Numbers{}, t.errorf("line %d, column %q: %q is not a finite number; Categories reads names, and Options.Missing tells what stands for no value",
				t.lines[i], column, cell)
		}
		values[i], present[i] = v, true
	}
	return Numbers{tensor.Of(values), mask(present)}, nil
}

// mask returns 1 where it is true; nil if it is everywhere.
func mask(present []bool) *tensor.Tensor {
	values, all := make([]float64, len(present)), true
	for i, p := range present {
		if p {
			values[i] = 1
		}
		all = all && p
	}
	if all {
		return nil
	}
	return tensor.Of(values)
}

// Known returns the values of the rows that have one.
func (n Numbers) Known() []float64 {
	values := n.Values.Float64s()
	if n.Present == nil {
		return values
	}
	var known []float64
	for i, p := range n.Present.Float64s() {
		if p != 0 {
			known = append(known, values[i])
		}
	}
	return known
}
