package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// SkewStudentTDist is the skew t distribution of Jones and Faddy.
type SkewStudentTDist struct {
	univariate[*SkewStudentTDist]
}

// SkewStudentT returns the distribution of loc + scale·√(a+b)·(y - ½)/√(y(1-y)) for y from Beta(a, b). Far below loc
// its density falls as |x|^(-2a-1), and far above as x^(-2b-1); with a = b it is StudentT(2a, loc, scale). For the z of
// loc 0 and scale 1, and u = z/√(a + b + z²),
//
//	log p(z) = (a+½)·log(1+u) + (b+½)·log(1-u) - (a+b-1)·log 2 - log B(a, b) - ½ log(a+b)
//
// It has a mean if a and b are above ½, and a variance above 1. PyMC's SkewStudentT(a, b, mu, sigma) and SciPy's
// jf_skew_t(a, b) are the same; TFP's TwoPieceStudentT is that of Fernández and Steel, another. The source is M. C.
// Jones, M. J. Faddy, "A skew extension of the t-distribution, with applications", 2003.
func SkewStudentT[A, B, L, S tensor.Like](a A, b B, loc L, scale S) *SkewStudentTDist {
	return newUnivariate[SkewStudentTDist](skewStudentTFamily.get(), tensor.To(a), tensor.To(b), tensor.To(loc), tensor.To(scale))
}

// Concentration1 returns a, how fast the lower tail falls, as it was given.
func (d *SkewStudentTDist) Concentration1() *tensor.Tensor { return d.params[0] }

// Concentration0 returns b, how fast the upper tail falls, as it was given.
func (d *SkewStudentTDist) Concentration0() *tensor.Tensor { return d.params[1] }

// Loc returns the location, as it was given.
func (d *SkewStudentTDist) Loc() *tensor.Tensor { return d.params[2] }

// Scale returns the scale, as it was given.
func (d *SkewStudentTDist) Scale() *tensor.Tensor { return d.params[3] }

var (
	// 2 asinh(z/√n), the log-odds of y for n = a + b.
	_ = expr.Define("skewodds", func(z, n float64) float64 {
		if w := z / math.Sqrt(n); math.Abs(w) < 1e150 {
			return 2 * math.Asinh(w)
		}
		return math.Copysign(2*(math.Ln2+math.Log(math.Abs(z)))-special.Log(n), z)
	}, "2/skewreach(x, y)", "-where(abs(x) < 1e150, x/skewreach(x, y), sign(x))/y")

	skewStudentTParams = []Param{{"a", Positive, concentrationCure}, {"b", Positive, concentrationCure}, {"loc", Real, ""}, {"scale", Positive, scaleCure}}
	skewStudentTInputs = []tensor.Input{{Low: 1.5, High: 3}, {Low: 2.5, High: 4}, {}, positiveInput}

	// skewStudentTNoise are draws of loc 0 and scale 1.
	skewStudentTNoise = lazy[draw]{make: func() draw {
		return sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				l := special.Log(p[0]) - special.Log(p[1]) + logGammaVariate(r, p[0]) - logGammaVariate(r, p[1])
				z := math.Sqrt(p[0]+p[1]) * math.Sinh(l/2)
				return min(max(z, -math.MaxFloat64), math.MaxFloat64)
			},
		}.register("SkewStudentT.Sample", skewStudentTInputs[:2]...)
	}}

	skewStudentTSlopes = lazy[[]*pointwise]{make: func() []*pointwise {
		return implicitSlopes("SkewStudentT", skewStudentTParams[:2], skewStudentTInputs[:2],
			"n = a + b; skewreach(x, n)/2*logitbetashift(a, b, skewodds(x, n)) + x/n/2",
			"n = a + b; -skewreach(x, n)/2*logitbetashift(b, a, -skewodds(x, n)) + x/n/2")
	}}
)

func init() {
	// √(n + z²), which is |z| far out.
	expr.Abbreviate("skewreach", "where(abs(z) < 1e150, sqrt(n + z^2), abs(z))", "z", "n")
}

