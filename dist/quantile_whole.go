package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// wholeQuantile returns the smallest whole number x with CDF(d, x) ≥ p, for distributions of whole numbers with a
// distribution function: by bisection, between ends that are found by doubling steps.
func wholeQuantile(d Distribution, p *tensor.Tensor) (*tensor.Tensor, bool) {
	low, high, whole := wholeSpan(d.Support())
	if !whole || len(d.EventShape()) > 0 {
		return nil, false
	}
	certain, known := CDF(d, plusInf) // 1, or NaN where parameters are not valid
	if !known {
		return nil, false
	}
	shape, fits := tensor.BroadcastShapes(p.Shape(), d.BatchShape())
	if !fits {
		fail(nameOf(d)+".Quantile", "probabilities of shape %v do not broadcast with batch shape %v", []int(p.Shape()), []int(d.BatchShape()))
	}
	t, _ := DTypeOf(d)
	if p.Rank() > 0 {
		t = p.DType()
	}
	values := func(x *tensor.Tensor) []float64 { return x.Detach().Expand(shape...).Float64s() }
	ps, below, above, certainly := values(p), values(tensor.Sub(low, 1)), values(high), values(certain)
	for i, p := range ps {
		switch {
		case certainly[i] != 1:
			above[i] = math.NaN()
		case p == 0:
			above[i] = below[i] + 1
		case p == 1:
			below[i] = above[i]
		case !(0 < p && p < 1):
			above[i] = math.NaN()
		}
	}
	x, step := make([]float64, len(ps)), 1.0
	for range 1100 {
		open := false
		for i := range x {
			x[i] = probe(below[i], above[i], step)
			open = open || below[i] < x[i] && x[i] < above[i]
		}
		if !open {
			break
		}
		cdf, _ := CDF(d, tensor.Of(x).Reshape(shape...).As(t))
		for i, f := range values(cdf) {
			switch {
			case f != f:
				above[i] = f
			case !(below[i] < x[i] && x[i] < above[i]):
			case f >= ps[i]:
				above[i] = x[i]
			default:
				below[i] = x[i]
			}
		}
		step *= 2
	}
	return tensor.Of(above).Reshape(shape...).As(t), true
}

// wholeSpan returns the ends of a set of whole numbers, or of the union of several; false if it is another.
func wholeSpan(c Constraint) (low, high *tensor.Tensor, whole bool) {
	if sets, any := c.(anyOf); any {
		low, high, whole = wholeSpan(sets[0])
		for _, s := range sets[1:] {
			l, h, also := wholeSpan(s)
			if whole = whole && also; !whole {
				return nil, nil, false
			}
			low, high = tensor.Minimum(low, l), tensor.Maximum(high, h)
		}
		return low, high, whole
	}
	u, several := c.(union)
	if !several {
		return wholeEnds(c)
	}
	if low, high, whole = wholeSpan(u.of); !whole {
		return nil, nil, false
	}
	if low.Rank() > 0 {
		low = low.Min(-1)
	}
	if high.Rank() > 0 {
		high = high.Max(-1)
	}
	return low, high, true
}

// probe returns the number to try next between two others, and one of them if there is none.
func probe(below, above, step float64) float64 {
	switch {
	case math.IsInf(below, -1) && math.IsInf(above, 1):
		return 0
	case math.IsInf(below, -1):
		return above - step
	case math.IsInf(above, 1):
		return below + step
	}
	return math.Floor(below + (above-below)/2)
}
