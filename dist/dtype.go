package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// DTypeOf returns the element type of draws from d: that of a parameter of rank above 0, else of one that is no Go number,
// else Float64. ok is false where values may have either, as those of an ImproperUniform.
func DTypeOf(d Distribution) (t tensor.DType, ok bool) {
	switch d := d.(type) {
	case *ExpandedDist:
		return DTypeOf(d.base)
	case *IndependentDist:
		return DTypeOf(d.base)
	case *MaskedDist:
		return DTypeOf(d.base)
	case *TransformedDist:
		return DTypeOf(d.base)
	case *MixtureDist:
		return DTypeOf(d.components)
	case *ImproperUniformDist:
		return tensor.Float64, false
	case *DeltaDist:
		return d.v.DType(), true
	}
	var few [maxOperands]*tensor.Tensor
	params, known := meets(d, few[:0])
	if !known {
		return d.Sample(tensor.NewRNG(0)).DType(), true
	}
	t, none := tensor.Float64, true
	for _, p := range params {
		switch {
		case p.Rank() > 0:
			return p.DType(), true
		case !p.IsNumber() && (none || p.DType() == tensor.Float64): // of two scalars the more precise
			t, none = p.DType(), false
		}
	}
	return t, true
}

// CheckDType returns nil, or an error if x has another element type than the parameters of d, so that LogProb refuses it.
// Parameters and values of rank 0 take the other's type, and so do the values of discrete distributions.
func CheckDType(d Distribution, x *tensor.Tensor) error {
	return checkDType(d, x.DType(), x.Rank())
}

func checkDType(d Distribution, t tensor.DType, rank int) error {
	switch d := d.(type) {
	case *ExpandedDist:
		return checkDType(d.base, t, rank)
	case *IndependentDist:
		return checkDType(d.base, t, rank)
	case *MaskedDist:
		return checkDType(d.base, t, rank)
	case *TransformedDist:
		return d.checkDType(t, rank)
	case *MixtureDist:
		return checkDType(d.components, t, rank+1)
	case interface{ self() *univariate }:
		if d.self().family.density.each.NoGrad&1 != 0 {
			return nil
		}
	case *CategoricalDist:
		return nil
	}
	if rank == 0 {
		return nil
	}
	var few [maxOperands]*tensor.Tensor
	params, _ := meets(d, few[:0])
	for _, p := range params {
		if p.Rank() > 0 && p.DType() != t {
			return otherType(nameOf(d), p.DType())
		}
	}
	return nil
}

// otherType is the error about values of another element type than the parameters.
func otherType(name string, params tensor.DType) error {
	return fmt.Errorf("dist: %s has %v parameters; convert one of the two with As, for example the values with As(tensor.%v)", name, params, params)
}

// meets appends the tensors that values of d meet in its density; known is false for types from elsewhere.
func meets(d Distribution, params []*tensor.Tensor) (_ []*tensor.Tensor, known bool) {
	switch d := d.(type) {
	case interface{ self() *univariate }:
		return d.self().params, true
	case *CategoricalDist:
		return append(params, d.p), true
	case *DirichletDist:
		return append(params, d.concentration), true
	case *MultivariateNormalDist:
		return append(params, d.loc, d.matrix), true
	case *DeltaDist:
		return append(params, d.v), true
	}
	return params, false
}
