package kernel

// LocScale sets x, which is noise ε, to loc + scale·ε. It returns Σ ε², added up in float64, and whether every x is
// finite.
func LocScale[T Float](x, loc, scale []T) (squares float64, finite bool) {
	loc, scale = loc[:len(x)], scale[:len(x)]
	var parts, marks [lanes]float64
	if locScaleVector(&parts, &marks, x, loc, scale) {
		return total(&parts), marks == [lanes]float64{}
	}
	finite = true
	for i, eps := range x {
		squares += float64(eps) * float64(eps)
		x[i] = loc[i] + scale[i]*eps
		finite = finite && x[i]-x[i] == 0
	}
	return squares, finite
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
