package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// NormalDist is the normal distribution.
type NormalDist struct{ univariate }

// Normal is the normal distribution with mean loc and standard deviation scale:
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

var (
	normalParams = []tensor.Input{{}, {Low: 0.5, High: 2}}

	normalFamily = &family{
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
			registerSummed("Normal.LogProb", 0, withValue(tensor.Input{}, normalParams)),
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
		}.register("Normal", 0, withValue(tensor.Input{}, normalParams)...),
		mean: pointwise{
			value: lanes2(func(loc, _ float64) float64 { return loc }),
			grad:  grads2(func(_, _ float64) (dloc, dscale float64) { return 1, 0 }),
		}.register("Normal.Mean", 0, normalParams),
		variance: pointwise{
			value: lanes2(func(_, scale float64) float64 { return scale * scale }),
			grad:  grads2(func(_, scale float64) (dloc, dscale float64) { return 0, 2 * scale }),
		}.register("Normal.Variance", 0, normalParams),
		entropy: pointwise{
			value: lanes2(func(_, scale float64) float64 { return 0.5 + halfLog2Pi + log(scale) }),
			grad:  grads2(func(_, scale float64) (dloc, dscale float64) { return 0, 1 / scale }),
		}.register("Normal.Entropy", 0, normalParams),
		kl: normalKL,
	}
)

func init() { registerFamilyKL(normalFamily) }

const scaleCure = "use a parameter constrained to be positive (ppl.Constrained(dist.Positive)) or Softplus"

// halfLog2Pi is ½ log 2π.
const halfLog2Pi = 0.91893853320467274178032973640561763986139747363778341281715

// probability is the range of probabilities in gradient checks.
var probability = tensor.Input{Low: 0.1, High: 0.9}

// withValue puts the range of a value before those of parameters.
func withValue(x tensor.Input, params []tensor.Input) []tensor.Input {
	return append([]tensor.Input{x}, params...)
}

func normalLogProb(x, loc, scale float64) float64 {
	if !(scale > 0) {
		return invalid(x, loc, scale)
	}
	z := (x - loc) / scale
	return -0.5*z*z - log(scale) - halfLog2Pi
}

// normalLogProbs is normalLogProb for a lane. Neighbours often have the same scale.
func normalLogProbs(out []float64, in *operands) {
	x, loc, scale := in[0], in[1][:len(in[0])], in[2][:len(in[0])]
	out = out[:len(x)]
	last, top, ordinary := math.NaN(), 0.0, false
	for i, s := range scale {
		if s != last {
			last, ordinary = s, s > 0
			top = -log(s) - halfLog2Pi
		}
		if !ordinary {
			out[i] = invalid(x[i], loc[i], s)
			continue
		}
		z := (x[i] - loc[i]) / s
		out[i] = top - 0.5*z*z
	}
}

func normalGrad(x, loc, scale float64) (dx, dloc, dscale float64) {
	z := (x - loc) / scale
	if !(scale > 0) || math.IsInf(z, 0) {
		return 0, 0, 0
	}
	return -z / scale, z / scale, (z*z - 1) / scale
}

// normalSum is the sum of normalLogProb, with one logarithm for all.
func normalSum(in *operands) float64 {
	x, loc, scale := in[0], in[1][:len(in[0])], in[2][:len(in[0])]
	product, squares, regular := logProduct{mantissa: 1}, 0.0, true
	for i, s := range scale {
		z := (x[i] - loc[i]) / s
		squares += z * z
		regular = product.times(s) && regular
	}
	if regular {
		return -0.5*squares - product.log() - float64(len(x))*halfLog2Pi
	}
	total := 0.0
	for i, s := range scale {
		total += normalLogProb(x[i], loc[i], s)
	}
	return total
}

// normalGrads is normalGrad for a lane. The sums of a network's weights spend their time here.
func normalGrads(d, in *operands) {
	x, loc, scale := in[0], in[1][:len(in[0])], in[2][:len(in[0])]
	dx, dloc, dscale := d[0][:len(x)], d[1][:len(x)], d[2][:len(x)]
	last, precision := math.NaN(), 0.0
	for i, s := range scale {
		if s != last {
			last, precision = s, 1/s
		}
		z, p := (x[i]-loc[i])*precision, precision
		if !(s > 0) || math.Abs(z) > math.MaxFloat64 {
			z, p = 0, 0
		}
		g := z * p
		dx[i], dloc[i], dscale[i] = -g, g, z*g-p
	}
}

