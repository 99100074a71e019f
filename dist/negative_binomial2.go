package dist

import "github.com/credence-ppl/credence/tensor"

// NegativeBinomial2 returns the distribution of a count by its mean, and the concentration of the gamma variable that
// is its rate: NegativeBinomial[Logits](concentration, log mean - log concentration). Its variance is
// mean + mean² / concentration; for large concentrations it approaches Poisson(mean).
//
// NumPyro has it under this name. It is Stan's neg_binomial_2(mu, phi) and PyMC's NegativeBinomial(mu, alpha).
func NegativeBinomial2[M, C tensor.Like](mean M, concentration C) *NegativeBinomialDist {
	m, c := tensor.To(mean), tensor.To(concentration)
	as := calledAs(negativeBinomial2Spec, m, c)
	return named(NegativeBinomial[Logits](c, m.Log().Sub(c.Log())), as)
}

var negativeBinomial2Spec = &Spec{"NegativeBinomial2", []Param{{"mean", Positive, "exponentiate a linear predictor"}, {"concentration", Positive, concentrationCure}}}
