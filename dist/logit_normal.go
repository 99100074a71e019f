package dist

import "github.com/credence-ppl/credence/tensor"

// LogitNormal returns the distribution of 1 / (1 + e⁻ʸ) for y normal with mean loc and standard deviation scale, which
// is that of Normal(loc, scale) transformed by [Sigmoid]:
//
//	log p(x) = -½ ((log(x/(1-x)) - loc) / scale)² - log scale - ½ log 2π - log x - log(1-x),  0 < x < 1
//
// Its moments have no closed form; the median is that of the normal, transformed. PyMC's LogitNormal and TFP's have the
// same parameters.
func LogitNormal[L, S tensor.Like](loc L, scale S) *TransformedDist {
	as := calledAs(logitNormalSpec, tensor.To(loc), tensor.To(scale))
	d := Transformed(Normal(loc, scale), Sigmoid)
	d.called = as
	return d
}

var logitNormalSpec = &Spec{"LogitNormal", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}}
