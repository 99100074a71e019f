package dist

import (
	"github.com/credence-ppl/credence/tensor"
)

// HalfStudentTDist is the distribution of the absolute value of a Student's t variable.
type HalfStudentTDist struct {
	univariate[*HalfStudentTDist]
}

// HalfStudentT returns the distribution of |x| for x from StudentT(df, 0, scale), a prior for standard deviations
// between HalfCauchy, with df = 1, and HalfNormal:
//
//	log p(x) = log 2 + log Γ((df+1)/2) - log Γ(df/2) - ½ log(π df) - log scale -
//	           (df+1)/2 · log(1 + (x / scale)² / df),  x ≥ 0
//
// PyMC's HalfStudentT(nu, sigma) and TFP's (df, 0, scale) are the same; in Stan it is student_t(df, 0, scale) of a
// parameter with a lower bound of 0.
func HalfStudentT[D, S tensor.Like](df D, scale S) *HalfStudentTDist {
	return newUnivariate[HalfStudentTDist](halfStudentTFamily.get(), tensor.To(df), tensor.To(scale))
}

// DF returns the degrees of freedom, as it was given.
func (d *HalfStudentTDist) DF() *tensor.Tensor { return d.params[0] }

// Scale returns the scale, as it was given.
func (d *HalfStudentTDist) Scale() *tensor.Tensor { return d.params[1] }

var halfStudentTFamily = lazy[*family]{make: func() *family {
	return define[HalfStudentTDist](family{
		Spec:    Spec{"HalfStudentT", []Param{{"df", Positive, "use a parameter constrained to be positive"}, {"scale", Positive, scaleCure}}},
		support: nonNegative,
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			return studentTFamily.get().draw(rng, []*tensor.Tensor{p[0], tensor.ZerosLike(p[1]), p[1]}, shape).Abs()
		},
		pathwise: true,
	}, formulasOf{ // t² is to df as a beta variable of ½ and df/2 to what it leaves of 1
		inputs: []tensor.Input{positiveInput, {Low: 3, High: 9}, positiveInput},
		with: `
		t = x/scale
		w = t^2/df
		part = where(w < 1e60, w/(1 + w), 1)
		logodds = 2*(log(max(x, 0)) - log(scale)) - log(df)`,
		twins: halfStudentTTwins,
		logProb: is("studentTDensity(x, df, 0, scale) + log(2)").
			d("df", "(studentTConstantSlope(df/2) + part/df - where(w < 0.1, w*part - xmlog1p(w), w < 1e60, log1p(w) - part, logodds - 1))/2").
			d("scale", "(df*part - 1/(1 + w))/scale"),
		mean:     is("where(df > 1, halfStudentTMean(df, scale), inf)"),
		variance: is("where(df > 2, scale^2*(df/(df - 2)) - halfStudentTMean(df, scale)^2, df > 1, inf, nan)"),
		entropy: is("a = df/2; log(scale) - log(2) - studentTConstant(a) + (a + 0.5)*(studentTConstantSlope(a) + 0.5/a)").
			d("df", "a = df/2; 0.5*((a + 0.5)*studentTConstantCurvature(a) - 0.25/a/a)"),
		cdf:    is("exp(logitbetaloglower(0.5, df/2, logodds))").d("x", "where(x >= 0, exp(studentTDensity(x, df, 0, scale) + log(2)), 0)"),
		logCDF: is("logitbetaloglower(0.5, df/2, logodds)"),
		logSurvival: is("logitbetalogupper(0.5, df/2, logodds)").
			d("x", "where(x >= 0, -exp(studentTDensity(x, df, 0, scale) + log(2) - f), 0)"),
		quantile: is(`
		y = betaincinv(0.5, df/2, p)
		scale*where(y < 0.5 && p < 0.5, sqrt(df*(y/(1 - y))), -studenttquantile(df, 0.5*(1 - p)))`),
	})
}}
