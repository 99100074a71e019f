package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// CauchyDist is the Cauchy, or Lorentz, distribution.
type CauchyDist struct{ univariate }

// Cauchy returns the Cauchy distribution around loc, its median, with half of its mass within scale of it:
//
//	log p(x) = -log π - log scale - log(1 + ((x - loc) / scale)²)
//
// Its tails are so heavy that it has neither mean nor variance.
func Cauchy[L, S tensor.Like](loc L, scale S) *CauchyDist {
	return &CauchyDist{newUnivariate(cauchyFamily, tensor.To(loc), tensor.To(scale))}
}

// Loc returns the median, as it was given.
func (d *CauchyDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns half the distance between the quartiles, as it was given.
func (d *CauchyDist) Scale() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *CauchyDist) Expand(shape ...int) *CauchyDist { return Expand(d, shape...).(*CauchyDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *CauchyDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *CauchyDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var (
	// cauchyNoise are draws of location 0 and scale 1, in the type and shape of the parameters.
	cauchyNoise = sampler{
		sample: func(r *tensor.RNG, _ *point) float64 { return cauchyQuantile(r.Float64()) },
	}.register("Cauchy.Sample", tensor.Input{}, positiveInput)

	cauchyFamily = &family{
		Spec:    Spec{"Cauchy", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		wrap:    func(u univariate) Distribution { return &CauchyDist{u} },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			return p[0].Add(p[1].Mul(cauchyNoise.apply(rng, p, shape)))
		},
		pathwise: true,
		locScale: true,
		density: pointwise{value: lanes3(cauchyLogProb), grad: grads3(cauchyGrad)}.
			registerSummed("Cauchy.LogProb", 0, withValue(tensor.Input{}, locScaleInputs)),
		cumulative: cumulative{
			valid: validLocScale,
			cdf:   func(v *point) float64 { return math.Atan2(v[2], v[1]-v[0]) / math.Pi },
			tails: cauchyTails,
			density: func(v *point) float64 {
				z := math.Abs(standard(v))
				if z < 1 {
					return 1 / math.Pi / (1 + z*z)
				}
				return 1 / math.Pi / (z + 1/z)
			},
			moves: func(v *point) point {
				dx, dloc, dscale := farMoves(v[0], v[1], v[2])
				return point{dx, dloc, dscale}
			},
			quantile: func(v *point) float64 { return v[1] + v[2]*cauchyQuantile(v[0]) },
			slopes: func(v *point) point {
				s := math.Sin(math.Pi * min(v[0], 1-v[0]))
				return point{v[2] * math.Pi / s / s, 1, cauchyQuantile(v[0])}
			},
		}.register("Cauchy", 0, withValue(tensor.Input{}, locScaleInputs)...),
		entropy: locScaleEntropy("Cauchy.Entropy", math.Log(4*math.Pi)),
		kl: pointwise{value: lanes4(cauchyKL), grad: grads4(cauchyKLGrad)}.
			registerSummed("Cauchy.KL", 0, []tensor.Input{{}, {Low: 0.5, High: 2}, {}, {Low: 0.5, High: 2}}),
	}
)

func init() { registerFamilyKL(cauchyFamily) }

func cauchyLogProb(x, loc, scale float64) float64 {
	if !(scale > 0) || math.IsNaN(x-loc) {
		return invalid(x, loc, scale)
	}
	const logPi = 1.144729885849400174143427351353058711647
	z := math.Abs(x/scale - loc/scale)
	if d := math.Abs(x - loc); !math.IsInf(d, 1) {
		z = d / scale
		if z > 0x1p100 { // z² may overflow, as z itself may
			return special.Log(scale) - 2*special.Log(d) - logPi
		}
	}
	if z > 0x1p100 {
		return -logPi - special.Log(scale) - 2*special.Log(z)
	}
	return -logPi - special.Log(scale) - math.Log1p(z*z)
}

func cauchyGrad(x, loc, scale float64) (dx, dloc, dscale float64) {
	z := (x - loc) / scale
	switch {
	case !(scale > 0 && scale <= math.MaxFloat64) || !special.Finite(x) || !special.Finite(loc):
		return 0, 0, 0
	case math.IsInf(z, 0): // the quotient overflows, or the difference
		g := -1 / (x/2 - loc/2)
		return g, -g, 1 / scale
	case math.Abs(z) > 1:
		w := 1 / z
		g := -2 * w / (1 + w*w) / scale
		return g, -g, (1 - w*w) / (1 + w*w) / scale
	}
	g := -2 * z / (1 + z*z) / scale
	return g, -g, (z*z - 1) / (1 + z*z) / scale
}

// cauchyTails has the density of (x - loc) / scale where that is below 1, and that of its logarithm elsewhere.
func cauchyTails(v *point) special.Tails {
	d, scale, upper := math.Abs(v[0]-v[1]), v[2], v[0] > v[1]
	if d < scale {
		z, angle := d/scale, math.Atan2(scale, d)
		return special.TailsOf(math.Log(angle/math.Pi), 1/((1+z*z)*angle), upper)
	}
	if math.IsInf(d, 1) { // it may be an overflow
		d, scale = math.Abs(v[0]/2-v[1]/2), scale/2
	}
	logArc, ratio := arc(scale, d)
	return special.TailsOf(logArc-math.Ln2, ratio, upper)
}

// arc returns the logarithm of 2/π·atan(w), and its derivative by log w, for w = small/large up to 1, which may
// underflow.
func arc(small, large float64) (logArc, slope float64) {
	w := small / large
	if w < 0x1p-100 {
		return math.Log(2/math.Pi) + special.Log(small) - special.Log(large), 1
	}
	angle := math.Atan(w)
	return math.Log(2 / math.Pi * angle), w / (1 + w*w) / angle
}

// cauchyQuantile returns tan(π (p - ½)), without its cancellation in the tails.
func cauchyQuantile(p float64) float64 {
	switch {
	case p == 0.5:
		return 0
	case p < 0.25:
		return -1 / math.Tan(math.Pi*p)
	case p > 0.75:
		return 1 / math.Tan(math.Pi*(1-p))
	}
	return math.Tan(math.Pi * (p - 0.5))
}

// cauchyKL returns log(((s + scale)² + (m - loc)²) / (4 s·scale)): F. Chyzak, F. Nielsen, "A closed-form formula for
// the Kullback-Leibler divergence between Cauchy distributions", 2019. What the ratio exceeds 1 by is a sum of squares.
func cauchyKL(m, s, loc, scale float64) float64 {
	if !(s > 0 && scale > 0) {
		return invalidKL(m, s, loc, scale)
	}
	d, e := m-loc, s-scale
	if t := (e/s*(e/scale) + d/s*(d/scale)) / 4; special.Finite(t) {
		return math.Log1p(t)
	}
	return 2*special.Log(math.Hypot(s/2+scale/2, m/2-loc/2)) - special.Log(s) - special.Log(scale)
}

func cauchyKLGrad(m, s, loc, scale float64) (dm, ds, dloc, dscale float64) {
	if !(s > 0 && scale > 0) {
		return 0, 0, 0, 0
	}
	c, d := s/2+scale/2, m/2-loc/2
	h := math.Hypot(c, d)
	apart, scales := d/h*(d/h), (s/2-scale/2)/h*(c/h)
	dm = d / h / h
	return dm, (scales - apart) / s, -dm, -(scales + apart) / scale
}
