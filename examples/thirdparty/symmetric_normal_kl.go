package thirdparty

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func init() { dist.RegisterKL(symmetricNormalKL) }

// symmetricNormalKL returns that of n (n+1)/2 normal distributions:
//
//	½ n (n+1) (½ (r² - 1) - log r) + |loc_q - loc_p|² / (4 scale_p²),  r = scale_q / scale_p
func symmetricNormalKL(q, p *SymmetricNormalDist) *tensor.Tensor {
	n := float64(q.EventShape()[0])
	apart, _ := dist.KL(dist.Normal(0, q.Params()[1]), dist.Normal(0, p.Params()[1]))
	loc, _ := q.params()
	center, scale := p.params()
	squares := loc.Sub(center).Div(scale).Square().Sum(-1, -2)
	return tensor.Mul(apart, 0.5*n*(n+1)).Add(tensor.Mul(squares, 0.25))
}
