package special

import "math"

// IntervalMass is the probability of an interval.
type IntervalMass struct {
	Log  float64 // its logarithm
	Edge float64 // the density at the lower end, over it
}

// NormalMass returns that of a standard normal variable within w/2 of z, for finite w > 0. Neither part cancels,
// however far out or narrow the interval is.
func NormalMass(z, w float64) IntervalMass {
	a := math.Abs(z)
	m := normalMass(a, w)
	if z < 0 { // the density at the farther end
		m.Edge *= math.Exp(-a * w)
	}
	return m
}

// normalMass returns NormalMass for z from 0 on.
func normalMass(z, w float64) IntervalMass {
	low, high := z-w/2, z+w/2
	switch {
	case !(w > 0) || math.IsInf(w, 1):
		return IntervalMass{math.NaN(), math.NaN()}
	case w <= 1 && z*w <= 16: // the density is a smooth multiple of that in the middle
		total := Gauss(-w/2, w, func(d float64) float64 { return math.Exp(-d * (z + d/2)) })
		return IntervalMass{math.Log(total) - z*z/2 - halfLog2Pi, math.Exp(w/2*(z-w/4)) / total}
	case low > 0:
		nearer, farther := NormalLogCDF(-low), NormalLogCDF(-high)
		share := -math.Expm1(farther - nearer)
		return IntervalMass{nearer + math.Log(share), NormalHazard(-low) / share}
	}
	beyond := NormalCDF(low) + NormalCDF(-high)
	return IntervalMass{math.Log1p(-beyond), math.Exp(-low*low/2-halfLog2Pi) / (1 - beyond)}
}
