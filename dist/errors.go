package dist

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// ParamError is a parameter that a distribution cannot have. Constructors panic with one where shapes do not fit;
// Validate returns one where a value is wrong.
type ParamError struct {
	Dist       string  // Normal
	Param      string  // scale
	Constraint string  // positive
	Value      float64 // what was found
	Index      []int   // where in the parameter
	Detail     string  // what is wrong where it is not a single value
	Cure       string  // what usually helps
}

func (e *ParamError) Error() string {
	found := e.Detail
	if found == "" {
		found = fmt.Sprintf("must be %s, found %g%s", e.Constraint, e.Value, at(e.Index))
	}
	return sentence(fmt.Sprintf("dist: %s: %s %s", e.Dist, e.Param, found), e.Cure)
}

// ModelFault marks ParamError as an error that model code raises by panic.
func (*ParamError) ModelFault() {}

// ValueError is a value outside the support of a distribution, or outside a constraint.
type ValueError struct {
	Dist       string // empty if there is only a constraint
	Constraint string
	Value      float64
	Index      []int
	Cure       string
}

func (e *ValueError) Error() string {
	of := "the value"
	if e.Dist != "" {
		of = "a value of " + e.Dist
	}
	return sentence(fmt.Sprintf("dist: %s must be %s, found %g%s", of, e.Constraint, e.Value, at(e.Index)), e.Cure)
}

// ModelFault marks ValueError as an error that model code raises by panic.
func (*ValueError) ModelFault() {}

func at(index []int) string {
	if len(index) == 0 {
		return ""
	}
	return " at index " + strings.ReplaceAll(fmt.Sprint(index), " ", ", ")
}

func sentence(what, cure string) string {
	if cure == "" {
		return what
	}
	return what + "; " + cure
}

// fail panics with the error of an operation.
func fail(op, format string, args ...any) {
	panic(&tensor.Error{Op: op, Detail: fmt.Sprintf(format, args...)})
}

// CheckConstraint returns nil, or a *ValueError naming the first element of x that c does not allow.
func CheckConstraint(c Constraint, x *tensor.Tensor) error {
	if index, ok := c.Check(x); !ok {
		return &ValueError{Constraint: c.String(), Value: element(x, index), Index: index}
	}
	return nil
}

// CheckSupport returns nil, or a *ValueError naming the first element of x outside the support of d. A mask of d's
// batch shape excuses the elements where it is 0; nil excuses none.
func CheckSupport(d Distribution, x, mask *tensor.Tensor) error {
	if c, ok := d.(SupportChecker); ok {
		return c.CheckSupport(x, mask)
	}
	mask = both(mask, Unmasked(d))
	c := d.Support()
	index, ok := c.Check(fillMasked(d, x, mask))
	if b, isBounded := boundedOf(c); !ok && isBounded && mask != nil { // rare: the bounds may be masked too
		mask = unsqueeze(mask, len(d.EventShape()))
		index, ok = b.behind(mask).Check(tensor.Where(mask, x, 0))
	}
	if ok {
		return nil
	}
	e := &ValueError{Dist: nameOf(d), Constraint: c.String(), Value: element(x, index), Index: index}
	if a, ok := d.(SupportAdviser); ok {
		e.Cure = a.SupportCure()
	}
	return e
}

// nameOf returns the name in front of the parameters.
func nameOf(d Distribution) string {
	name, _, _ := strings.Cut(d.String(), "(")
	return name
}
