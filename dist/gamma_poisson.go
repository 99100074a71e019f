package dist

import "github.com/credence-ppl/credence/tensor"

// GammaPoisson returns the distribution of a Poisson count whose rate is a draw of Gamma(concentration, rate). It is
// NegativeBinomial[Logits](concentration, -log rate), with mean concentration / rate.
//
// Pyro and NumPyro have it under this name. Stan's neg_binomial(alpha, beta) is the same.
func GammaPoisson[C, R tensor.Like](concentration C, rate R) *NegativeBinomialDist {
	as := calledAs(gammaPoissonSpec, tensor.To(concentration), tensor.To(rate))
	return named(NegativeBinomial[Logits](concentration, tensor.To(rate).Log().Neg()), as)
}

var gammaPoissonSpec = &Spec{"GammaPoisson", []Param{{"concentration", Positive, concentrationCure}, {"rate", Positive, "use a parameter constrained to be positive"}}}
