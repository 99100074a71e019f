package dist

import "github.com/credence-ppl/credence/tensor"

// IntoSupport returns draws x with those numbers moved to the nearest one inside the support of d that rounding has
// taken to an end of it, or to an infinity, so that they have a finite log-density. It helps to write RSample; the
// derivative is 0 where a number moves. Supports whose numbers do not lie in an interval are left alone.
func IntoSupport(d Distribution, x *tensor.Tensor) *tensor.Tensor {
	low, high, ok := endsOf(elementOf(d.Support()))
	if !ok {
		return x
	}
	return intoInterval.apply(nil, nil, x, low, high)
}

var intoInterval = pointwise{
	value: lanes3(func(x, _, _ float64) float64 { return x }),
	grad:  grads3(func(_, _, _ float64) (dx, dlow, dhigh float64) { return 1, 0, 0 }),
	open: func(in *operands, i int) (low, high float64) {
		if low = in[1][i]; low == 0 {
			low = pole
		}
		return low, in[2][i]
	},
	rests: true,
}.register("IntoSupport", 0b110, []tensor.Input{{Low: -0.9, High: 0.9}, {Low: -2, High: -1}, {Low: 1, High: 3}})
