package kernel

import "math"

// AllInside reports whether every element of x lies from low to high. NaN does not.
func AllInside[T Float](x []T, low, high T) bool {
	var marks [lanes]float64
	if outsideVector(&marks, x, low, high) {
		return marks == [lanes]float64{}
	}
	for _, v := range x {
		if !(v >= low && v <= high) {
			return false
		}
	}
	return true
}

// AllFinite reports whether no element of x is infinite or NaN.
func AllFinite[T Float](x []T) bool {
	most := math.MaxFloat64
	if single[T]() {
		most = math.MaxFloat32
	}
	return AllInside(x, T(-most), T(most))
}

// lanes is the number of partial sums of a reduction: element i belongs to sum i mod lanes, on every tier.
const lanes = 16

// total adds up the partial sums in a fixed order.
func total(parts *[lanes]float64) float64 {
	sum := 0.0
	for _, v := range parts {
		sum += v
	}
	return sum
}
