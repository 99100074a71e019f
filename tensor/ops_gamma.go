package tensor

import (
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
)

// Lgamma returns log |Γ(x)|. Its derivative is Digamma.
func (t *Tensor) Lgamma() *Tensor { return Apply(opLgamma, nil, t) }

// Digamma returns d/dx log Γ(x). Its derivative is the trigamma function.
func (t *Tensor) Digamma() *Tensor { return Apply(opDigamma, nil, t) }

var (
	opLgamma  = vector("Lgamma", unitCases, kernel.Lgamma, kernel.Lgamma, byArgument(kernel.LgammaGrad, kernel.LgammaGrad))
	opDigamma = Register(Op{Name: "Digamma", Elementwise: true, Cases: unitCases,
		Forward: pieces(vectorForward(kernel.Digamma[float64]), vectorForward(kernel.Digamma[float32])),
		VJP:     bySlope(func(x, _ float64) float64 { return special.Trigamma(x) })})
)
