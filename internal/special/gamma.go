package special

import "math"

const halfLog2Pi = 0.918938533204672741780329736405617639861397473637783412817

// Lgamma returns log Γ(x) for x > 0, with relative accuracy also beside its zeros at 1 and 2. Lgamma(0) and
// Lgamma(+Inf) are +Inf; it is NaN for x < 0.
//
// Below 2.5 it uses DLMF 5.7.3 around 2, because math.Lgamma loses two digits near 1.2 and reads subnormal
// arguments wrongly; above, math.Lgamma is good to the last digit.
func Lgamma(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x < 0.5:
		return lgamma1p(x) - log(x)
	case x < 1.5:
		return lgamma1p(x - 1)
	case x < 2.5:
		return lgamma2p(x - 2)
	}
	v, _ := math.Lgamma(x)
	return v
}

// lgamma1p returns log Γ(1 + x) for x ≥ -1/2 without rounding 1 + x, so that it keeps its relative accuracy as
// x → 0.
func lgamma1p(x float64) float64 {
	switch {
	case x <= 0.5:
		return lgamma2p(x) - math.Log1p(x)
	case x <= 1.5:
		return lgamma2p(x - 1)
	}
	return Lgamma(1 + x)
}

// lgamma2p returns log Γ(2 + t) for |t| ≤ 1/2 by DLMF 5.7.3,
//
//	log Γ(2+t) = (1-γ) t + Σ_{k≥2} (-1)^k (ζ(k)-1) tᵏ/k.
func lgamma2p(t float64) float64 {
	sum := 0.0
	for i := len(lgamma2pCoef) - 1; i >= 0; i-- {
		sum = sum*t + lgamma2pCoef[i]
	}
	return sum * t
}

// lgamma2pCoef holds 1-γ and (-1)^k (ζ(k)-1)/k, from testdata/coefficients.py.
var lgamma2pCoef = [...]float64{
	0.42278433509846713939,
	0.32246703342411321824,
	-0.067352301053198095133,
	0.020580808427784547879,
	-0.0073855510286739852663,
	0.0028905103307415232858,
	-0.0011927539117032609771,
	0.00050966952474304242234,
	-0.00022315475845357937976,
	0.000099457512781808533715,
	-0.0000449262367381331417,
	0.000020507212775670691553,
	-9.439488275268395904e-6,
	4.3748667899074878042e-6,
	-2.0392157538013662368e-6,
	9.5514121304074198329e-7,
	-4.4924691987645660433e-7,
	2.1207184805554665869e-7,
	-1.0043224823968099609e-7,
	4.7698101693639805658e-8,
	-2.271109460894316491e-8,
	1.0838659214896954091e-8,
	-5.1834750419700466551e-9,
	2.4836745438024783172e-9,
	-1.1921401405860912074e-9,
	5.7313672416788620133e-10,
}

// stirlingError returns log Γ(x) - [(x-½) log x - x + ½ log 2π] for x ≥ 10 by DLMF 5.11.1.
func stirlingError(x float64) float64 {
	t := 1 / x
	t2 := t * t
	return t * (1./12 + t2*(-1./360+t2*(1./1260+t2*(-1./1680+t2*(1./1188+t2*(-691./360360+t2*(1./156)))))))
}
