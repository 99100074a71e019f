package kernel

// MulAdd sets out to a·b + c; out may be one of them.
func MulAdd[T Float](out, a, b, c []T) {
	a, b, c = a[:len(out)], b[:len(out)], c[:len(out)]
	if mulAddVector(out, a, b, c) {
		return
	}
	for i := range out {
		out[i] = a[i]*b[i] + c[i]
	}
}

// Affine sets out to scale·x + shift; out may be x.
func Affine[T Float](out, x []T, scale, shift T) {
	x = x[:len(out)]
	if affineVector(out, x, scale, shift) {
		return
	}
	for i := range out {
		out[i] = scale*x[i] + shift
	}
}

// Products sets d to a·b, or adds it if accumulate. Where a is 0 the product is 0, whatever b.
func Products[T Float](d, a, b []T, accumulate bool) {
	a, b = a[:len(d)], b[:len(d)]
	if productsVector(d, a, b, bit(accumulate)) {
		return
	}
	for i, v := range a {
		var p T
		if v != 0 {
			p = v * b[i]
		}
		if accumulate {
			p += d[i]
		}
		d[i] = p
	}
}

// Scaled sets d to scale·x, or adds it if accumulate.
func Scaled[T Float](d, x []T, scale T, accumulate bool) {
	x = x[:len(d)]
	switch {
	case scaledVector(d, x, scale, bit(accumulate)):
	case accumulate:
		for i := range d {
			d[i] += scale * x[i]
		}
	default:
		for i := range d {
			d[i] = scale * x[i]
		}
	}
}

// Gated sets d to a where gate is above 0 and to 0 elsewhere, or adds that if accumulate.
func Gated[T Float](d, a, gate []T, accumulate bool) {
	a, gate = a[:len(d)], gate[:len(d)]
	if gatedVector(d, a, gate, bit(accumulate)) {
		return
	}
	for i, v := range gate {
		var x T
		if v > 0 {
			x = a[i]
		}
		if accumulate {
			x += d[i]
		}
		d[i] = x
	}
}

func bit(set bool) uint {
	if set {
		return 1
	}
	return 0
}
