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
	return intoInterval.get().apply(nil, nil, x, low, high)
}

var intoInterval = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("x").in(domain{low: "where(low == 0, pole(), low)", high: "high", rests: true}), 0b110, "x", "low", "high")}.
		register("IntoSupport", []tensor.Input{{Low: -0.9, High: 0.9}, {Low: -2, High: -1}, {Low: 1, High: 3}})
}}
