package main

// iterate maps each x to scale·x + shift, rounds times over, at least once. The elements stay in registers, so that it
// runs as many multiply-adds a second as the processor can: 192 · rounds in all. With more than 16384 rounds it holds
// up the garbage collector.
func iterate(x *[192]float32, scale, shift float32, rounds int) {
	if iterateVector(x, scale, shift, rounds) {
		return
	}
	for i := 0; i < len(x); i += 8 {
		h := (*[8]float32)(x[i:])
		a, b, c, d, e, f, g, k := h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]
		for range rounds {
			a, b, c, d = scale*a+shift, scale*b+shift, scale*c+shift, scale*d+shift
			e, f, g, k = scale*e+shift, scale*f+shift, scale*g+shift, scale*k+shift
		}
		*h = [8]float32{a, b, c, d, e, f, g, k}
	}
}
