package dist

import "github.com/credence-ppl/credence/tensor"

var (
	// Sigmoid is the transform y = 1 / (1 + e⁻ˣ) from the real line to [UnitInterval]. It never rounds to 0 or 1.
	Sigmoid Transform = sigmoid.get().of(unitInterval.low, unitInterval.high)

	// Logit is the inverse of [Sigmoid].
	Logit Transform = inverse{Sigmoid}
)

// sigmoid is low + (high - low) / (1 + e⁻ˣ). It is measured from the nearer end, so that it comes as close to either as
// numbers can.
var sigmoid = lazy[*scalarMap]{make: func() *scalarMap {
	return defineMap(scalarMap{
		name: "Sigmoid", params: []Param{{"low", Real, ""}, {"high", Real, ""}}, safe: [2]float64{0, 1}, domain: Real,
		codomain: func(p [2]*tensor.Tensor) Constraint { return closed(p[0], p[1]) },
	}, scalarFormulas{
		forward: is("s = (high - low)*sigmoid(-abs(x)); where(x > 0, high - s, low + s)").
			d("x", "(high - low)*sigmoid(x)*sigmoid(-x)").d("low", "sigmoid(-x)").d("high", "sigmoid(x)").
			in(domain{low: "low", high: "high"}),
		inverse: is("r = a/b; where(ordinary(r), log(r), log(a) - log(b))").d("y", "1/a + 1/b").d("low", "-1/a").d("high", "-1/b").
			with("a = y - low; b = high - y"),
		logDet: is("a = abs(x); log(high - low) - a - 2*log1p(exp(-a))").d("x", "-tanh(x/2)"),
		y:      tensor.Input{Low: -0.9, High: 0.9},
		inputs: []tensor.Input{{Low: -2, High: -1}, {Low: 1, High: 3}},
	})
}}
