package dist

import (
	"fmt"
	"math"
	"slices"
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

	more string // about other places
}

func (e *ParamError) Error() string {
	found := e.Detail
	if found == "" {
		found = fmt.Sprintf("must be %s, found %g%s%s", e.Constraint, e.Value, at(e.Index), e.more)
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

	more string // about other elements
}

func (e *ValueError) Error() string {
	of := "the value"
	if e.Dist != "" {
		of = "a value of " + e.Dist
	}
	return sentence(fmt.Sprintf("dist: %s must be %s, found %g%s%s", of, e.Constraint, e.Value, at(e.Index), e.more), e.Cure)
}

// ModelFault marks ValueError as an error that model code raises by panic.
func (*ValueError) ModelFault() {}

func at(index []int) string {
	if len(index) == 0 {
		return ""
	}
	return " at index " + list(index)
}

func list(index []int) string { return strings.ReplaceAll(fmt.Sprint(index), " ", ", ") }

// gapCure is for parameters that are NaN in some elements and not in others.
const gapCure = "if a predictor is missing there, leave out its rows (Table.Complete), or make what is missing latents, a Sample in a plate of its own; if not, look at what the model computes there"

// gaps completes the error of a parameter whose first wrong element is NaN: where else it is, and what to do if it is
// not NaN everywhere.
func (e *ParamError) gaps(v *tensor.Tensor) {
	const most = 5
	var n int
	var places strings.Builder
	index := make([]int, v.Rank())
	for _, x := range v.Detach().Float64s() {
		if math.IsNaN(x) {
			if n++; n > 1 && n <= most {
				places.WriteString(", " + list(index))
			}
		}
		for d := len(index) - 1; d >= 0; d-- {
			if index[d]++; index[d] < v.Dim(d) {
				break
			}
			index[d] = 0
		}
	}
	if n == v.Size() {
		return
	}
	if n > most {
		places.WriteString(", …")
	}
	e.more, e.Cure = fmt.Sprintf("%s, %d of %d elements", &places, n, v.Size()), gapCure
}

// joined returns the texts of several, with one between every two.
func joined[T fmt.Stringer](each []T, between string) string {
	texts := make([]string, len(each))
	for i, e := range each {
		texts[i] = e.String()
	}
	return strings.Join(texts, between)
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
		return &ValueError{Constraint: c.String(), Value: element(x, index), Index: index, more: wrongSum(c, x, index)}
	}
	return nil
}

// CheckSupport returns nil, or a *ValueError naming the first element of x outside the support of d. A mask of d's
// batch shape excuses the elements where it is 0; nil excuses none.
func CheckSupport(d Distribution, x, mask *tensor.Tensor) error {
	if c, ok := d.(SupportChecker); ok {
		return c.CheckSupport(x, mask)
	}
	return checkSupport(d, x, mask)
}

// checkSupport does what [CheckSupport] does, by the Support alone.
func checkSupport(d Distribution, x, mask *tensor.Tensor) error {
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
	e := &ValueError{Dist: nameOf(d), Constraint: c.String(), Value: element(x, index), Index: index, more: wrongSum(c, x, index)}
	if a, ok := d.(SupportAdviser); ok {
		e.Cure = a.SupportCure()
	}
	return e
}

// lacksDimensions says in words that a parameter has fewer dimensions than it must have.
func lacksDimensions(least int, shape tensor.Shape) string {
	return fmt.Sprintf("must have at least %d dimension%s, found shape %v", least, map[bool]string{true: "s"}[least > 1], []int(shape))
}

// summed is a constraint of vectors whose elements add up to a number.
type summed interface {
	// single reports whether an element is right by itself.
	single(v float64) bool
}

// wrongSum says in words what the elements along the last dimension add up to, if it is not the one at index that is
// wrong but their sum.
func wrongSum(c Constraint, x *tensor.Tensor, index []int) string {
	if s, ok := c.(summed); !ok || len(index) == 0 || !s.single(element(x, index)) {
		return ""
	}
	sum, index := 0.0, slices.Clone(index)
	for k := range x.Dim(-1) {
		index[len(index)-1] = k
		sum += element(x, index)
	}
	return fmt.Sprintf(" of elements that add up to %.6g", sum)
}

// nameOf returns the name in front of the parameters.
func nameOf(d Distribution) string {
	name, _, _ := strings.Cut(d.String(), "(")
	return name
}
