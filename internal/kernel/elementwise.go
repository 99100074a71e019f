package kernel

import "math"

// Exp sets out to eˣ. Within 3 ulp on every tier; 0 and +Inf beyond the range, NaN for NaN. out may be x.
func Exp[T Float](out, x []T) {
	out = out[:len(x)]
	if !expVector(out, x) {
		each(out, x, math.Exp)
	}
}

func each[T Float](out, x []T, f func(float64) float64) {
	for i, v := range x {
		out[i] = T(f(float64(v)))
	}
}
