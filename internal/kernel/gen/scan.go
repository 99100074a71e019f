package main

// scan are questions about all elements of a slice.
var scan = []loop{
	{name: "inside", doc: "counts the elements of x from low to high; NaN is nowhere.",
		slices: "x", reads: "x", scalars: "low high", reduces: sums,
		body: func(v *vec, in, s []value) []value {
			one := v.keep(v.compare(in[0], lessEqual, s[1]), v.register(v.num(1)))
			return []value{v.keep(v.compare(s[0], lessEqual, in[0]), one)}
		}},
}
