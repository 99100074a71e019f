package optim

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// For returns the optimizer that moves a parameter: o itself, or the one that [ByName] chooses.
func For(o Optimizer, param string) Optimizer {
	for {
		by, ok := o.(ByName)
		if !ok {
			return o
		}
		o = by.For(param)
	}
}

// Sure reports whether an update is certain to leave finite numbers. It looks at no element, but at what is known of
// the bounds of p's tensors, and says true where gradient and state are moderate ([tensor.Moderate]), which the update
// keeps so, and the rate is too small to reach the largest number. False means that nothing is known: so it always is
// of other packages' optimizers, even if they have one of these inside. It panics with an [*Error] where Update would.
func Sure(o Optimizer, p *Param) bool {
	switch o := For(o, p.Name).(type) {
	case Adam:
		return sureAdam(o.step("Adam", p, math.Inf(1)), p)
	case ClippedAdam:
		return sureAdam(o.step(p), p)
	case SGD:
		ok, _ := o.sure(o.rate(p), p)
		return ok
	}
	return false
}

// within reports whether all values of t are known to have at most the given magnitude.
func within(t *tensor.Tensor, most float64) bool { return tensor.Within(t, -most, most) }

// largestMove returns half the distance between the largest number and the next below: any finite number that moves by
// less stays finite.
func largestMove(d tensor.DType) float64 {
	if d == tensor.Float32 {
		return 0x1p103
	}
	return 0x1p970
}

func smallestNormal(d tensor.DType) float64 {
	if d == tensor.Float32 {
		return 0x1p-126
	}
	return 0x1p-1022
}
