package dist

import (
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// normalKL is the divergence between normal distributions,
//
//	½ (t - log(1 + t)) + ½ ((loc_q - loc_p) / scale_p)²,  t = (scale_q / scale_p)² - 1
var normalKL = pointwise{value: lanes4(normalDivergence), grad: normalKLGrads, sum: normalKLSum,
	dense: []dense{{firstWhole, normalKLDense[float64](), normalKLDense[float32]()}}}.
	registerSummed("Normal.KL", 0, []tensor.Input{{}, {Low: 0.5, High: 2}, {}, {Low: 0.5, High: 2}})

// firstWhole: q's parameters are stored in full, p's are single numbers, as with one prior for all weights.
const firstWhole = 1<<2 - 1

func normalKLDense[T tensor.Float]() denseOf[T] {
	return denseOf[T]{
		sum: func(in pieces[T]) float64 { return kernel.NormalKL(in[0], in[1], in[2][0], in[3][0]) },
		sumGrad: func(d, in pieces[T], factor T, add uint) {
			kernel.NormalKLGrads(d[0], d[1], in[0], in[1], in[2][0], in[3][0], factor, add)
		},
	}
}

func normalDivergence(m, s, loc, scale float64) float64 {
	if !(s > 0 && scale > 0) {
		return invalidKL(m, s, loc, scale)
	}
	d := (m - loc) / scale
	return 0.5 * (squareRatioKL(s, scale) + d*d)
}

// normalKLSum returns the sum of normalDivergence, with one logarithm for all elements whose scales are not nearly the
// same.
func normalKLSum(in *operands) float64 {
	n := len(in[0])
	m, s, loc, scale := in[0], in[1][:n], in[2][:n], in[3][:n]
	product, total, regular := logProduct{mantissa: 1}, 0.0, true
	for i, v := range scale {
		d, t := (m[i]-loc[i])/v, squareRatio(s[i], v)
		total += d * d
		regular = regular && s[i] > 0 && v > 0
		if t > -nearlyOne && t < nearlyOne {
			total += special.XMinusLog1p(t)
			continue
		}
		total += t
		regular = product.times(s[i]/v) && regular
	}
	if regular {
		return 0.5*total - product.log()
	}
	total = 0
	for i, v := range scale {
		total += normalDivergence(m[i], s[i], loc[i], v)
	}
	return total
}

func normalKLGrads(d, in *operands) {
	n := len(in[0])
	m, s, loc, scale := in[0], in[1][:n], in[2][:n], in[3][:n]
	dm, ds, dloc, dscale := d[0][:n], d[1][:n], d[2][:n], d[3][:n]
	for i, v := range scale {
		if !(s[i] > 0 && v > 0) {
			dm[i], ds[i], dloc[i], dscale[i] = 0, 0, 0, 0
			continue
		}
		precision := 1 / v
		z, t := (m[i]-loc[i])*precision, squareRatio(s[i], v)
		g := z * precision
		dm[i], ds[i], dloc[i], dscale[i] = g, t/s[i], -g, -(t+z*z)*precision
	}
}
