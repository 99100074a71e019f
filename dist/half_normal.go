package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// HalfNormalDist is the distribution of the absolute value of a normal.
type HalfNormalDist struct{ univariate }

// HalfNormal returns the distribution of |x| for x normal with mean 0 and standard deviation scale:
//
//	log p(x) = -½ (x / scale)² - log scale + ½ log(2/π),  x ≥ 0
func HalfNormal[S tensor.Like](scale S) *HalfNormalDist {
	return &HalfNormalDist{newUnivariate(halfNormalFamily, tensor.To(scale))}
}

// Scale returns the standard deviation of the normal, as it was given.
func (d *HalfNormalDist) Scale() *tensor.Tensor { return d.params[0] }

// Expand returns d with another batch shape; see [Expand].
func (d *HalfNormalDist) Expand(shape ...int) *HalfNormalDist {
	return Expand(d, shape...).(*HalfNormalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *HalfNormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *HalfNormalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var halfNormalFamily = define(family{
	Spec:    Spec{"HalfNormal", []Param{{"scale", Positive, scaleCure}}},
	support: nonNegative,
	wrap:    func(u univariate) Distribution { return &HalfNormalDist{u} },
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return p[0] * math.Abs(r.NormFloat64()) },
		grad:   scaleGrad,
		open:   drawAboveZero,
	}.register("HalfNormal.Sample", positiveInput).apply,
	pathwise: true,
}, formulasOf{
	inputs:   []tensor.Input{positiveInput, positiveInput},
	logProb:  is("-(x/scale)^2/2 - log(scale) + log(2/pi)/2"),
	mean:     is("scale*sqrt(2/pi)"),
	variance: is("scale^2*(1 - 2/pi)"),
	entropy:  is("0.5 + log(pi/2)/2 + log(scale)"),
	cdf:      is("erf(max(x, 0)/scale*sqrt(0.5))"),
	logCDF: is(`
		z = max(x, 0)/scale
		where(z < 1e-270, log(max(x, 0)) - log(scale) + log(2/pi)/2, z < 1, log(erf(z*sqrt(0.5))), log1p(-2*normcdf(-z)))`),
	logSurvival: is("z = max(x, 0)/scale; where(z < 1, log1p(-erf(z*sqrt(0.5))), log(2) + lognormcdf(-z))"),
	quantile:    is("scale*sqrt(2)*erfinv(p)"),
	kl: is("squareRatioKL(q_scale, p_scale)/2").
		d("q_scale", "squareRatio(q_scale, p_scale)/q_scale").d("p_scale", "-squareRatio(q_scale, p_scale)/p_scale"),
})

func init() { registerFamilyKL(halfNormalFamily) }
