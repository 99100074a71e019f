package infer

import (
	"slices"

	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// plateNames returns for each dimension of a site's value the plate that owns it, or nothing. A deterministic value
// does not say how many of its last dimensions are its own: its sizes have to tell.
func plateNames(s *ppl.Site) []string {
	rank, shape := s.Value.Rank(), s.Value.Shape()
	if s.Kind == ppl.SampleSite {
		event := len(s.Dist.EventShape())
		return append(batchNames(s, rank-event), make([]string, event)...)
	}
	var fits []int
	for event := range rank {
		if inPlace(s.Plates, shape[:rank-event]) {
			fits = append(fits, event)
		}
	}
	if len(s.Plates) == 0 || len(fits) != 1 {
		return make([]string, rank)
	}
	return append(batchNames(s, rank-fits[0]), make([]string, fits[0])...)
}

// inPlace reports whether a batch shape has the rows of all plates in their dimensions.
func inPlace(plates []*ppl.Frame, batch tensor.Shape) bool {
	return !slices.ContainsFunc(plates, func(f *ppl.Frame) bool {
		return len(batch)+f.Dim < 0 || batch[len(batch)+f.Dim] != f.Batch
	})
}

// batchNames returns the plates of the batch dimensions of a site, of which there are rank.
func batchNames(s *ppl.Site, rank int) []string {
	names := make([]string, rank)
	for _, f := range s.Plates {
		names[rank+f.Dim] = f.Name
	}
	return names
}
