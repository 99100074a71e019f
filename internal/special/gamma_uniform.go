package special

import "math"

// minUniformShape is the smallest shape at which the downward recurrences from the end of gammaUniformCoef
// forget their start.
const minUniformShape = 12

// useGammaUniform reports whether the uniform expansion holds to full accuracy: a large and |η| ≤ 1. Series and
// continued fraction need O(√a) terms there, and few elsewhere.
func useGammaUniform(a, x float64) bool {
	return a >= minUniformShape && 0.3*a < x && x < 2.35*a
}

// gammaUniformTail returns gammaTail where useGammaUniform holds: the uniform expansion with m = a, u = x/a - 1 and
// θ = η.
func gammaUniformTail(a, x float64) tail {
	half := halfSquaredEta(a, x)
	return uniformTail(a, math.Copysign(math.Sqrt(2*half), x-a), a*half, StirlingError(a), gammaUniformCoef[:])
}

// gammaUniformElasticity returns d log x/d log a at a fixed value of P, where useGammaUniform holds.
//
// Differentiating p·dx/da = -∂P/∂a by x, p the density, gives d/dx(p·dx/da) = -p·(log x - ψ(a)). For y =
// (a/x)·dx/da this reads y′ - aηy = -a f·(log λ + δ) in η, with λ = x/a and δ = log a - ψ(a): the equation
// of the uniform expansion with another right-hand side. As f log λ = η - fη²/2, the coefficients of y obey
// y_{n-1} = [n=1] - f_{n-2}/2 + δf_n + (n+1) y_{n+1}/a.
func gammaUniformElasticity(a, x float64) float64 {
	return 1 + gammaUniformStretch(a, math.Copysign(math.Sqrt(2*halfSquaredEta(a, x)), x-a))
}

// gammaUniformStretch returns gammaUniformElasticity less 1, as a function of η.
func gammaUniformStretch(a, eta float64) float64 {
	delta := logMinusDigamma(a)
	sum, y, above := 0.0, 0.0, 0.0 // y is y_n, above is y_{n+1}
	for n := len(gammaUniformCoef) - 1; n >= 2; n-- {
		y, above = delta*gammaUniformCoef[n]-gammaUniformCoef[n-2]/2+float64(n+1)*above/a, y
		sum = sum*eta + y
	}
	return sum*eta + (delta*gammaUniformCoef[1] + 2*above/a)
}

// gammaUniformCoef holds the Taylor coefficients f_n of η/u(η), η²/2 = u - log(1+u), from
// testdata/coefficients.py. They shrink as (2√π)⁻ⁿ.
var gammaUniformCoef = [...]float64{
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
