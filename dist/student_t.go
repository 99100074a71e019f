package dist

import "github.com/credence-ppl/credence/tensor"

// StudentTDist is Student's t distribution.
type StudentTDist struct{ univariate[*StudentTDist] }

// StudentT returns Student's t distribution with df degrees of freedom, around loc, stretched by scale:
//
//	log p(x) = log Γ((df+1)/2) - log Γ(df/2) - ½ log(π df) - log scale - (df+1)/2 · log(1 + ((x - loc) / scale)² / df)
//
// It has a mean for df > 1 and a variance for df > 2; with growing df it approaches Normal(loc, scale).
func StudentT[D, L, S tensor.Like](df D, loc L, scale S) *StudentTDist {
	return newUnivariate[StudentTDist](studentTFamily.get(), tensor.To(df), tensor.To(loc), tensor.To(scale))
}

// DF returns the degrees of freedom, as they were given.
func (d *StudentTDist) DF() *tensor.Tensor { return d.params[0] }

// Loc returns the median, as it was given.
func (d *StudentTDist) Loc() *tensor.Tensor { return d.params[1] }

// Scale returns the scale, as it was given. The standard deviation is larger.
func (d *StudentTDist) Scale() *tensor.Tensor { return d.params[2] }

var studentTInputs = []tensor.Input{{Low: 3, High: 9}, {}, positiveInput}

// studentTMoves are how fast t, or the logarithm of its size where that is above 0, moves with the operands.
var studentTMoves = []string{"x", "move", "loc", "-move", "scale", "-stretch", "df", "-studenttshift(df, t, logt)"}

var studentTFamily = lazy[*family]{make: func() *family {
	return define[StudentTDist](family{
		Spec:    Spec{"StudentT", []Param{{"df", Positive, "use a parameter constrained to be positive"}, {"loc", Real, ""}, {"scale", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			z := rng.NormalAt(tensor.ZerosLike(p[1]), tensor.OnesLike(p[2]), shape...)
			return studentTFromNoise.get().apply(nil, nil, z, logGammaDraw(rng, tensor.Mul(p[0], 0.5), shape, logRatioSlope.get()), p[1], p[2])
		},
		pathwise: true,
		locScale: true,
	}, formulasOf{
		inputs: withValue(tensor.Input{}, studentTInputs),
		with: `
		t = (x - loc)/scale
		w = t^2/df
		half = abs(x/2 - loc/2)
		near = abs(x - loc) < scale
		logt = where(abs(x - loc) < inf, log(abs(x - loc)), log(half) + 0.69314718055994530942) - log(scale)
		move = where(near, 1/scale, 0.5/half)
		stretch = where(near, t, sign(t))/scale
		part = where(w < 1e60, w/(1 + w), 1)`,
		twins: studentTTwins,
		logProb: is("studentTDensity(x, df, loc, scale)").
			d("df", `
			rest = where(w < 0.1, w*part - xmlog1p(w), w < 1e60, log1p(w) - part, 2*logt - log(df) - 1)
			(studentTConstantSlope(df/2) + part/df - rest)/2`).
			d("scale", "(df*part - 1/(1 + w))/scale"),
		mean:     is("where(df > 1, loc, nan)"),
		variance: is("where(df > 2, scale*scale*df/(df - 2), df > 1, inf, nan)").d("df", "where(df > 2, -2*scale*scale/(df - 2)/(df - 2), 0)"),
		entropy: is("a = df/2; log(scale) - studentTConstant(a) + (a + 0.5)*(studentTConstantSlope(a) + 0.5/a)").
			d("df", "a = df/2; 0.5*((a + 0.5)*studentTConstantCurvature(a) - 0.25/a/a)"),
		cdf: is("studenttcdf(df, t)").
			along("exp(studentTDensity(x, df, loc, scale) + log(scale) + max(logt, 0))", studentTMoves...),
		logCDF:      is("studenttloglower(df, t, logt)").along("studenttlower(df, t, logt)", studentTMoves...),
		logSurvival: is("studenttlogupper(df, t, logt)").along("-studenttupper(df, t, logt)", studentTMoves...),
		quantile:    is("loc + scale*studenttquantile(df, p)"),
	})
}}

// studentTFromNoise is a draw from a standard normal z and an independent gamma variable with shape df/2, over whose
// root it is; l is the logarithm of that variable over its mean. With few degrees of freedom many draws are beyond what
// numbers can be, and are the largest number.
var studentTFromNoise = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("loc + off").d("l", "-off/2").d("scale", "off/scale").in(domain{low: "-inf", high: "inf", rests: true, finite: true}).
			with("v = z*scale; e = exp(-l/2); off = where(v == 0, 0, ordinary(e), v*e, sign(v)*exp(log(abs(v)) - l/2))"),
		0b0001, "z", "l", "loc", "scale")}.register("StudentT.Draw", []tensor.Input{{}, {}, {}, positiveInput})
}}
