package dist

import (
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// LocScale returns the location and the scale of a distribution of loc + scale·z, whose z has the same distribution for
// all, and what makes the same distribution with others. ok is false for other families. Normal, Laplace, StudentT and
// Cauchy have them, also expanded or as events; one of your own has them by a method LocScale with the same results.
func LocScale(d Distribution) (loc, scale *tensor.Tensor, with func(loc, scale *tensor.Tensor) Distribution, ok bool) {
	if l, has := d.(interface {
		LocScale() (loc, scale *tensor.Tensor, with func(loc, scale *tensor.Tensor) Distribution, ok bool)
	}); has {
		return l.LocScale()
	}
	return nil, nil, nil, false
}

// locScaleEntropy returns that of a location and a scale, the logarithm of the scale up to a constant.
func locScaleEntropy(name string, plus float64) *pointwise {
	return pointwise{
		value: lanes2(func(_, scale float64) float64 { return plus + special.Log(scale) }),
		grad:  grads2(func(_, scale float64) (dloc, dscale float64) { return 0, 1 / scale }),
	}.register(name, 0, locScaleInputs)
}
