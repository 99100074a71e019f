package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// OnSupport returns logProb of x where x is inside the support of d and d's parameters are allowed, if d embeds [Base],
// and -Inf with derivative 0 elsewhere. It helps to write LogProb: logProb, which returns log-densities of shape
// [sample…, batch…], is only given values inside, ends not included, in place of others. All of it is operations, so
// that a recorded program looks again at other values and parameters.
func OnSupport(d Distribution, x *tensor.Tensor, logProb func(x *tensor.Tensor) *tensor.Tensor) *tensor.Tensor {
	set := d.Support()
	x = spreadValues(d, x)
	outside := outsideOf(set, x)
	inside := tensor.Where(unsqueeze(outside, set.EventDim()), set.Inside(x.Shape()...).As(x.DType()), x)
	if b, ok := d.(interface{ self() *Base }); ok {
		outside = either(b.self().refused(), outside)
	}
	return tensor.Where(outside, math.Inf(-1), logProb(inside))
}

// refused returns 1 where a parameter has a value that is not allowed, but for NaN; nil if none has and none can.
func (b *Base) refused() (refused *tensor.Tensor) {
	for i, v := range b.params {
		set := b.spec.Params[i].Allowed
		if v.IsNumber() {
			if _, ok := set.Check(v); ok {
				continue
			}
		}
		refused = either(refused, refusedBy(set, v))
	}
	return refused
}

// refusedBy returns 1 where v is not in the set, ends that belong to it included.
func refusedBy(set Set, v *tensor.Tensor) *tensor.Tensor {
	switch c := set.(type) {
	case Recordable:
		return c.Outside(v)
	case positive:
		below := tensor.LessEqual(v, 0)
		if c.least == 0 {
			below = tensor.Less(v, 0)
		}
		return either(below, tensor.LessEqual(plusInf, v))
	case interval:
		return either(beyond(v, c.low, c.ends&(openLow|noLow)), beyond(c.high, v, c.ends&(openHigh|noHigh)))
	case independentConstraint:
		return maxLast(refusedBy(c.base, v), c.dims)
	case real, softplusPositive:
		low, high, _ := endsOf(c.(Constraint))
		return either(tensor.LessEqual(v, low), tensor.LessEqual(high, v))
	}
	return tensor.Apply(opOutside.get(), set, v)
}

// beyond returns 1 where a is less than b, or equal to it if equal ones are not inside either.
func beyond(a, b *tensor.Tensor, open ends) *tensor.Tensor {
	if open != 0 {
		return tensor.LessEqual(a, b)
	}
	return tensor.Less(a, b)
}
