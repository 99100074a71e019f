package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// StudentTDist is Student's t distribution.
type StudentTDist struct{ univariate }

// StudentT returns Student's t distribution with df degrees of freedom, around loc, stretched by scale:
//
//	log p(x) = log Γ((df+1)/2) - log Γ(df/2) - ½ log(π df) - log scale - (df+1)/2 · log(1 + ((x - loc) / scale)² / df)
//
// It has a mean for df > 1 and a variance for df > 2; with growing df it approaches Normal(loc, scale).
func StudentT[D, L, S tensor.Like](df D, loc L, scale S) *StudentTDist {
	return &StudentTDist{newUnivariate(studentTFamily, tensor.To(df), tensor.To(loc), tensor.To(scale))}
}

// DF returns the degrees of freedom, as they were given.
func (d *StudentTDist) DF() *tensor.Tensor { return d.params[0] }

// Loc returns the median, as it was given.
func (d *StudentTDist) Loc() *tensor.Tensor { return d.params[1] }

// Scale returns the scale, as it was given. The standard deviation is larger.
func (d *StudentTDist) Scale() *tensor.Tensor { return d.params[2] }

// Expand returns d with another batch shape; see [Expand].
func (d *StudentTDist) Expand(shape ...int) *StudentTDist { return Expand(d, shape...).(*StudentTDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *StudentTDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *StudentTDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var _ = abbreviate("studentTConstant", `
	w = 1/a
	w2 = w^2
	where(a < 20,
		lgamma(a + 0.5) - lgamma(a) - 0.5*log(a) - 0.91893853320467274178,
		-0.91893853320467274178 - w*(1/8 - w2*(1/192 - w2*(1/640 - w2*17/14336))))`, "a")

var _ = abbreviate("studentTConstantSlope", `
	w2 = 1/a^2
	where(a < 20,
		digamma(a + 0.5) - digamma(a) - 0.5/a,
		w2*(1/8 - w2*(1/64 - w2*(1/128 - w2*17/2048))))`, "a")

var studentTInputs = []tensor.Input{{Low: 3, High: 9}, {}, positiveInput}

var studentTFamily = &family{
	Spec:    Spec{"StudentT", []Param{{"df", Positive, "use a parameter constrained to be positive"}, {"loc", Real, ""}, {"scale", Positive, scaleCure}}},
	support: func([]*tensor.Tensor) Constraint { return Real },
	wrap:    func(u univariate) Distribution { return &StudentTDist{u} },
	draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
		p = alike(p)
		z := rng.NormalAt(tensor.ZerosLike(p[1]), tensor.OnesLike(p[2]), shape...)
		return studentTFromNoise.apply(nil, nil, z, logGammaDraw(rng, tensor.Mul(p[0], 0.5), shape, logRatioSlope), p[1], p[2])
	},
	pathwise: true,
	locScale: true,
	density: pointwise{formula: &compiled{names: []string{"x", "df", "loc", "scale"}, domain: domain{outside: "-inf",
		valid: "df > 0 && df < inf && scale > 0 && scale < inf && abs(x) < inf && abs(loc) < inf"},
		formula: is(`
			z = (x - loc)/scale
			w = z^2/df
			far = 2*(log(abs(x/2 - loc/2)) + 0.69314718055994530942 - log(scale)) - log(df)
			studentTConstant(df/2) - log(scale) - (df + 1)/2*where(w < 1e60, log1p(w), far)`).d("df", `
			w = ((x - loc)/scale)^2/df
			part = where(w < 1e60, w/(1 + w), 1)
			far = 2*(log(abs(x/2 - loc/2)) + 0.69314718055994530942 - log(scale)) - log(df) - 1
			rest = where(w < 0.1, w*part - xmlog1p(w), w < 1e60, log1p(w) - part, far)
			(studentTConstantSlope(df/2) + part/df - rest)/2`).d("scale", `
			w = ((x - loc)/scale)^2/df
			(df*where(w < 1e60, w/(1 + w), 1) - 1/(1 + w))/scale`)}}.
		registerSummed("StudentT.LogProb", 0, withValue(tensor.Input{}, studentTInputs)),
	cumulative: cumulative{
		valid: func(v *point) bool { return isPositive(v[1]) && special.Finite(v[2]) && isPositive(v[3]) },
		cdf:   func(v *point) float64 { return special.StudentTCDF(v[1], (v[0]-v[2])/v[3]) },
		tails: func(v *point) special.Tails {
			x, df, loc, scale := v[0], v[1], v[2], v[3]
			return special.StudentTTails(df, (x-loc)/scale, logDistance(x, loc)-special.Log(scale))
		},
		moves:    studentTMoves,
		quantile: func(v *point) float64 { return v[2] + v[3]*special.StudentTQuantile(v[1], v[0]) },
		slopes:   studentTSlopes,
	}.register("StudentT", 0, withValue(tensor.Input{}, studentTInputs)...),
	mean: pointwise{
		value: lanes3(func(df, loc, _ float64) float64 {
			if df > 1 {
				return loc
			}
			return math.NaN()
		}),
		grad: grads3(func(df, _, _ float64) (ddf, dloc, dscale float64) { return 0, 1, 0 }),
	}.register("StudentT.Mean", 0, studentTInputs),
	variance: pointwise{
		value: lanes3(func(df, _, scale float64) float64 {
			switch {
			case df > 2:
				return scale * scale * df / (df - 2)
			case df > 1:
				return math.Inf(1)
			}
			return math.NaN()
		}),
		grad: grads3(func(df, _, scale float64) (ddf, dloc, dscale float64) {
			if !(df > 2) {
				return 0, 0, 0
			}
			return -2 * scale * scale / (df - 2) / (df - 2), 0, 2 * scale * df / (df - 2)
		}),
	}.register("StudentT.Variance", 0, studentTInputs),
	entropy: pointwise{value: lanes3(studentTEntropy), grad: grads3(studentTEntropyGrad)}.
		register("StudentT.Entropy", 0, studentTInputs),
}

// studentTFromNoise is a draw from a standard normal z and an independent gamma variable with shape df/2, over whose
// root it is; l is the logarithm of that variable over its mean. With few degrees of freedom many draws are beyond what
// numbers can be, and are the largest number.
var studentTFromNoise = pointwise{
	value: lanes4(func(z, l, loc, scale float64) float64 { return loc + stretched(z*scale, l) }),
	grad: grads4(func(z, l, loc, scale float64) (dz, dl, dloc, dscale float64) {
		off := stretched(z*scale, l)
		if !special.Finite(loc + off) {
			return 0, 0, 0, 0 // it stays where it is
		}
		return 0, -0.5 * off, 1, off / scale
	}),
	open:  func(*operands, int) (low, high float64) { return math.Inf(-1), math.Inf(1) },
	rests: true,
}.register("StudentT.Draw", 1, []tensor.Input{{}, {}, {}, positiveInput})

// stretched returns v e^(-l/2), also where the power is out of the range of numbers.
func stretched(v, l float64) float64 {
	if e := math.Exp(-0.5 * l); ordinary(e) || v == 0 {
		return times(v, e)
	}
	return math.Copysign(math.Exp(special.Log(math.Abs(v))-0.5*l), v)
}

// largeHalf is where half the degrees of freedom are so many that series are exact.
const largeHalf = 20

// studentTConstant returns log Γ(a + ½) - log Γ(a) - ½ log(2π a) for a = df/2. The series is that of Tricomi & Erdélyi
// 1951 for the ratio of gamma functions.
func studentTConstant(a float64) float64 {
	if a < largeHalf {
		return special.Lgamma(a+0.5) - special.Lgamma(a) - 0.5*special.Log(a) - halfLog2Pi
	}
	w := 1 / a
	w2 := w * w
	return -halfLog2Pi - w*(1.0/8-w2*(1.0/192-w2*(1.0/640-w2*17/14336)))
}

// studentTConstantGrad returns the derivative of studentTConstant by a.
func studentTConstantGrad(a float64) float64 {
	if a < largeHalf {
		return special.Digamma(a+0.5) - special.Digamma(a) - 0.5/a
	}
	w2 := 1 / (a * a)
	return w2 * (1.0/8 - w2*(1.0/64-w2*(1.0/128-w2*17/2048)))
}

// studentTConstantCurvature returns the second derivative of studentTConstant by a.
func studentTConstantCurvature(a float64) float64 {
	if a < largeHalf {
		return special.Trigamma(a+0.5) - special.Trigamma(a) + 0.5/a/a
	}
	w := 1 / a
	w2 := w * w
	return -w * w2 * (1.0/4 - w2*(1.0/16-w2*(3.0/64-w2*17/256)))
}

func studentTLogProb(x, df, loc, scale float64) float64 {
	if !(df > 0 && scale > 0) || math.IsInf(df, 1) {
		return invalid(x, df, loc, scale)
	}
	t := math.Abs(x-loc) / scale / math.Sqrt(df)
	bend := 2*(logDistance(x, loc)-special.Log(scale)) - special.Log(df)
	if t < 0x1p100 { // t² may overflow, as t itself may
		bend = math.Log1p(t * t)
	}
	return studentTConstant(df/2) - special.Log(scale) - (df+1)/2*bend
}

func studentTGrad(x, df, loc, scale float64) (dx, ddf, dloc, dscale float64) {
	if !isPositive(df) || !isPositive(scale) || !special.Finite(x) || !special.Finite(loc) {
		return 0, 0, 0, 0
	}
	z := (x - loc) / scale
	t := z / math.Sqrt(df)
	part, rim, rest := 1.0, 0.0, 0.0 // z²/(df + z²), 1 less that, and log(1 + t²) less the first
	if math.Abs(t) < 0x1p100 {
		w := t * t
		part, rim = w/(1+w), 1/(1+w)
		if w < 0.1 {
			rest = w*part - special.XMinusLog1p(w) // which behaves as ½ w²
		} else {
			rest = math.Log1p(w) - part
		}
	} else {
		rest = 2*(logDistance(x, loc)-special.Log(scale)) - special.Log(df) - 1
	}
	g := 0.0
	switch {
	case math.IsInf(z, 0): // the quotient overflows, or the difference
		g = -0.5 * (df + 1) / (x/2 - loc/2)
	case z != 0:
		g = -(df + 1) * part / z / scale
	}
	ddf = 0.5 * (studentTConstantGrad(df/2) + part/df - rest)
	return g, ddf, -g, (df*part - rim) / scale
}

// studentTEntropy returns log scale + ½ log df + log B(df/2, ½) + (df+1)/2 · (ψ((df+1)/2) - ψ(df/2)).
func studentTEntropy(df, _, scale float64) float64 {
	a := df / 2
	return special.Log(scale) - studentTConstant(a) + (a+0.5)*(studentTConstantGrad(a)+0.5/a)
}

func studentTEntropyGrad(df, _, scale float64) (ddf, dloc, dscale float64) {
	a := df / 2
	return 0.5 * ((a+0.5)*studentTConstantCurvature(a) - 0.25/a/a), 0, 1 / scale
}

// studentTMoves returns those of t = (x - loc) / scale, and of log |t| where that is above 0.
func studentTMoves(v *point) point {
	x, df, loc, scale := v[0], v[1], v[2], v[3]
	dx, dloc, dscale := farMoves(x, loc, scale)
	z, logz := (x-loc)/scale, logDistance(x, loc)-special.Log(scale)
	if special.StudentTFar(df, logz) { // a tail is |t|^-df times a function of df
		rise := 0.5 * (special.Log(df) - 2*logz + 1 + special.Digamma(df/2+0.5) - special.Digamma(df/2+1))
		return point{dx, -math.Copysign(1, x-loc) * rise / df, dloc, dscale}
	}
	return point{dx, -studentTSampleGrad(df, z) / max(1, math.Abs(z)), dloc, dscale}
}

func studentTSlopes(v *point) point {
	p, df, scale := v[0], v[1], v[3]
	t := special.StudentTQuantile(df, p)
	return point{scale * math.Exp(-studentTLogProb(t, df, 0, 1)), scale * studentTSampleGrad(df, t), 1, t}
}

// studentTSampleGrad returns dt/ddf at a fixed value of the distribution function, of scale 1 around 0. For t > 0 it is
//
//	-∫₀ᵗ p g ds / p(t) = ∫ₜ^∞ p g ds / p(t),  g = d log p(s)/d df = ½ (C′(df/2) + v/df - (u - v))
//
// with u = log(1 + s²/df), v = 1 - e⁻ᵘ and the constant C of the density. g is positive up to where it changes its
// sign, once, so that one of the integrals has terms of one sign only. In r = √u, p ds is a multiple of exp(-df/2·r²)
// √(u/v) dr, which is analytic but for branches from where v is 0 away from the real line. The Gauss-Legendre panels
// keep clear of them, as they double r at most, and let the exponent fall by 16 at most.
func studentTSampleGrad(df, t float64) float64 {
	switch {
	case t < 0:
		return -studentTSampleGrad(df, -t)
	case t == 0 || math.IsInf(t, 1):
		return -t
	}
	a, constant := df/2, studentTConstantGrad(df/2)
	g := func(u, v float64) float64 {
		rest := u - v
		if u < 0.5 {
			rest = expTail(u)
		}
		return 0.5 * (constant + v/df - rest)
	}
	u := math.Log1p(t / df * t)
	if math.IsInf(u, 1) {
		u = 2*special.Log(t) - special.Log(df)
	}
	end := math.Sqrt(u)
	low, length, top, sign := 0.0, end, a*u, -1.0 // top is the exponent at low, when that at t is 0
	if g(u, -math.Expm1(-u)) < 0 {
		const enough = 45 // the integrand has fallen to 1e-20
		low, length, top, sign = end, enough/a/(end+math.Sqrt(u+enough/a)), 0, 1
	}
	total := 0.0
	for d := 0.0; d < length; { // from low + d, by d because length may be far smaller than low
		r := low + d
		width := min(max(1.5, r), 16/a/(r+math.Sqrt(r*r+16/a)), length-d)
		total += special.Gauss(d, width, func(d float64) float64 {
			way := d * (2*low + d)
			u := low*low + way
			v := -math.Expm1(-u)
			return math.Exp(top-a*way) * math.Sqrt(u/v) * g(u, v)
		})
		d += width
	}
	return sign * math.Hypot(math.Sqrt(df), t) * total
}
