package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// LaplaceDist is the Laplace, or double exponential, distribution.
type LaplaceDist struct{ univariate }

// Laplace returns the Laplace distribution with mean loc, which is also its median, and mean absolute deviation scale:
//
//	log p(x) = -|x - loc| / scale - log scale - log 2
func Laplace[L, S tensor.Like](loc L, scale S) *LaplaceDist {
	return &LaplaceDist{newUnivariate(laplaceFamily, tensor.To(loc), tensor.To(scale))}
}

// Loc returns the mean, as it was given.
func (d *LaplaceDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the mean absolute deviation, as it was given. The standard deviation is √2 times as large.
func (d *LaplaceDist) Scale() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *LaplaceDist) Expand(shape ...int) *LaplaceDist { return Expand(d, shape...).(*LaplaceDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *LaplaceDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *LaplaceDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var (
	// laplaceNoise are draws of location 0 and scale 1, in the type and shape of the parameters.
	laplaceNoise = sampler{
		sample: func(r *tensor.RNG, _ *point) float64 {
			return math.Copysign(special.Log(r.Float64()), float64(r.Uint64()&1)-0.5)
		},
	}.register("Laplace.Sample", tensor.Input{}, positiveInput)

	laplaceFamily = &family{
		Spec:    Spec{"Laplace", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		wrap:    func(u univariate) Distribution { return &LaplaceDist{u} },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			return p[0].Add(p[1].Mul(laplaceNoise.apply(rng, p, shape)))
		},
		pathwise: true,
		locScale: true,
		density: pointwise{value: lanes3(laplaceLogProb), grad: grads3(laplaceGrad),
			dense: []dense{{valueWhole, laplaceValues[float64](), laplaceValues[float32]()}}}.
			registerSummed("Laplace.LogProb", 0, withValue(tensor.Input{}, locScaleInputs)),
		cumulative: cumulative{
			valid: validLocScale,
			cdf: func(v *point) float64 {
				z := standard(v)
				tail := 0.5 * math.Exp(-math.Abs(z))
				if z > 0 {
					return 1 - tail
				}
				return tail
			},
			tails: func(v *point) special.Tails {
				z := standard(v)
				return special.TailsOf(-math.Ln2-math.Abs(z), 1, z > 0)
			},
			density:  func(v *point) float64 { return 0.5 * math.Exp(-math.Abs(standard(v))) },
			moves:    standardMoves,
			quantile: func(v *point) float64 { return v[1] + v[2]*laplaceQuantile(v[0]) },
			slopes:   func(v *point) point { return point{v[2] / min(v[0], 1-v[0]), 1, laplaceQuantile(v[0])} },
		}.register("Laplace", 0, withValue(tensor.Input{}, locScaleInputs)...),
		mean: pointwise{
			value: lanes2(func(loc, _ float64) float64 { return loc }),
			grad:  grads2(func(_, _ float64) (dloc, dscale float64) { return 1, 0 }),
		}.register("Laplace.Mean", 0, locScaleInputs),
		variance: pointwise{
			value: lanes2(func(_, scale float64) float64 { return 2 * scale * scale }),
			grad:  grads2(func(_, scale float64) (dloc, dscale float64) { return 0, 4 * scale }),
		}.register("Laplace.Variance", 0, locScaleInputs),
		entropy: locScaleEntropy("Laplace.Entropy", 1+math.Ln2),
		kl: pointwise{value: lanes4(laplaceKL), grad: grads4(laplaceKLGrad)}.
			registerSummed("Laplace.KL", 0, []tensor.Input{{}, {Low: 0.5, High: 2}, {}, {Low: 0.5, High: 2}}),
	}
)

func init() { registerFamilyKL(laplaceFamily) }

func laplaceLogProb(x, loc, scale float64) float64 {
	if !(scale > 0) {
		return invalid(x, loc, scale)
	}
	return -math.Abs(x-loc)/scale - special.Log(scale) - math.Ln2
}

// laplaceGrad takes the derivative at the peak, where there is none, for 0.
func laplaceGrad(x, loc, scale float64) (dx, dloc, dscale float64) {
	z := (x - loc) / scale
	if !(scale > 0) || math.IsInf(z, 0) {
		return 0, 0, 0
	}
	switch {
	case z > 0:
		dx = -1 / scale
	case z < 0:
		dx = 1 / scale
	}
	return dx, -dx, (math.Abs(z) - 1) / scale
}

func laplaceValues[T tensor.Float]() denseOf[T] {
	return denseOf[T]{
		sum: func(in pieces[T]) float64 {
			scale, n := float64(in[2][0]), float64(len(in[0]))
			return -kernel.Distances(in[0], in[1][0])/scale - n*(math.Log(scale)+math.Ln2)
		},
		sumGrad: func(d, in pieces[T], factor T, add uint) {
			kernel.Sides(d[0], in[0], in[1][0], -factor/in[2][0], add)
		},
	}
}

// laplaceQuantile returns that of location 0 and scale 1, measured from the nearer end.
func laplaceQuantile(p float64) float64 {
	if p > 0.5 {
		return -special.Log(2 * (1 - p))
	}
	return special.Log(2 * p)
}

// laplaceKL returns r - 1 - log r + r (t + e⁻ᵗ - 1) with r = s/scale and t = |m - loc|/s.
func laplaceKL(m, s, loc, scale float64) float64 {
	if !(s > 0 && scale > 0) {
		return invalidKL(m, s, loc, scale)
	}
	d, r := math.Abs(m-loc), s/scale
	t := d / s
	if t > 0.5 {
		return ratioKL(s-scale, s, scale) + (d/scale + r*math.Expm1(-t)) // t may overflow
	}
	return ratioKL(s-scale, s, scale) + r*expTail(t)
}

func laplaceKLGrad(m, s, loc, scale float64) (dm, ds, dloc, dscale float64) {
	if !(s > 0 && scale > 0) {
		return 0, 0, 0, 0
	}
	d, r, u := math.Abs(m-loc), s/scale, (s-scale)/scale
	t := d / s
	dm = -math.Expm1(-t) / scale
	if m < loc {
		dm = -dm
	}
	if t > 0.5 {
		ds = (r*math.Exp(-t)*(1+min(t, math.MaxFloat64)) - 1) / s
		dscale = -(u + d/scale + r*math.Expm1(-t)) / scale
		return dm, ds, -dm, dscale
	}
	e := expTail(t)
	ds = (u*math.Exp(-t)*(1+t) + e + t*math.Expm1(-t)) / s
	return dm, ds, -dm, -(u + r*e) / scale
}

// expTail returns t + e⁻ᵗ - 1 for t from 0 to ½, which behaves as ½ t² near 0: its Taylor series.
func expTail(t float64) float64 {
	sum := 0.0
	for n := 16.0; n > 2; n-- {
		sum = (1 - sum) * t / n
	}
	return 0.5 * t * t * (1 - sum)
}
