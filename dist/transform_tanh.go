package dist

import "github.com/credence-ppl/credence/tensor"

// Tanh is the transform y = tanh x from the real line to the numbers between -1 and 1, which it never rounds to.
var Tanh Transform = tanh.get().of()

var signedUnit Constraint = closed(tensor.To(-1), tensor.To(1))

var tanh = lazy[*scalarMap]{make: func() *scalarMap {
	return defineMap(scalarMap{name: "Tanh", domain: Real, codomain: to(signedUnit)}, scalarFormulas{
		forward: is("tanh(x)").in(domain{low: "-1", high: "1"}),
		inverse: is("a = abs(y); sign(y)*log1p(2*a/(1 - a))/2").d("y", "1/((1 - y)*(1 + y))"),
		logDet:  is("logSech2(x)").d("x", "-2*tanh(x)"),
		y:       tensor.Input{Low: -0.9, High: 0.9},
	})
}}
