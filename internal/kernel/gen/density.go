package main

import "math"

// density are sums of log-densities and divergences, and their derivatives.
var density = []loop{
	{name: "squares", doc: "adds up (x - loc)².", only32: true,
		slices: "x", reads: "x", scalars: "loc", reduces: []reduction{products}, lanes: "lanes",
		body: func(v *vec, in, s []value) []value {
			d := v.sub(in[0], s[0])
			return []value{d, d}
		}},
	{name: "centred", doc: "sets or adds factor·(x - loc) to d.", only32: true,
		slices: "d x", reads: "x", writes: "d", scalars: "loc factor", accumulates: true, flushes: true,
		body: func(v *vec, in, s []value) []value { return []value{v.mul(v.sub(in[0], s[0]), s[1])} }},
	{name: "distances", doc: "adds up |x - loc|.", only32: true,
		slices: "x", reads: "x", scalars: "loc", reduces: []reduction{sums}, lanes: "lanes",
		body: func(v *vec, in, s []value) []value { return []value{v.abs(v.sub(in[0], s[0]))} }},
	{name: "sides", doc: "sets or adds factor to d with the sign of x - loc, and nothing where that is 0.", only32: true,
		slices: "d x", reads: "x", writes: "d", scalars: "loc factor", accumulates: true,
		body: func(v *vec, in, s []value) []value {
			d := v.sub(in[0], s[0])
			signed := v.xor(s[1], v.and(d, v.sign()))
			return []value{v.keep(v.compare(d, notEqual, v.zero()), signed)}
		}},
	{name: "standardSquares", doc: "adds up ((x - loc)/scale)².", only32: true,
		slices: "x loc scale", reads: "x loc scale", reduces: []reduction{products}, lanes: "lanes",
		body: func(v *vec, in, _ []value) []value {
			z := v.div(v.sub(in[0], in[1]), in[2])
			return []value{z, z}
		}},
	{name: "logs", doc: "multiplies mantissas and adds up exponents.",
		slices: "x", reads: "x", reduces: []reduction{factors, counts}, lanes: "mantissas exponents",
		body: func(v *vec, in, _ []value) []value {
			n, m := v.parts(in[0])
			return []value{m, n}
		}},
	{name: "misses", doc: "adds up max(s, 0) with s = (1-2x)·logits; NaN for x other than 0 and 1.", only32: true,
		slices: "x logits", reads: "x logits", reduces: []reduction{sums}, lanes: "lanes",
		body: func(v *vec, in, _ []value) []value {
			side := v.side(in[0])
			possible := v.compare(v.abs(side), equal, v.num(1))
			return []value{v.choose(possible, v.max(v.zero(), v.mul(side, in[1])), v.num(math.NaN()))}
		}},
	{name: "outcomeGrads", doc: "sets or adds the derivatives by logits to d, of log p for outcomes x, 0 or 1, with p for 1 the sigmoid of logits, times factor; odds are e⁻ˡˡᵒᵍⁱᵗˡ.", only32: true,
		slices: "d x logits odds", reads: "x logits odds", writes: "d", scalars: "factor", accumulates: true,
		body: func(v *vec, in, s []value) []value {
			side := v.side(in[0])
			lesser := v.compare(v.mul(side, in[1]), less, v.num(0)) // of the two outcomes
			p := v.div(v.choose(lesser, in[2], v.num(1)), v.add(in[2], v.num(1)))
			return []value{v.mul(p, v.mul(v.negate(side), s[0]))}
		}},
	{name: "inverses", doc: "sets or adds factor/x to d.", only32: true,
		slices: "d x", reads: "x", writes: "d", scalars: "factor", accumulates: true,
		body: func(v *vec, in, s []value) []value { return []value{v.div(v.register(s[0]), in[0])} }},
	{name: "normalGrads", doc: "sets or adds the derivatives of a normal log-density, times factor.", only32: true,
		slices: "dx dloc dscale x loc scale", reads: "x loc scale", writes: "dx dloc dscale", scalars: "factor", accumulates: true, flushes: true,
		body: func(v *vec, in, s []value) []value {
			precision := v.div(v.register(v.num(1)), in[2])
			z := v.mul(v.sub(in[0], in[1]), precision)
			precision = v.mul(precision, s[0])
			dloc := v.mul(z, precision)
			return []value{v.negate(dloc), dloc, v.fma(z, dloc, v.negate(precision))}
		}},
	{name: "normalKLParts", doc: "adds up (m - loc)² and s², with mantissas and exponents of s as logs.", only32: true,
		slices: "m s", reads: "m s", scalars: "loc",
		reduces: []reduction{products, products, factors, counts}, lanes: "distances deviations mantissas exponents",
		body: func(v *vec, in, s []value) []value {
			d := v.sub(in[0], s[0])
			n, m := v.parts(in[1])
			return []value{d, d, in[1], in[1], m, n}
		}},
	{name: "normalKL", doc: "adds up twice the divergence of normals from the one with mean loc and standard deviation 1/precision.", only32: true,
		slices: "m s", reads: "m s", scalars: "loc scale precision", reduces: []reduction{sums}, lanes: "lanes",
		body: func(v *vec, in, s []value) []value {
			loc, scale, precision := s[0], s[1], s[2]
			ratio := v.mul(in[1], precision)
			regular := v.compare(ratio, greater, v.num(0x1p-126))
			d := v.choose(regular, v.mul(v.sub(in[0], loc), precision), v.num(math.NaN()))
			// With ratio² = 1 + t = 4ⁿ (1 + f)², t - log(1 + t) is t - 2n log 2 - 2f - 2 (log(1 + f) - f), and where n
			// is 0, without cancellation, f² - 2 (log(1 + f) - f).
			n, mantissa := v.reduceLog(ratio)
			near := v.compare(n, equal, v.num(0))
			f := v.choose(near, v.mul(v.sub(in[1], scale), precision), v.sub(mantissa, v.num(1)))
			far := v.fnma(n, v.num(2*math.Ln2), v.sub(v.fma(ratio, ratio, v.num(-1)), v.add(f, f)))
			twice := v.choose(near, v.mul(f, f), far)
			rest := v.logRest(f)
			return []value{v.fma(d, d, v.sub(twice, v.add(rest, rest)))}
		}},
	{name: "normalKLGrads", doc: "sets or adds the derivatives of these divergences by m and s, times factor.", only32: true,
		slices: "dm ds m s", reads: "m s", writes: "dm ds", scalars: "loc scale precision factor", accumulates: true, flushes: true,
		body: func(v *vec, in, s []value) []value {
			m, deviation, loc, scale, precision := in[0], in[1], s[0], s[1], s[2]
			factor := v.mul(s[3], precision)
			dm := v.mul(v.mul(v.sub(m, loc), precision), factor)
			t := v.mul(v.sub(deviation, scale), v.fma(deviation, precision, v.num(1)))
			return []value{dm, v.div(v.mul(t, factor), deviation)}
		}},
}

// side returns -1 for outcome 1 and 1 for outcome 0.
func (v *vec) side(x value) value { return v.fnma(x, v.num(2), v.num(1)) }

// logRest returns log(1 + f) - f for f from √½ - 1 to √2 - 1.
func (v *vec) logRest(f value) value {
	return v.mul(v.mul(f, f), v.fma(f, v.polynomial(f, log32), v.num(-0.5)))
}
