package dist

import "github.com/credence-ppl/credence/tensor"

var (
	// Softplus is the transform y = log(1 + eˣ) from the real line to the positive numbers. It never rounds to 0 or +Inf.
	Softplus Transform = softplus.get().of()

	// SoftplusInverse is the inverse of [Softplus].
	SoftplusInverse Transform = inverse{Softplus}
)

var softplus = lazy[*scalarMap]{make: func() *scalarMap {
	return defineMap(scalarMap{name: "Softplus", domain: Real, codomain: to(Positive)}, scalarFormulas{
		forward: is("softplus(x)").in(domain{low: "0", high: "inf"}),
		inverse: is("y + log1mexp(-y)").d("y", "-1/expm1(-y)"),
		logDet:  is("-softplus(-x)"),
		y:       tensor.Input{Low: 0.1, High: 4},
	})
}}
