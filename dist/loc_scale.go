package dist

import "github.com/credence-ppl/credence/tensor"

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
