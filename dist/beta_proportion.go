package dist

import "github.com/credence-ppl/credence/tensor"

// BetaProportion returns the beta distribution by its mean and how concentrated it is around it, which is
// Beta(mean·concentration, (1 - mean)·concentration). Its variance is mean·(1 - mean) / (concentration + 1).
//
// NumPyro has it under this name, Stan as beta_proportion(mu, kappa), and PyMC as Beta(mu=…, nu=…).
func BetaProportion[M, C tensor.Like](mean M, concentration C) *BetaDist {
	m, c := tensor.To(mean), tensor.To(concentration)
	as := calledAs(betaProportionSpec, m, c)
	return named(Beta(m.Mul(c), tensor.Sub(1, m).Mul(c)), as)
}

var betaProportionSpec = &Spec{"BetaProportion", []Param{
	{"mean", interval{zero, one, openLow | openHigh}, "use the sigmoid of a linear predictor"}, {"concentration", Positive, concentrationCure}}}
