package dist

import (
	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// OrderedProbit returns [OrderedLogistic] with standard normal noise: with Φ for the normal distribution function
//
//	p(x) = Φ(c_{x+1} - η) - Φ(c_x - η)
//
// PyMC's OrderedProbit(eta, cutpoints) and Stan's ordered_probit(eta, c), which counts from 1, are the same.
func OrderedProbit[P tensor.Like](predictor P, cutpoints *tensor.Tensor) *OrderedDist {
	return newOrdered(orderedProbit.get(), tensor.To(predictor), cutpoints)
}

var orderedProbit = lazy[*orderedNoise]{make: func() *orderedNoise {
	return newOrderedNoise("OrderedProbit",
		is("where(low == -inf, lognormcdf(high - predictor), high == inf, lognormcdf(predictor - low), normmass(z, w))").
			d("low", "where(low == -inf, 0, high == inf, -normhazard(predictor - low), -normedge(z, w))").
			d("high", "where(high == inf, 0, low == -inf, normhazard(high - predictor), normedge(-z, w))").
			d("predictor", `where(low == -inf, -normhazard(high - predictor), high == inf, normhazard(predictor - low),
			-sign(z)*normedge(abs(z), w)*expm1(-abs(z)*w))`).
			with("z = low/2 + high/2 - predictor; w = high - low"),
		is("normcdf(cut - predictor)"), is("lognormcdf(cut - predictor)"), is("lognormcdf(predictor - cut)"))
}}

// Functions of the probability of an interval of width y around x: its logarithm, and the normal density at the lower
// end over it.
var (
	_ = expr.Define("normmass", func(z, w float64) float64 { return special.NormalMass(z, w).Log },
		"sign(x)*normedge(abs(x), y)*expm1(-abs(x)*y)", "normedge(x, y)/2 + normedge(-x, y)/2")
	_ = expr.Define("normedge", func(z, w float64) float64 { return special.NormalMass(z, w).Edge }, "", "")
)
