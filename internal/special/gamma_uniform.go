package special

import "math"

// Temme's uniform expansion covers large shapes a from deep in the left tail to deep in the right, where series and
// continued fraction need O(√a) terms. With λ = x/a, μ = λ-1 and η²/2 = μ - log λ, η of the sign of μ,
//
//	Q(a,x) = ½ erfc(η√(a/2)) + exp(-aη²/2)/√(2πa) · S(a,η)
//
// N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", SIAM J. Math. Anal. 10 (1979); DLMF 8.12.
// Differentiating by η gives S′ - aηS = a(1 - f/Γ*), f = η/μ, Γ* = Γ(a)/(√(2π/a)(a/e)ᵃ). Power series of both sides give a
// recurrence for the coefficients of S, stable downwards: A. Gil, J. Segura, N. M. Temme, SIAM J. Sci. Comput. 34
// (2012), section 2.4.

// temmeMinShape is the smallest shape at which the downward recurrence from the end of temmeCoef forgets its start.
const temmeMinShape = 12

// useTemme reports whether temmeTail and temmeSampleGrad hold: a large and |η| ≤ 1 or so.
func useTemme(a, x float64) bool {
	return a >= temmeMinShape && 0.3*a < x && x < 2.35*a
}

// eta returns η and η²/2.
func eta(a, x float64) (eta, half float64) {
	half = halfSquaredEta(a, x)
	return math.Copysign(math.Sqrt(2*half), x-a), half
}

// temmeTail is gammaTail where useTemme holds.
func temmeTail(a, x float64) (logTail float64, upper bool) {
	e, half := eta(a, x)
	s := temmeSum(a, e) / math.Sqrt(2*math.Pi*a)
	z := e * math.Sqrt(a/2)
	if z < 0 {
		return math.Log(erfcx(-z)/2-s) - a*half, false
	}
	return math.Log(erfcx(z)/2+s) - a*half, true
}

// temmeSum returns S(a,η). The coefficients r_n of Γ*·S obey r_{n-1} = f_n + (n+1) r_{n+1}/a for n ≥ 1, and n = 0 gives
// Γ* = 1 + r_1/a.
func temmeSum(a, eta float64) float64 {
	sum, r, above := 0.0, 0.0, 0.0 // above is r_{n+1} while r is r_n
	for n := len(temmeCoef) - 1; n >= 1; n-- {
		r, above = temmeCoef[n]+float64(n+1)*above/a, r
		sum = sum*eta + r
	}
	return sum / (1 + above/a)
}

// temmeSampleGrad returns y with dx/da = (x/a)·y at a fixed value of P, where useTemme holds.
//
// Differentiating P_x·dx/da = -P_a by x gives d/dx(p·dx/da) = -p·(log x - ψ(a)), p the density. In η this reads
// y′ - aηy = -a f·(log λ + δ), δ = log a - ψ(a). As f log λ = η - fη²/2, the coefficients of y obey
// y_{n-1} = [n=1] - f_{n-2}/2 + δf_n + (n+1) y_{n+1}/a.
func temmeSampleGrad(a, x float64) float64 {
	e, _ := eta(a, x)
	delta := logMinusDigamma(a)
	sum, y, above := 0.0, 0.0, 0.0
	for n := len(temmeCoef) - 1; n >= 2; n-- {
		y, above = delta*temmeCoef[n]-temmeCoef[n-2]/2+float64(n+1)*above/a, y
		sum = sum*e + y
	}
	y = 1 + delta*temmeCoef[1] + 2*above/a
	return sum*e + y
}

// temmeCoef holds the Taylor coefficients f_n of η/μ(η), from testdata/coefficients.py. They shrink as (2√π)⁻ⁿ.
var temmeCoef = [...]float64{
	1.0,
	-0.33333333333333333333,
	0.083333333333333333333,
	-0.014814814814814814815,
	0.0011574074074074074074,
	0.00035273368606701940035,
	-0.0001787551440329218107,
	0.000039192631785224377817,
	-2.1854485106799921615e-6,
	-1.8540622107151599607e-6,
	8.296711340953086005e-7,
	-1.7665952736826079304e-7,
	6.7078535434014985804e-9,
	1.0261809784240308043e-8,
	-4.3820360184533531866e-9,
	9.1476995822367902342e-10,
	-2.5514193994946249767e-11,
	-5.8307721325504250675e-11,
	2.4361948020667416244e-11,
	-5.0276692801141755891e-12,
	1.1004392031956134771e-13,
	3.3717632624009853788e-13,
	-1.3923887224181620659e-13,
	2.8534893807047443204e-14,
	-5.139111834242572619e-16,
	-1.9752288294349442835e-15,
	8.0995211567045613341e-16,
	-1.6522531216398161819e-16,
	2.5305430097478884233e-18,
	1.1686939738559576589e-17,
	-4.7700370498204847582e-18,
	9.6991260590562371242e-19,
	-1.293256553803817501e-20,
}