// l are the log-odds of y, and lambda is a - (a+b)y, the derivative of log yᵃ(1-y)ᵇ with respect to l. That with
// respect to a moves the scale √(a+b), too.
var skewStudentTFamily = lazy[*family]{make: func() *family {
	return define[SkewStudentTDist](family{
		Spec:    Spec{"SkewStudentT", skewStudentTParams},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			z := skewStudentTNoise.get().apply(rng, []*tensor.Tensor{stop(p[0]), stop(p[1])}, shape)
			return skewStudentTFromNoise.get().apply(nil, nil, implicitDraw(z, p[:2], skewStudentTSlopes.get()), p[2], p[3])
		},
		pathwise: true,
		locScale: true,
	}, formulasOf{
		inputs: withValue(tensor.Input{}, skewStudentTInputs),
		with: `
		n = a + b; z = (x - loc)/scale; w = z/sqrt(n); l = skewodds(z, n); y = sigmoid(l); rest = sigmoid(-l)
		turn = where(abs(w) < 1e150, w/sqrt(1 + w^2), sign(w))
		lambda = ((a - b) - n*turn)/2; reach = skewreach(z, n); move = lambda*(2/reach) - where(abs(z) < 1e150, z/reach/reach, 1/z)`,
		twins: skewStudentTTwins,
		logProb: is(`
		where(min(a, b) >= 10, -betaDeviance(a, b, y, rest, lambda) - 0.5*log(1/a + 1/b),
			-a*softplus(-l) - b*softplus(l) - logBeta(a, b)) + log(2) - log(reach) - log(scale)`).
			d("x", "move/scale").d("loc", "-move/scale").d("scale", "-(1 + z*move)/scale").
			d("a", `where(a < 10, digamma(n) - digamma(a) - softplus(-l), logRatio(-lambda/a, n*y, a) + logmdigamma(a) - logmdigamma(n)) -
			lambda*turn/n - 0.5/reach/reach`).
			d("b", `where(b < 10, digamma(n) - digamma(b) - softplus(l), logRatio(lambda/b, n*rest, b) + logmdigamma(b) - logmdigamma(n)) -
			lambda*turn/n - 0.5/reach/reach`),
		mean:        is("loc + scale*m").with(skewStudentTMean),
		variance:    is("where(a > 1 && b > 1, scale^2*(n/4*((a - b)^2 + n - 2)/(a - 1)/(b - 1) - m^2), some, inf, nan)").with(skewStudentTMean),
		cdf:         is("exp(logitbetaloglower(a, b, l))"),
		logCDF:      is("logitbetaloglower(a, b, l)"),
		logSurvival: is("logitbetalogupper(a, b, l)"),
		quantile: is(`
		y = betaincinv(a, b, p); rest = betaincinv(b, a, 1 - p)
		loc + scale*sqrt(a + b)*where(y < 0.25, (2*y - 1)/2/sqrt(y*(1 - y)), rest < 0.25, (1 - 2*rest)/2/sqrt(rest*(1 - rest)), (y - rest)/2/sqrt(y*rest))`),
	})
}}

// skewStudentTFromNoise is loc + scale·z, or the largest number of its sign where that is none.
var skewStudentTFromNoise = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(is("loc + scale*z").in(domain{low: "-inf", high: "inf", rests: true, finite: true}), 0, "z", "loc", "scale")}.
		register("SkewStudentT.Draw", []tensor.Input{{}, {}, positiveInput})
}}

// skewStudentTMean is that of loc 0 and scale 1; Γ(a-½)/Γ(a) is √(2πa)·exp(studentTConstant(a))/(a-½).
const skewStudentTMean = `
	n = a + b; some = a > 0.5 && b > 0.5
	m = where(some, (a - b)*sqrt(n)*pi*sqrt(a)*sqrt(b)*exp(studentTConstant(a) + studentTConstant(b))/(a - 0.5)/(b - 0.5), nan)`