// normalReplay has the logarithm and the inverse of a scale that is fixed, and takes one of each for a scale that is one
// number. Where that is not finite, it leaves the sum to normalSum.
func normalReplay(s *prepared) (total func() float64, grad func()) {
	const scale = 2
	if (s.fixed|s.numbers)&(1<<scale) == 0 {
		return nil, nil
	}
	x, loc, scales := s.in[0], s.in[1][:s.n], s.in[scale][:s.n]
	z, precision, top := make([]float64, s.n), make([]float64, s.n), 0.0
	refresh := func() {
		fill(precision, 1/scales[0])
		top = -float64(s.n) * (log(scales[0]) + halfLog2Pi)
	}
	if s.fixed&(1<<scale) != 0 {
		for i, v := range scales {
			precision[i] = 1 / v
			top -= log(v) + halfLog2Pi
		}
		refresh = func() {}
	}
	dx, dloc, dscale := s.d[0][:s.n], s.d[1][:s.n], s.d[scale][:s.n]
	regular := true
	total = func() float64 {
		refresh()
		squares := 0.0
		for i, v := range x {
			z[i] = (v - loc[i]) * precision[i]
			squares += z[i] * z[i]
		}
		sum := top - 0.5*squares
		if regular = finite(sum); !regular {
			sum = normalSum(&s.in)
		}
		return sum
	}
	grad = func() {
		if !regular {
			normalGrads(&s.d, &s.in)
			return
		}
		for i, v := range z {
			g := v * precision[i]
			dx[i], dloc[i], dscale[i] = -g, g, v*g-precision[i]
		}
	}
	return total, grad
}

// Operands that are stored whole: the value alone, as under a prior with the same parameters for all, and all three.
const (
	valueWhole = 1 << 0
	allWhole   = 1<<3 - 1
)

func normalValues[T tensor.Float]() denseOf[T] {
	return denseOf[T]{
		sum: func(in pieces[T]) float64 {
			loc, scale, n := in[1][0], float64(in[2][0]), float64(len(in[0]))
			return -0.5*kernel.Squares(in[0], loc)/(scale*scale) - n*(math.Log(scale)+halfLog2Pi)
		},
		sumGrad: func(d, in pieces[T], factor T, add uint) {
			scale := float64(in[2][0])
			kernel.Centred(d[0], in[0], in[1][0], T(-float64(factor)/(scale*scale)), add)
		},
		each: func(out []T, in pieces[T]) bool {
			loc, scale := float64(in[1][0]), float64(in[2][0])
			precision, top := 1/scale, -log(scale)-halfLog2Pi
			for i, x := range in[0][:len(out)] {
				z := (float64(x) - loc) * precision
				out[i] = T(top - 0.5*z*z)
			}
			return scale > 0 && finite(top) && finite(precision) && finite(loc)
		},
		singles: func(in pieces[T], g []T) (sums [maxOperands]float64) {
			loc, precision := float64(in[1][0]), 1/float64(in[2][0])
			x := in[0][:len(g)]
			var total, first, second, total1, first1, second1 float64 // Σ g, Σ g z, Σ g z²; two of each, because additions wait for each other
			i := 0
			for ; i+1 < len(g); i += 2 {
				w, w1 := float64(g[i]), float64(g[i+1])
				z, z1 := (float64(x[i])-loc)*precision, (float64(x[i+1])-loc)*precision
				total += w
				total1 += w1
				w *= z
				w1 *= z1
				first += w
				first1 += w1
				second += w * z
				second1 += w1 * z1
			}
			if i < len(g) {
				w, z := float64(g[i]), (float64(x[i])-loc)*precision
				total += w
				first += w * z
				second += w * z * z
			}
			sums[1] = (first + first1) * precision
			sums[2] = (second + second1 - total - total1) * precision
			return sums
		},
	}
}

func normalDense[T tensor.Float]() denseOf[T] {
	return denseOf[T]{
		sum: func(in pieces[T]) float64 {
			return -0.5*kernel.StandardSquares(in[0], in[1], in[2]) - kernel.LogSum(in[2]) - float64(len(in[0]))*halfLog2Pi
		},
		sumGrad: func(d, in pieces[T], factor T, add uint) {
			kernel.NormalGrads(d[0], d[1], d[2], in[0], in[1], in[2], factor, add)
		},
	}
}

// normalDensity is the standard normal density.
func normalDensity(z float64) float64 { return math.Exp(-0.5*z*z - halfLog2Pi) }

// invalid is the log-density where a parameter or value is not allowed: -Inf, or NaN if one of them is.
func invalid(args ...float64) float64 {
	for _, a := range args {
		if math.IsNaN(a) {
			return a
		}
	}
	return math.Inf(-1)
}
