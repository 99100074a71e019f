package dist

import "math"

// normalLogProbs computes normalLogProb for a lane. Neighbors often have the same scale.
func normalLogProbs(out []float64, in *operands) {
	x, loc, scale := in[0], in[1][:len(in[0])], in[2][:len(in[0])]
	out = out[:len(x)]
	last, peak, ordinary := math.NaN(), 0.0, false
	for i, s := range scale {
		if s != last {
			last, ordinary, peak = s, s > 0, normalPeak(s)
		}
		if !ordinary {
			out[i] = invalid(x[i], loc[i], s)
			continue
		}
		out[i] = normalAt((x[i]-loc[i])/s, peak)
	}
}

// normalSum returns the sum of normalLogProb, with one logarithm for all.
func normalSum(in *operands) float64 {
	x, loc, scale := in[0], in[1][:len(in[0])], in[2][:len(in[0])]
	product, squares, regular := logProduct{mantissa: 1}, 0.0, true
	for i, s := range scale {
		z := (x[i] - loc[i]) / s
		squares += z * z
		regular = product.times(s) && regular
	}
	if regular {
		return -0.5*squares - product.log() - float64(len(x))*halfLog2Pi
	}
	total := 0.0
	for i, s := range scale {
		total += normalLogProb(x[i], loc[i], s)
	}
	return total
}

// normalGrads computes normalGrad for a lane. The sums of a network's weights spend their time here.
func normalGrads(d, in *operands) {
	x, loc, scale := in[0], in[1][:len(in[0])], in[2][:len(in[0])]
	dx, dloc, dscale := d[0][:len(x)], d[1][:len(x)], d[2][:len(x)]
	last, precision := math.NaN(), 0.0
	for i, s := range scale {
		if s != last {
			last, precision = s, 1/s
		}
		z, p := (x[i]-loc[i])*precision, precision
		if !(s > 0) || math.Abs(z) > math.MaxFloat64 {
			z, p = 0, 0
		}
		dloc[i], dscale[i] = normalSlopes(z, p)
		dx[i] = -dloc[i]
	}
}
