package thirdparty

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// SkewNormalDist is a normal distribution that leans to one side.
type SkewNormalDist struct{ dist.Base }

// SkewNormal returns the skew normal distribution with location loc, scale and shape alpha; alpha 0 is Normal(loc,
// scale):
//
//	log p(x) = log 2 - ½ z² - log scale - ½ log 2π + log Φ(alpha z),  z = (x - loc) / scale
//
// A. Azzalini, "A class of distributions which includes the normal ones", 1985.
func SkewNormal[L, S, A tensor.Like](loc L, scale S, alpha A) *SkewNormalDist {
	return &SkewNormalDist{dist.NewBase(skewNormal, tensor.To(loc), tensor.To(scale), tensor.To(alpha))}
}

var skewNormal = &dist.Spec{Name: "SkewNormal", Params: []dist.Param{
	{Name: "loc", Allowed: dist.Real},
	{Name: "scale", Allowed: dist.Positive, Cure: "use a parameter constrained to be positive"},
	{Name: "alpha", Allowed: dist.Real},
}}

// WithBase makes it [dist.Parametric].
func (d *SkewNormalDist) WithBase(b dist.Base) dist.Distribution { return &SkewNormalDist{b} }

func (d *SkewNormalDist) params() (loc, scale, alpha *tensor.Tensor) {
	p := d.Params()
	return p[0], p[1], p[2]
}

func (d *SkewNormalDist) Support() dist.Constraint { return dist.Real }
func (d *SkewNormalDist) HasRSample() bool         { return true }

func (d *SkewNormalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return (&SkewNormalDist{d.Stopped()}).RSample(rng, shape...)
}

// RSample returns loc + scale (δ |u| + √(1-δ²) v) with standard normal u and v, δ = alpha / √(1 + alpha²).
func (d *SkewNormalDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	loc, scale, alpha := d.params()
	full, t := tensor.Join(shape, d.BatchShape()), d.drawn()
	u, v := rng.Normal(full...).As(t).Abs(), rng.Normal(full...).As(t)
	return loc.Add(scale.Mul(alpha.Mul(u).Add(v).Div(hypot(alpha))))
}

func (d *SkewNormalDist) drawn() tensor.DType {
	t, _ := d.DType()
	return t
}

// hypot returns √(1 + x²).
func hypot(x *tensor.Tensor) *tensor.Tensor { return tensor.Add(x.Square(), 1).Sqrt() }

func (d *SkewNormalDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	loc, scale, alpha := d.params()
	return dist.OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor {
		z := x.Sub(loc).Div(scale)
		side, _ := dist.LogCDF(dist.Normal(0, 1), alpha.Mul(z))
		return tensor.Add(tensor.Mul(z.Square(), -0.5).Sub(scale.Log()).Add(side), math.Ln2-0.5*math.Log(2*math.Pi))
	})
}

// Mean returns loc + scale √(2/π) δ.
func (d *SkewNormalDist) Mean() (*tensor.Tensor, bool) {
	loc, scale, _ := d.params()
	return loc.Add(scale.Mul(d.lean())), true
}

// Variance returns scale² (1 - 2/π δ²).
func (d *SkewNormalDist) Variance() (*tensor.Tensor, bool) {
	_, scale, _ := d.params()
	return scale.Square().Mul(tensor.Sub(1, d.lean().Square())), true
}

// lean returns √(2/π) δ.
func (d *SkewNormalDist) lean() *tensor.Tensor {
	_, _, alpha := d.params()
	return tensor.Mul(alpha.Div(hypot(alpha)), math.Sqrt(2/math.Pi))
}

// LocScale lets ppl.LocScale express it by another one that depends less on loc and scale.
func (d *SkewNormalDist) LocScale() (loc, scale *tensor.Tensor, with func(loc, scale *tensor.Tensor) dist.Distribution, ok bool) {
	loc, scale, alpha := d.params()
	return loc, scale, func(loc, scale *tensor.Tensor) dist.Distribution { return SkewNormal(loc, scale, alpha) }, true
}
