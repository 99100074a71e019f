package main

// arith are sums and products.
var arith = []loop{
	{name: "mulAdd", doc: "sets out to a·b + c.",
		slices: "out a b c", reads: "a b c", writes: "out",
		body: func(v *vec, in, _ []value) []value { return []value{v.fma(in[0], in[1], in[2])} }},
	{name: "affine", doc: "sets out to scale·x + shift.",
		slices: "out x", reads: "x", writes: "out", scalars: "scale shift",
		body: func(v *vec, in, s []value) []value { return []value{v.fma(in[0], s[0], s[1])} }},
	{name: "scaled", doc: "sets or adds scale·x to d.",
		slices: "d x", reads: "x", writes: "d", scalars: "scale", accumulates: true,
		body: func(v *vec, in, s []value) []value { return []value{v.mul(in[0], s[0])} }},
}
