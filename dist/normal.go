package dist

import "github.com/credence-ppl/credence/tensor"

// NormalDist is the normal distribution.
type NormalDist struct{ univariate[*NormalDist] }

// Normal returns the normal distribution with mean loc and standard deviation scale:
//
//	log p(x) = -½ ((x - loc) / scale)² - log scale - ½ log 2π
func Normal[L, S tensor.Like](loc L, scale S) *NormalDist {
	// In one piece with its parameters: a step of training makes one for every tensor of weights.
	d := &struct {
		NormalDist
		room [2]*tensor.Tensor
	}{room: [2]*tensor.Tensor{tensor.To(loc), tensor.To(scale)}}
	f := normalFamily.get()
	d.member = member{Base: NewBase(&f.Spec, d.room[:]...), family: f}
	return &d.NormalDist
}

// Loc returns the mean, as it was given.
func (d *NormalDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the standard deviation, as it was given.
func (d *NormalDist) Scale() *tensor.Tensor { return d.params[1] }

var normalFamily = lazy[*family]{make: func() *family {
	return define[NormalDist](family{
		Spec:    Spec{"Normal", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			return rng.NormalAt(p[0], p[1], shape...)
		},
		pathwise: true,
		locScale: true,
	}, formulasOf{
		inputs:  withValue(tensor.Input{}, locScaleInputs),
		twins:   normalTwins,
		logProb: is("normalLogProb(x, loc, scale)"),
		dense: []dense{
			{whole: valueWhole, f32: normalValues},
			{whole: allWhole, f32: normalDense},
		},
		mean:        is("loc"),
		variance:    is("scale^2"),
		entropy:     is("0.5 + log(2*pi)/2 + log(scale)"),
		cdf:         is("normcdf((x - loc)/scale)"),
		logCDF:      is("lognormcdf((x - loc)/scale)"),
		logSurvival: is("lognormcdf((loc - x)/scale)"),
		quantile:    is("loc + scale*normquantile(p)"),
		kl:          normalKL,
		klInputs:    locScaleKLInputs,
		klDense:     []dense{{whole: firstWhole, f32: normalKLDense}},
	})
}}
