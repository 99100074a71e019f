package dist

import "github.com/credence-ppl/credence/expr"

// Formulas that families have in common.
func init() {
	// z is far from where numbers end, so that it has all its digits.
	expr.Abbreviate("ordinary", "1e-300 < z && z < inf", "z")

	// a/b - 1 - log(a/b) for positive a and b that differ by d = a - b.
	expr.Abbreviate("ratioKL", `
		t = d/b
		where(t < -0.5, t - (log(a) - log(b)), xmlog1p(t))`, "d", "a", "b") // 1 + t may round to 0
}
