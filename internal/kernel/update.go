package kernel

import "math"

// AdamStep holds the numbers of one step of Adam. The corrections of bias are in Rate and Epsilon.
type AdamStep struct{ Beta1, Beta2, Rate, Epsilon, Clip float64 }

// Adam moves x, and the moments m and v, by one step along grad clipped to ±Clip:
//
//	m ← β₁ m + (1 - β₁) grad
//	v ← β₂ v + (1 - β₂) grad²
//	x ← x - rate · m / (√v + ε)
//
// Numbers below the smallest normal one are taken for 0, and become 0: arithmetic with them makes a step several times
// slower, and moments that decay would stay there for ever, because they are rounded up. grad is finite. It reports
// whether every x still is.
func Adam[T Float](s AdamStep, x, grad, m, v []T) (finite bool) {
	grad, m, v = grad[:len(x)], m[:len(x)], v[:len(x)]
	beta1, rest1, beta2, rest2 := T(s.Beta1), T(1-s.Beta1), T(s.Beta2), T(1-s.Beta2)
	rate, epsilon, clip := T(s.Rate), T(s.Epsilon), T(s.Clip)
	var marks [lanes]float64
	if adamVector(&marks, x, grad, m, v, beta1, rest1, beta2, rest2, rate, epsilon, clip) {
		return marks == [lanes]float64{}
	}
	finite = true
	tiny := smallestNormal[T]()
	smallest := T(math.Sqrt(float64(tiny / rest2))) // the square of anything below would be tiny
	for i, d := range grad {
		switch {
		case d > clip:
			d = clip
		case d < -clip:
			d = -clip
		}
		mean, square := beta1*m[i]+rest1*d, beta2*v[i]
		if d > smallest || d < -smallest {
			square += rest2 * d * d
		}
		if mean < tiny && mean > -tiny {
			mean = 0
		}
		if square < tiny {
			square = 0
		}
		m[i], v[i] = mean, square
		x[i] -= rate * (mean / (T(math.Sqrt(float64(square))) + epsilon))
		finite = finite && x[i]-x[i] == 0
	}
	return finite
}

// smallestNormal returns the smallest positive number of full precision.
func smallestNormal[T Float]() T {
	v := 0x1p-1022
	if single[T]() {
		v = 0x1p-126
	}
	return T(v)
}
