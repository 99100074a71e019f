package special

import "math"

const halfLog2Pi = 0.918938533204672741780329736405617639861397473637783412817

// Lgamma returns log Γ(x) for x > 0, with relative accuracy also beside its zeros at 1 and 2. Lgamma(0) and
// Lgamma(+Inf) are +Inf; it is NaN for x < 0.
//
// Below 2.5 it uses a polynomial around 2, because math.Lgamma loses two digits near 1.2 and reads subnormal
// arguments wrongly; above, math.Lgamma is good to the last digit.
func Lgamma(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x < 0.5:
		return Lgamma1p(x) - Log(x)
	case x < 1.5:
		return Lgamma1p(x - 1)
	case x < 2.5:
		return lgamma2p(x - 2)
	}
	v, _ := math.Lgamma(x)
	return v
}

// Lgamma1p returns log Γ(1 + x) without rounding 1 + x, so that it keeps its relative accuracy as x → 0.
func Lgamma1p(x float64) float64 {
	switch {
	case x < -0.5:
		return Lgamma(1 + x)
	case x <= 0.25: // beyond, the two cancel each other
		return lgamma2p(x) - math.Log1p(x)
	case x <= 1.5:
		return lgamma2p(x - 1)
	}
	return Lgamma(1 + x)
}

// lgamma2p returns log Γ(2 + t) for t from -3/4 to 1/2.
func lgamma2p(t float64) float64 { return t * polynomial(t+1./8, lgamma2pCoef[:]) }

// lgamma2pCoef is the near-minimax polynomial of log Γ(2+t)/t on [-3/4, 1/2] in t + 1/8, from testdata/coefficients.py.
var lgamma2pCoef = [...]float64{
	0.3813814831935063987,
	0.34033129507247139589,
	-0.075823675201533810575,
	0.02477658924398192658,
	-0.009510748009720687221,
	0.0039801636906694991269,
	-0.0017552919363199724796,
	0.00080121144828231699846,
	-0.00037458128575394147516,
	0.00017820404288129153866,
	-0.00008590341482537064866,
	0.000041837855297924748694,
	-0.00002054773788877530452,
	0.000010158660960877985733,
	-5.037687540172898242e-6,
	2.5166132446863782685e-6,
	-1.3027957720737354438e-6,
	6.5625076809023695771e-7,
	-2.5460797568385653779e-7,
	1.2861172063127182189e-7,
	-1.4815259092514529896e-7,
	7.5584726967884462495e-8,
}

// StirlingError returns log Γ(x) - [(x-½) log x - x + ½ log 2π] for x ≥ 10, where DLMF 5.11.1 is its series.
func StirlingError(x float64) float64 {
	t := 1 / x
	return t * polynomial(t*t, stirlingCoef[:])
}

// stirlingCoef is the near-minimax polynomial of x·StirlingError(x) in 1/x² for x ≥ 10, from testdata/coefficients.py.
var stirlingCoef = [...]float64{
	0.083333333333333330592,
	-0.0027777777777580279305,
	0.00079365077053603973291,
	-0.00059522816782730747145,
	0.0008398119452648516434,
	-0.0017404560390011844983,
}

// polynomial returns c[0] + c[1] x + c[2] x² + …, by the even and the odd powers, because in one sum each
// multiplication has to wait for the one before.
func polynomial(x float64, c []float64) float64 {
	even, odd, x2 := 0.0, 0.0, x*x
	i := len(c) - 1
	if i%2 == 0 {
		even = c[i]
		i--
	}
	for ; i > 0; i -= 2 {
		odd, even = odd*x2+c[i], even*x2+c[i-1]
	}
	return even + x*odd
}
