package tensor

import "github.com/credence-ppl/credence/internal/special"

// Lgamma is log |Γ(x)|. Its derivative is Digamma.
func (t *Tensor) Lgamma() *Tensor { return Apply(opLgamma, nil, t) }

// Digamma is d/dx log Γ(x). Its derivative is the trigamma function.
func (t *Tensor) Digamma() *Tensor { return Apply(opDigamma, nil, t) }

var (
	opLgamma  = unary("Lgamma", unitCases, special.Lgamma, func(x, _ float64) float64 { return special.Digamma(x) })
	opDigamma = unary("Digamma", unitCases, special.Digamma, func(x, _ float64) float64 { return special.Trigamma(x) })
)
