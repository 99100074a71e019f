package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// LaplaceDist is the Laplace, or double exponential, distribution.
type LaplaceDist struct{ univariate[*LaplaceDist] }

// Laplace returns the Laplace distribution with mean loc, which is also its median, and mean absolute deviation scale:
//
//	log p(x) = -|x - loc| / scale - log scale - log 2
func Laplace[L, S tensor.Like](loc L, scale S) *LaplaceDist {
	return newUnivariate[LaplaceDist](laplaceFamily.get(), tensor.To(loc), tensor.To(scale))
}

// Loc returns the mean, as it was given.
func (d *LaplaceDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the mean absolute deviation, as it was given. The standard deviation is √2 times as large.
func (d *LaplaceDist) Scale() *tensor.Tensor { return d.params[1] }

// laplaceNoise are draws of location 0 and scale 1, in the type and shape of the parameters.
var laplaceNoise = lazy[draw]{make: func() draw {
	return sampler{
		sample: func(r *tensor.RNG, _ *point) float64 {
			return math.Copysign(special.Log(r.Float64()), float64(r.Uint64()&1)-0.5)
		},
	}.register("Laplace.Sample", tensor.Input{}, positiveInput)
}}

var laplaceFamily = lazy[*family]{make: func() *family {
	return define[LaplaceDist](family{
		Spec:    Spec{"Laplace", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			return p[0].Add(p[1].Mul(laplaceNoise.get().apply(rng, p, shape)))
		},
		pathwise: true,
		locScale: true,
	}, formulasOf{
		inputs:      withValue(tensor.Input{}, locScaleInputs),
		twins:       laplaceTwins,
		logProb:     is("-abs(x - loc)/scale - log(scale) - log(2)"), // with derivative 0 at the peak, where there is none
		dense:       []dense{{whole: valueWhole, f32: laplaceValues}},
		mean:        is("loc"),
		variance:    is("2*scale^2"),
		entropy:     is("1 + log(2) + log(scale)"),
		cdf:         is("z = (x - loc)/scale; where(z > 0, 1 - exp(-z)/2, exp(z)/2)"),
		logCDF:      is("laplaceLogCDF((x - loc)/scale)"),
		logSurvival: is("laplaceLogCDF((loc - x)/scale)"),
		quantile:    is("loc + scale*where(p > 0.5, -log(2*(1 - p)), log(2*p))"), // from the nearer end
		// r - 1 - log r + r (t + e⁻ᵗ - 1) with r = q_scale/p_scale; t may overflow
		kl: is(`
		d = abs(q_loc - p_loc)
		t = d/q_scale
		r = q_scale/p_scale
		ratioKL(q_scale - p_scale, q_scale, p_scale) + where(t > 0.5, d/p_scale + r*expm1(-t), r*expTail(t))`),
		klInputs: locScaleKLInputs,
	})
}}

var laplaceValues = denseOf[float32]{
	sum: func(in pieces[float32]) float64 {
		scale, n := float64(in[2][0]), float64(len(in[0]))
		return -kernel.Distances(in[0], in[1][0])/scale - n*(special.Log(scale)+math.Ln2)
	},
	sumGrad: func(d, in pieces[float32], factor float32, add uint) {
		kernel.Sides(d[0], in[0], in[1][0], -factor/in[2][0], add)
	},
}
