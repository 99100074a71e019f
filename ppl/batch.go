package ppl

import (
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// This file is about the batch dimensions of a site: each belongs to a claim, or has extent 1.

// claimed returns a batch shape expanded to the claims around the site, and refuses one that does not fit them.
func (s *Site) claimed(batch tensor.Shape) tensor.Shape {
	full, misfit := s.claims.expand(batch)
	if misfit != 0 {
		s.failBatch(batch, misfit)
	}
	return full
}

// failBatch refuses a batch shape for the dimension, counted from the end, that does not fit the claims.
func (s *Site) failBatch(batch tensor.Shape, dim int) {
	n := batch[len(batch)+dim]
	if c := s.claims.at(dim); c != nil {
		s.failShape("batch shape %v has %d at dimension %d, where %v has %d rows%s",
			[]int(batch), n, dim, c.by, c.extent, s.shapeCure(batch, 0))
	}
	cure := "put the site in a Plate of that size (of all rows with BatchSize, if this is a mini-batch), or make the dimension part of the event with ToEvent"
	if s.isColumn(batch) {
		cure = "Squeeze(-1) makes rows of a column"
	}
	s.failShape("batch shape %v has %d at dimension %d, and no plate claims it; %s", []int(batch), n, dim, cure)
}

// checkMask refuses a mask that would change the batch shape.
func (s *Site) checkMask(batch tensor.Shape) {
	if s.Mask == nil {
		return
	}
	if s.Mask != s.checked {
		if err := dist.CheckConstraint(dist.Boolean, s.Mask); err != nil {
			panic(&SiteError{Site: s.fullName(), Detail: "the mask that a handler set", Err: err})
		}
		s.checked = s.Mask
	}
	if full, ok := tensor.BroadcastShapes(batch, s.Mask.Shape()); !ok || !full.Equal(batch) {
		s.failShape("the mask has shape %v, which does not broadcast to batch shape %v; in the body of a plate, mask the "+
			"part of the model that it is for: ppl.Mask(part, mask)(c)", []int(s.Mask.Shape()), []int(batch))
	}
}

// isReversed reports whether the batch dimensions of a shape are those of the site in the opposite order.
func (s *Site) isReversed(shape tensor.Shape, event int) bool {
	if s.Dist == nil || len(s.Plates) < 2 {
		return false
	}
	batch, got := s.Dist.BatchShape(), slices.Clone(shape[:max(0, len(shape)-event)])
	slices.Reverse(got)
	return got.Equal(batch) && shape[len(shape)-event:].Equal(s.Dist.EventShape())
}

// isColumn reports whether a shape would fit the claims around the site without its last dimension, which is 1.
func (s *Site) isColumn(shape tensor.Shape) bool {
	n := len(shape) - 1
	if len(s.claims) == 0 || n < 1 || shape[n] != 1 {
		return false
	}
	_, misfit := s.claims.expand(shape[:n])
	return misfit == 0
}

// shapeCure returns what to do about a shape that does not fit, or nothing; the shape's last dimensions are those of
// the event.
func (s *Site) shapeCure(shape tensor.Shape, event int) string {
	isBatch := func(f *Frame) bool {
		i := len(shape) - event + f.Dim
		return f.Mode == AllRows && i >= 0 && shape[i] > 1 && shape[i] < f.Size
	}
	isWhole := func(f *Frame) bool {
		i := len(shape) - event + f.Dim
		return f.Indices != nil && i >= 0 && shape[i] == f.Size && f.Batch < f.Size
	}
	if i := slices.IndexFunc(s.Plates, isWhole); i >= 0 {
		f := s.Plates[i]
		return fmt.Sprintf("; the plate looks at %d of its %d rows: take those, which ppl.Indices(c, %q) returns", f.Batch, f.Size, f.Name)
	}
	switch {
	case s.isReversed(shape, event):
		return "; the plates are in the opposite order: the outermost is the last batch dimension; Permute moves dimensions, and Dim places a plate"
	case slices.ContainsFunc(s.Plates, isBatch):
		return "; if these are a mini-batch, say so with BatchSize, BatchIndices or SubsampleSize"
	case len(s.Plates) == 0 && len(shape) > event:
		return "; independent rows belong in a Plate"
	}
	return ""
}
