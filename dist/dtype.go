package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// DTypeOf returns the element type of draws from d: that of a parameter of rank above 0, else of one that is not a Go
// number, else Float64. ok is false where values may have either, as those of an ImproperUniform.
func DTypeOf(d Distribution) (t tensor.DType, ok bool) {
	if d, typed := d.(Typed); typed {
		return d.DType()
	}
	return d.Sample(tensor.NewRNG(0)).DType(), true
}

// CheckDType returns nil, or an error if x has another element type than the parameters of d, so that LogProb refuses
// it. Parameters and values of rank 0 take the other's type, and so do the values of discrete distributions.
func CheckDType(d Distribution, x *tensor.Tensor) error {
	if x.Rank() == 0 {
		return nil
	}
	return checkDType(d, x.DType())
}

func checkDType(d Distribution, t tensor.DType) error {
	if d, typed := d.(Typed); typed {
		return d.CheckDType(t)
	}
	return nil
}

// sameDType returns an error if values of type t do not go with a parameter of rank above 0.
func sameDType(name string, t tensor.DType, params ...*tensor.Tensor) error {
	for _, p := range params {
		if p.Rank() > 0 && p.DType() != t {
			return dtypeError(name, p.DType())
		}
	}
	return nil
}

func dtypeError(name string, t tensor.DType) error {
	return fmt.Errorf("dist: %s has %v parameters; convert one of the two with As, for example the values with As(tensor.%v)", name, t, t)
}
