package dist

import "github.com/credence-ppl/credence/tensor"

// normalKL is the divergence between normal distributions,
//
//	½ (t - log(1 + t)) + ½ ((loc_q - loc_p) / scale_p)²,  t = (scale_q / scale_p)² - 1
var normalKL = pointwise{
	value: lanes4(func(m, s, loc, scale float64) float64 {
		if !(s > 0 && scale > 0) {
			return invalidKL(m, s, loc, scale)
		}
		d := (m - loc) / scale
		return 0.5 * (squareRatioKL(s, scale) + d*d)
	}),
	grad: grads4(func(m, s, loc, scale float64) (dm, ds, dloc, dscale float64) {
		if !(s > 0 && scale > 0) {
			return 0, 0, 0, 0
		}
		d := (m - loc) / scale
		t := squareRatio(s, scale)
		return d / scale, t / s, -d / scale, -(t + d*d) / scale
	}),
}.register("Normal.KL", 0, []tensor.Input{{}, {Low: 0.5, High: 2}, {}, {Low: 0.5, High: 2}})
