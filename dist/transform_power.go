package dist

import "github.com/credence-ppl/credence/tensor"

// Power returns the transform y = xᵖ of the positive numbers. The exponent broadcasts with x, and derivatives flow to
// it; it may be negative, but not 0.
func Power[P tensor.Like](p P) Transform { return power.get().of(tensor.To(p)) }

var power = lazy[*scalarMap]{make: func() *scalarMap {
	return defineMap(scalarMap{
		name: "Power", params: []Param{{"p", nonZero{}, "a constant is not a bijection"}}, bare: true, safe: [2]float64{1},
		domain: Positive, codomain: to(Positive),
		sign: func(p [2]*tensor.Tensor) *tensor.Tensor { return tensor.Where(tensor.Less(p[0], 0), -1, 1) },
	}, scalarFormulas{
		forward: is("x^p"), inverse: is("y^(1/p)"), logDet: is("log(abs(p)) + (p - 1)*log(x)"),
		x: positiveInput, y: positiveInput, inputs: []tensor.Input{positiveInput},
	})
}}
