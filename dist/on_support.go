package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// OnSupport returns logProb of x where x is inside the support of d, and -Inf with derivative 0 elsewhere. It helps to write
// LogProb: logProb, which returns log-densities of shape [sample…, batch…], is only given values inside, ends not included,
// in place of others.
func OnSupport(d Distribution, x *tensor.Tensor, logProb func(x *tensor.Tensor) *tensor.Tensor) *tensor.Tensor {
	set := d.Support()
	if full, ok := tensor.BroadcastShapes(tensor.RawShape(x), tensor.Join(d.BatchShape(), d.EventShape())); ok {
		x = x.Expand(full...)
	}
	outside := outsideOf(set, x)
	inside := tensor.Where(unsqueeze(outside, set.EventDim()), set.Inside(x.Shape()...).As(x.DType()), x)
	return tensor.Where(outside, math.Inf(-1), logProb(inside))
}
