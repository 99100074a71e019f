package ppl

import (
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// claim is a batch dimension with its owner. A batch dimension of a site belongs to one of the claims around it and has
// the claim's extent, or has extent 1.
type claim struct {
	dim    int // counted from the end: -1, -2, …
	extent int
	by     *Site // the plate
}

// claims are those around a site, outermost first. No two have the same dimension.
type claims []claim

// at returns the claim of a dimension, nil if there is none.
func (cs claims) at(dim int) *claim {
	for i := range cs {
		if cs[i].dim == dim {
			return &cs[i]
		}
	}
	return nil
}

// free returns the last dimension that nothing claims.
func (cs claims) free() int {
	dim := -1
	for cs.at(dim) != nil {
		dim--
	}
	return dim
}

// with returns the claims around the sites inside one more.
func (cs claims) with(c claim) claims { return append(slices.Clip(cs), c) }

// expand returns a batch shape with all claimed dimensions at their extents. misfit is the first dimension that has
// neither extent 1 nor that of its claim; 0 if all fit.
func (cs claims) expand(batch tensor.Shape) (full tensor.Shape, misfit int) {
	rank := len(batch)
	for _, c := range cs {
		rank = max(rank, -c.dim)
	}
	full = make(tensor.Shape, rank)
	for i := range full {
		full[i] = 1
	}
	for _, c := range cs {
		full[rank+c.dim] = c.extent
	}
	for i, n := range batch {
		if dim := i - len(batch); n != 1 && n != full[rank+dim] {
			return nil, dim
		}
	}
	return full, 0
}
