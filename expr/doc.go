// Package expr has formulas: scalar functions that are written once, from which their derivatives, their text and the
// programs that compute them for many elements follow.
//
//	f := expr.MustParse(`
//		z = (x - loc)/scale
//		-z^2/2 - log(scale) - log(2*pi)/2`, "x", "loc", "scale")
//	f.Eval(1, 0, 2)       // at one place
//	f.Derivative("scale") // another formula
//
// A formula is an expression of numbers, parameters, + - * / ^ (a power), comparisons, && || ! and calls of
// functions, after any number of definitions name = expression. Each is a line of its own, or ends with a
// semicolon; a line goes on after an operator and within parentheses. Names are letters of any script, _, and
// digits after the first letter.
//
// Conditions are numbers: 1 where they hold and 0 elsewhere. where(c, a, b) is a where c is not 0, and b
// elsewhere; what is not selected has no part in the value or the derivatives, even where it is infinite or NaN.
// More conditions may follow: where(c, a, d, b, otherwise). The constants are pi, inf and nan.
//
// The functions are abs, sign, floor, min, max, sqrt, square, pow, fma(x, y, z) = xy + z rounded once; exp, expm1,
// log, log1p, xlogy(x, y) = x log y, xlog1py(x, y) = x log(1 + y), sigmoid, softplus, log1mexp(x) = log(1 - eˣ); sin,
// cos, tan, atan, tanh; lgamma, digamma, trigamma, lbeta; erf, erfinv; normcdf, lognormcdf, its derivative normhazard,
// and normquantile, of the standard normal distribution; and three that do not cancel where what they stand for does:
// xmlog1p(x) = x - log(1 + x), stirling(x), the error of Stirling's formula for log Γ(x) from x = 10 on, and
// logmdigamma(x) = log x - ψ(x). [Define] adds functions to these, and [Abbreviate] names for formulas.
package expr
