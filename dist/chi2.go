package dist

import "github.com/credence-ppl/credence/tensor"

// Chi2 returns the χ² distribution with df degrees of freedom, that of the sum of as many squares of standard normal
// variables, which is Gamma(df/2, ½):
//
//	log p(x) = (df/2 - 1)·log x - x/2 - df/2·log 2 - log Γ(df/2),  x ≥ 0
//
// PyMC calls it ChiSquared, Stan chi_square.
func Chi2[D tensor.Like](df D) *GammaDist {
	as := calledAs(chi2Spec, tensor.To(df))
	return named(Gamma(tensor.Mul(tensor.To(df), 0.5), 0.5), as)
}

var chi2Spec = &Spec{"Chi2", []Param{{"df", Positive, "use a parameter constrained to be positive"}}}
