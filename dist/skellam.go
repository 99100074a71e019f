package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// SkellamDist is the distribution of the difference of two counts.
type SkellamDist struct{ univariate[*SkellamDist] }

// Skellam returns the distribution of the difference of two independent counts of [Poisson], with mean rate1 and with
// mean rate2: with the modified Bessel function I
//
//	log p(x) = -rate1 - rate2 + x/2·log(rate1/rate2) + log I_|x|(2√(rate1·rate2)),  x = …, -1, 0, 1, …
//
// TFP's Skellam(rate1, rate2), SciPy's skellam(mu1, mu2) and that of PyMC's extras are the same.
func Skellam[A, B tensor.Like](rate1 A, rate2 B) *SkellamDist {
	return newUnivariate[SkellamDist](skellamFamily.get(), tensor.To(rate1), tensor.To(rate2))
}

// Rate1 returns the mean of the count that adds, as it was given.
func (d *SkellamDist) Rate1() *tensor.Tensor { return d.params[0] }

// Rate2 returns the mean of the count that is taken away, as it was given.
func (d *SkellamDist) Rate2() *tensor.Tensor { return d.params[1] }

// The rest of log I_x(y) beside what it tends to, its derivative with respect to y, and I_{x+1}(y)/I_x(y).
var (
	_ = expr.Define("besselratio", special.BesselRatio, "", "")
	_ = expr.Define("besselrest", func(nu, x float64) float64 { r, _ := special.BesselRest(nu, x); return r }, "", "besselslope(x, y)")
	_ = expr.Define("besselslope", func(nu, x float64) float64 { _, s := special.BesselRest(nu, x); return s }, "", "")
)

// With r = √(x² + 4·rate1·rate2), the difference of counts with means a = (r+x)/2 and b = (r-x)/2 has its mean at x,
// and the same Bessel function. Its masses and those of this family differ by terms that are not negative.
var skellamFamily = lazy[*family]{make: func() *family {
	return define[SkellamDist](family{
		Spec:    Spec{"Skellam", []Param{{"rate1", Positive, "exponentiate a linear predictor"}, {"rate2", Positive, "exponentiate a linear predictor"}}},
		support: func([]*tensor.Tensor) Constraint { return integers },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return poissonDraw(r, p[0]) - poissonDraw(r, p[1]) },
		}.register("Skellam.Sample", positiveInput, positiveInput).apply,
	}, formulasOf{
		inputs: []tensor.Input{countInput, positiveInput, positiveInput},
		with: `
		g = sqrt(rate1)*sqrt(rate2); z = 2*g; r = where(abs(x) + z < 1e150, sqrt(x^2 + z^2), max(abs(x), z)); most = (r + abs(x))/2; least = g*(g/most)
		a = where(x > 0, most, least); b = where(x > 0, least, most)
		d = x - rate1 + rate2; rise = d*((x + rate1 - rate2)/(r + rate1 + rate2))
		offa = (rise + d)/2; offb = (rise - d)/2`,
		twins: skellamTwins,
		logProb: is("besselrest(abs(x), z) - log(2*pi*r)/2 - a*deviance(-offa/a, rate1, a) - b*deviance(-offb/b, rate2, b)").
			d("rate1", `where(r < 60, max(x, 0)/rate1 - 1 + g/rate1*besselratio(abs(x), z),
			offa/rate1 + z/rate1/2*(besselslope(abs(x), z) - z/r/r/2))`).
			d("rate2", `where(r < 60, max(-x, 0)/rate2 - 1 + g/rate2*besselratio(abs(x), z),
			offb/rate2 + z/rate2/2*(besselslope(abs(x), z) - z/r/r/2))`),
		mean:     is("rate1 - rate2"),
		variance: is("rate1 + rate2"),
		sums: massSums{span: func([]float64) massSpan {
			return massSpan{low: math.Inf(-1), high: math.Inf(1), breaks: []float64{0}}
		}}.enter,
	})
}}
