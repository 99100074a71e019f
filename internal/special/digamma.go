package special

import "math"

// Digamma returns ψ(x) = d/dx log Γ(x) for x > 0, with relative accuracy also beside its zero at 1.4616….
// Digamma(0) is -Inf and Digamma(+Inf) is +Inf; it is NaN for x < 0.
//
// On [1, 2] it is its distance from the zero times a polynomial, and below by the recurrence ψ(x) = ψ(x+1) - 1/x (DLMF
// 5.5.2), which above would cost digits. There it is less than log x by logMinusDigamma.
func Digamma(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x < 1:
		return digamma12(x+1) - 1/x
	case x < 2:
		return digamma12(x)
	}
	return math.Log(x) - logMinusDigamma(x)
}

// digammaTailCoef is the near-minimax polynomial of x² (log x - 1/(2x) - ψ(x)) in 1/x² for x ≥ 2, from
// testdata/coefficients.py.
var digammaTailCoef = [...]float64{
	0.08333333333333331377,
	-0.0083333333332824034263,
	0.0039682539458390877761,
	-0.0041666626852384455074,
	0.0075753767455309948661,
	-0.021070054649552762087,
	0.082403548918564916637,
	-0.41543190760742664961,
	2.4086326657401414484,
	-14.175672334916992518,
	76.388182028191336382,
	-350.65967729993660767,
	1303.3202157768427461,
	-3758.4014455627503604,
	8025.2668059909363185,
	-11879.665696300202179,
	10847.141982752735536,
	-4591.9388467824040175,
}

// logMinusDigamma returns log x - ψ(x) for x ≥ 2 without subtracting the two: by a polynomial in 1/x, and from 14 on by
// the series DLMF 5.11.2.
func logMinusDigamma(x float64) float64 {
	t := 1 / x
	t2 := t * t
	if x < 14 {
		return t * (1./2 + t*polynomial(t2, digammaTailCoef[:]))
	}
	return t * (1./2 + t*(1./12+t2*(-1./120+t2*(1./252+t2*(-1./240+t2*(1./132+t2*(-691./32760+t2*(1./12))))))))
}

// The zero of ψ as the sum of two float64: the distance to it must not round.
const (
	digammaZeroHigh = 1.4616321449683622458
	digammaZeroLow  = 9.5499954299656977152e-17
)

// digamma12 returns ψ(x) on [1, 2] as (x - zero) times a polynomial in x - 3/2.
func digamma12(x float64) float64 {
	return ((x - digammaZeroHigh) - digammaZeroLow) * polynomial(x-1.5, digamma12Coef[:])
}

// digamma12Coef is the near-minimax polynomial of ψ(x)/(x - zero) on [1, 2], from testdata/coefficients.py.
var digamma12Coef = [...]float64{
	0.95105587603183289283,
	-0.42362742128146050498,
	0.24054248424077421856,
	-0.14840492305390885721,
	0.094988724454941213253,
	-0.06192213327306453169,
	0.040760833812420736017,
	-0.026975796756138248795,
	0.017907252439451199397,
	-0.011908218001568644751,
	0.0079269446464037960374,
	-0.0052799648732574042082,
	0.0035190064015022760473,
	-0.002345267632540769041,
	0.0015566317474486839277,
	-0.001037637409841860467,
	0.00072332662792875541556,
	-0.00048219905305667888755,
	0.00022723316609873758807,
	-0.00015148586836773365902,
	0.00025968482126430746555,
	-0.00017312261802727393258,
}

// Trigamma returns ψ′(x) = d²/dx² log Γ(x) for x > 0.
// Trigamma(0) is +Inf and Trigamma(+Inf) is 0; it is NaN for x < 0.
//
// The recurrence ψ′(x) = ψ′(x+1) + 1/x² leads to x ≥ 10, where the asymptotic series DLMF 5.15.8 applies.
func Trigamma(x float64) float64 {
	if math.IsNaN(x) || x < 0 {
		return math.NaN()
	}
	sum := 0.0
	for x < 10 {
		sum += 1 / (x * x)
		x++
	}
	t := 1 / x
	t2 := t * t
	return sum + t*(1+t*(1./2+t*(1./6+t2*(-1./30+t2*(1./42+t2*(-1./30+t2*(5./66+t2*(-691./2730+t2*(7./6+t2*(-3617./510))))))))))
}
