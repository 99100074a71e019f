package main

// lane are the instructions of the machine that runs expressions, over blocks of float64.
var lane = []loop{
	instruction("add", "a + b", "a b", func(v *vec, in []value) value { return v.add(in[0], in[1]) }),
	instruction("sub", "a - b", "a b", func(v *vec, in []value) value { return v.sub(in[0], in[1]) }),
	instruction("mul", "a·b", "a b", func(v *vec, in []value) value { return v.mul(in[0], in[1]) }),
	instruction("div", "a/b", "a b", func(v *vec, in []value) value { return v.div(in[0], in[1]) }),
	{name: "quotient", doc: "sets out to a/d, given the inverse of d.", only64: true, once: true,
		slices: "out a d inverse", reads: "a d inverse", writes: "out",
		body: func(v *vec, in, _ []value) []value { return []value{v.quotient(in[0], in[1], in[2])} }},
	instruction("mulAdd", "a·b + c", "a b c", func(v *vec, in []value) value { return v.fma(in[0], in[1], in[2]) }),
	instruction("neg", "-x", "x", func(v *vec, in []value) value { return v.negate(in[0]) }),
	instruction("abs", "|x|", "x", func(v *vec, in []value) value { return v.abs(in[0]) }),
	instruction("sqrt", "√x", "x", func(v *vec, in []value) value { return v.sqrt(in[0]) }),
	instruction("floor", "the largest whole number that is not above x", "x", func(v *vec, in []value) value { return v.floor(in[0]) }),
	instruction("min", "the smaller of a and b", "a b", func(v *vec, in []value) value {
		return v.orNaN(in[0], v.min(in[0], in[1]))
	}),
	instruction("max", "the larger of a and b", "a b", func(v *vec, in []value) value {
		return v.orNaN(in[0], v.max(in[0], in[1]))
	}),
	comparison("less", "a < b", less),
	comparison("lessEqual", "a ≤ b", lessEqual),
	comparison("equal", "a = b", equal),
	instruction("select", "a where c is not 0, and b elsewhere", "c a b", func(v *vec, in []value) value {
		return v.choose(v.compare(in[0], notEqual, v.zero()), in[1], in[2])
	}),

	{name: "odds", doc: "sets out to e⁻ˡˣˡ.",
		slices: "out x", reads: "x", writes: "out",
		body: func(v *vec, in, _ []value) []value { return []value{v.odds(in[0])} }},
	instruction("sigmoidOf", "the sigmoid of x, given its odds", "x odds", func(v *vec, in []value) value {
		return v.sigmoidOf(in[0], in[1])
	}),
	instruction("softplusOf", "log(1 + eˣ), given the odds of x", "x odds", func(v *vec, in []value) value {
		return v.softplusOf(in[0], in[1])
	}),
	{name: "growth", doc: "multiplies 1 + x, less 1.",
		slices: "x", reads: "x", reduces: []reduction{growths}, lanes: "lanes",
		body: func(_ *vec, in, _ []value) []value { return in }},

	{name: "sum", doc: "adds up x.", only64: true,
		slices: "x", reads: "x", reduces: []reduction{sums}, lanes: "lanes",
		body: func(_ *vec, in, _ []value) []value { return in }},
	{name: "dot", doc: "adds up g·d, where g is not 0.", only64: true,
		slices: "g d", reads: "g d", reduces: []reduction{products}, lanes: "lanes",
		body: func(v *vec, in, _ []value) []value {
			return []value{in[0], v.keep(v.compare(in[0], notEqual, v.zero()), in[1])}
		}},
	{name: "widen", doc: "sets out to x.", only64: true, singles: "x",
		slices: "out x", reads: "x", writes: "out",
		body: func(_ *vec, in, _ []value) []value { return in }},
	{name: "narrow", doc: "sets out to x, rounded.", only64: true, singles: "out",
		slices: "out x", reads: "x", writes: "out",
		body: func(_ *vec, in, _ []value) []value { return in }},
}

// instruction returns a loop that sets out to f of slices.
func instruction(name, doc, slices string, f func(v *vec, in []value) value) loop {
	return loop{name: name, doc: "sets out to " + doc + ".", only64: true,
		slices: "out " + slices, reads: slices, writes: "out",
		body: func(v *vec, in, _ []value) []value { return []value{f(v, in)} }}
}

// comparison returns a loop that sets out to 1 where a PREDICATE b, and to 0 elsewhere.
func comparison(name, doc string, predicate int) loop {
	return instruction(name, "1 where "+doc+", and 0 elsewhere", "a b", func(v *vec, in []value) value {
		return v.keep(v.compare(in[0], predicate, in[1]), v.register(v.num(1)))
	})
}

// orNaN returns b, or a where that is NaN.
func (v *vec) orNaN(a, b value) value { return v.choose(v.compare(a, unordered, a), a, b) }

// quotient returns a/d for r = 1/d. What a·r is off by is divided once more, which gives the same as a division in a
// fraction of the time, except where r is not a normal number or the quotient is infinite or NaN.
func (v *vec) quotient(a, d, r value) value {
	const notEqualOrdered = 0x0c
	q := v.mul(a, r)
	off := v.fnma(q, d, a)
	out := v.choose(v.compare(off, notEqualOrdered, v.num(0)), v.fma(off, r, q), q) // 0 keeps its sign
	size := v.abs(r)
	normal := v.min(v.num(0x1p1022), v.max(v.num(0x1p-1022), size))
	v.unlessAll(v.compare(v.fma(out, v.zero(), normal), equal, size), "divided", func() { v.float("VDIVP", d, a, out) })
	return out
}
