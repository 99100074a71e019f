package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// NormalDist is the normal distribution.
type NormalDist struct{ univariate }

// Normal returns the normal distribution with mean loc and standard deviation scale:
//
//	log p(x) = -½ ((x - loc) / scale)² - log scale - ½ log 2π
func Normal[L, S tensor.Like](loc L, scale S) *NormalDist {
	// In one piece with its parameters: a step of training makes one for every tensor of weights.
	d := &struct {
		NormalDist
		room [2]*tensor.Tensor
	}{room: [2]*tensor.Tensor{tensor.To(loc), tensor.To(scale)}}
	d.univariate = newUnivariate(normalFamily, d.room[:]...)
	return &d.NormalDist
}

// Loc returns the mean, as it was given.
func (d *NormalDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the standard deviation, as it was given.
func (d *NormalDist) Scale() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *NormalDist) Expand(shape ...int) *NormalDist { return Expand(d, shape...).(*NormalDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *NormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *NormalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var normalFamily = &family{
	Spec:    Spec{"Normal", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
	support: func([]*tensor.Tensor) Constraint { return Real },
	wrap:    func(u univariate) Distribution { return &NormalDist{u} },
	draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
		return rng.NormalAt(p[0], p[1], shape...)
	},
	pathwise: true,
	locScale: true,
	density: pointwise{value: normalLogProbs, grad: normalGrads, sum: normalSum, replay: normalReplay, dense: []dense{
		{valueWhole, normalValues[float64](), normalValues[float32]()},
		{allWhole, normalDense[float64](), normalDense[float32]()},
	}}.
		registerSummed("Normal.LogProb", 0, withValue(tensor.Input{}, locScaleInputs)),
	cumulative: cumulative{
		valid:    validLocScale,
		cdf:      func(v *point) float64 { return special.NormalCDF(standard(v)) },
		tails:    func(v *point) special.Tails { return special.NormalTails(standard(v)) },
		density:  func(v *point) float64 { return normalDensity(standard(v)) },
		moves:    standardMoves,
		quantile: func(v *point) float64 { return v[1] + v[2]*special.NormalQuantile(v[0]) },
		slopes: func(v *point) point {
			z := special.NormalQuantile(v[0])
			return point{v[2] / normalDensity(z), 1, z}
		},
	}.register("Normal", 0, withValue(tensor.Input{}, locScaleInputs)...),
	mean: pointwise{
		value: lanes2(func(loc, _ float64) float64 { return loc }),
		grad:  grads2(func(_, _ float64) (dloc, dscale float64) { return 1, 0 }),
	}.register("Normal.Mean", 0, locScaleInputs),
	variance: pointwise{
		value: lanes2(func(_, scale float64) float64 { return scale * scale }),
		grad:  grads2(func(_, scale float64) (dloc, dscale float64) { return 0, 2 * scale }),
	}.register("Normal.Variance", 0, locScaleInputs),
	entropy: locScaleEntropy("Normal.Entropy", 0.5+halfLog2Pi),
	kl:      normalKL,
}

func init() { registerFamilyKL(normalFamily) }

func normalLogProb(x, loc, scale float64) float64 {
	if !(scale > 0) {
		return invalid(x, loc, scale)
	}
	return normalAt((x-loc)/scale, normalPeak(scale))
}

// normalPeak returns the log-density at loc, and normalAt that at a distance of z scales from there.
func normalPeak(scale float64) float64 { return -special.Log(scale) - halfLog2Pi }
func normalAt(z, peak float64) float64 { return peak - 0.5*z*z }
func normalDensity(z float64) float64  { return math.Exp(normalAt(z, -halfLog2Pi)) } // of scale 1

func normalGrad(x, loc, scale float64) (dx, dloc, dscale float64) {
	z := (x - loc) / scale
	if !(scale > 0) || math.IsInf(z, 0) {
		return 0, 0, 0
	}
	return -z / scale, z / scale, (z*z - 1) / scale
}

// normalSlopes returns the derivatives by loc and scale at a distance of z scales; that by the value is -dloc.
func normalSlopes(z, precision float64) (dloc, dscale float64) {
	dloc = z * precision
	return dloc, z*dloc - precision
}
