package main

// update are the steps of optimizers.
var update = []loop{
	{name: "adam", doc: "moves x, and the moments m and v, by a step of Adam. It marks the lanes with an x that is no longer finite.",
		slices: "x grad m v", reads: "x grad m v", writes: "x m v", scalars: "beta1 rest1 beta2 rest2 rate epsilon clip", flushes: true,
		reduces: []reduction{marks}, lanes: "lanes",
		body: func(v *vec, in, s []value) []value {
			x, grad, mean, square := in[0], in[1], in[2], in[3]
			beta1, rest1, beta2, rest2, rate, epsilon, clip := s[0], s[1], s[2], s[3], s[4], s[5], s[6]
			grad = v.min(clip, v.max(v.negate(clip), grad))
			mean = v.fma(mean, beta1, v.mul(grad, rest1))
			square = v.fma(square, beta2, v.mul(v.mul(grad, grad), rest2))
			step := v.div(mean, v.add(v.sqrt(square), epsilon))
			x = v.fnma(step, rate, x)
			return []value{x, mean, square, v.sub(x, x)} // 0, or NaN
		}},
}
