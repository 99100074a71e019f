package dist

import "github.com/credence-ppl/credence/tensor"

// Unmasked returns where the log-probability of d counts: 0 for the elements of its batch that [Mask] leaves out. The
// tensor broadcasts to d's batch shape; it is nil if nothing is masked. An event counts if any part of it does, and so
// does an element of a mixture, if it does in any component.
func Unmasked(d Distribution) *tensor.Tensor {
	if m, ok := d.(interface{ Unmasked() *tensor.Tensor }); ok {
		return m.Unmasked()
	}
	return nil
}

// both returns where neither of two masks is 0. Nil masks nothing.
func both(mask, other *tensor.Tensor) *tensor.Tensor {
	switch {
	case mask == nil:
		return other
	case other == nil:
		return mask
	}
	return tensor.Where(mask, other, 0)
}

// whereCounts returns x where mask is not 0, and the other value elsewhere. A nil mask masks nothing.
func whereCounts(mask, x *tensor.Tensor, other float64) *tensor.Tensor {
	if mask == nil {
		return x
	}
	return tensor.Where(mask, x, other)
}

// anyOfLast returns 1 where a mask of the given batch shape is not 0 anywhere along its last dims dimensions.
func anyOfLast(mask *tensor.Tensor, batch tensor.Shape, dims int) *tensor.Tensor {
	if mask == nil {
		return nil
	}
	counts := tensor.Where(mask, 1, 0).Expand(batch...)
	for range dims {
		counts = counts.Sum(-1)
	}
	return tensor.Where(counts, 1, 0)
}
