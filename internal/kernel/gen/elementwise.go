package main

// elementwise are functions of one number.
var elementwise = []loop{
	{name: "exp", doc: "sets out to eˣ.",
		slices: "out x", reads: "x", writes: "out",
		body: func(v *vec, in, _ []value) []value { return []value{v.exp(in[0])} }},
}
