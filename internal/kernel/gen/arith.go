package main

// arith are sums and products.
var arith = []loop{
	{name: "locScale", doc: "sets x to loc + scale·x, and adds up what x² was. It marks the lanes with an x that is not finite.",
		slices: "x loc scale", reads: "x loc scale", writes: "x", reduces: []reduction{products, marks}, lanes: "squares bad",
		body: func(v *vec, in, _ []value) []value {
			x := v.fma(in[0], in[2], in[1])
			return []value{x, in[0], in[0], v.sub(x, x)}
		}},
	{name: "affine", doc: "sets out to scale·x + shift.",
		slices: "out x", reads: "x", writes: "out", scalars: "scale shift",
		body: func(v *vec, in, s []value) []value { return []value{v.fma(in[0], s[0], s[1])} }},
	{name: "scaled", doc: "sets or adds scale·x to d.",
		slices: "d x", reads: "x", writes: "d", scalars: "scale", accumulates: true,
		body: func(v *vec, in, s []value) []value { return []value{v.mul(in[0], s[0])} }},
}
