package main

// scan are questions about all elements of a slice.
var scan = []loop{
	{name: "outside", doc: "marks the lanes with an element that is not from low to high; NaN is nowhere.",
		slices: "x", reads: "x", scalars: "low high", reduces: []reduction{marks}, lanes: "lanes",
		body: func(v *vec, in, s []value) []value {
			// The larger of NaN and a number is the number that comes last.
			inside := v.min(v.max(in[0], s[0]), s[1])
			return []value{v.keep(v.compare(inside, notEqual, in[0]), v.register(v.num(1)))}
		}},
}
