package main

// derivative returns a loop that adds a product of g to d, or stores it. A g of 0 gives 0 whatever it is multiplied
// with.
func derivative(name, doc string, product func(v *vec, g, x value) value) loop {
	return loop{name: name, doc: "adds " + doc + " to d, or stores it.",
		slices: "d adjoint x", reads: "adjoint x", writes: "d", accumulates: true,
		body: func(v *vec, in, _ []value) []value {
			g, x := in[0], in[1]
			return []value{v.keep(v.compare(g, notEqual, v.num(0)), product(v, g, x))}
		}}
}

// derivatives multiply an adjoint with the derivative of an elementwise function.
var derivatives = []loop{
	derivative("products", "adjoint·x", func(v *vec, g, x value) value { return v.mul(g, x) }),
	derivative("reluGrad", "adjoint where x > 0", func(v *vec, g, x value) value {
		return v.keep(v.compare(x, greater, v.num(0)), g)
	}),
}
