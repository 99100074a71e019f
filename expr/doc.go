// Package expr has formulas: scalar functions that are written once, from which their derivatives, their text and the
// programs that compute them for many elements follow.
//
//	f := expr.MustParse(`
//		z = (x - loc)/scale
//		-z^2/2 - log(scale) - log(2*pi)/2`, "x", "loc", "scale")
//	f.Eval(1, 0, 2)       // at one place
//	f.Derivative("scale") // another formula
//
// A formula is an expression of numbers, parameters, + - * / ^ (a power), comparisons, && || ! and calls of functions,
// after any number of definitions name = expression, each in a line of its own or followed by a semicolon. Conditions
// are numbers: 1 where they hold and 0 elsewhere. where(c, a, b) is a where c is not 0, and b elsewhere; what is not
// selected has no part in the value or the derivatives, even where it is infinite or NaN. More conditions may follow:
// where(c, a, d, b, otherwise). The constants are pi, inf and nan.
//
// [Define] adds functions to those that formulas may call, and [Abbreviate] names for formulas.
package expr
