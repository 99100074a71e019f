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

func bit(set bool) uint {
	if set {
		return 1
	}
	return 0
}
