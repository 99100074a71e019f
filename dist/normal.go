package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// NormalDist is the normal distribution.
type NormalDist struct{ univariate }

// Normal is the normal distribution with mean loc and standard deviation scale:
//
//	log p(x) = -½ ((x - loc) / scale)² - log scale - ½ log 2π
func Normal[L, S tensor.Like](loc L, scale S) *NormalDist {
	return &NormalDist{newUnivariate(normalFamily, tensor.To(loc), tensor.To(scale))}
}

// Loc is the mean, as it was given.
func (d *NormalDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale is the standard deviation, as it was given.
func (d *NormalDist) Scale() *tensor.Tensor { return d.params[1] }

// Expand is d with another batch shape; see [Expand].
func (d *NormalDist) Expand(shape ...int) *NormalDist { return Expand(d, shape...).(*NormalDist) }

// ToEvent is d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *NormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask is d with log-probability 0 where mask is 0; see [Mask].
func (d *NormalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var normalFamily = &family{
	name:    "Normal",
	params:  []param{{"loc", Real, ""}, {"scale", Positive, scaleCure}},
	support: func([]*tensor.Tensor) Constraint { return Real },
	wrap:    func(u univariate) Distribution { return &NormalDist{u} },
	draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
		return rng.NormalAt(p[0], p[1], shape...)
	},
	pathwise: true,
	kl:       normalKL,
	density: pointwise{
		value: lanes3(normalLogProb),
		grad:  grads3(normalGrad),
	}.register("Normal.LogProb", 0, []tensor.Input{{}, {}, {Low: 0.5, High: 2}}),
}

const scaleCure = "use a parameter constrained to be positive (ppl.Constrained(dist.Positive)) or Softplus"

// halfLog2Pi is ½ log 2π.
const halfLog2Pi = 0.91893853320467274178032973640561763986139747363778341281715

func normalLogProb(x, loc, scale float64) float64 {
	if !(scale > 0) {
		return invalid(x, loc, scale)
	}
	z := (x - loc) / scale
	return -0.5*z*z - math.Log(scale) - halfLog2Pi
}

func normalGrad(x, loc, scale float64) (dx, dloc, dscale float64) {
	if !(scale > 0) {
		return 0, 0, 0
	}
	z := (x - loc) / scale
	return -z / scale, z / scale, (z*z - 1) / scale
}

// invalid is the log-density where a parameter or value is not allowed: -Inf, or NaN if one of them is.
func invalid(args ...float64) float64 {
	for _, a := range args {
		if math.IsNaN(a) {
			return a
		}
	}
	return math.Inf(-1)
}
