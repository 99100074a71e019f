package disttest

import (
	"errors"
	"testing"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// BuildTransform makes the transform from its parameters.
type BuildTransform func(params ...*tensor.Tensor) dist.Transform

// RunTransform checks a transform at x, one or several elements of its domain, and at the given Float64 parameters,
// fails the test for every law that it breaks and logs those that do not apply. The shape of x is that to which x and
// the parameters broadcast.
func RunTransform(t *testing.T, build BuildTransform, x *tensor.Tensor, params ...*tensor.Tensor) Report {
	t.Helper()
	return logged(t, inspectTransform(build, x, params))
}

// CheckTransform returns nil, or all the laws that the transform breaks. It is RunTransform outside a test.
func CheckTransform(build BuildTransform, x *tensor.Tensor, params ...*tensor.Tensor) error {
	return errors.Join(inspectTransform(build, x, params).Broken...)
}

func inspectTransform(build BuildTransform, x *tensor.Tensor, params []*tensor.Tensor) Report {
	t := build(params...)
	return inspect(t, transformLaws, &mapping{build, params, t, x})
}

var transformLaws = []law[*mapping]{
	{"it is valid and has a name", validTransform},
	{"shapes", transformShapes},
	{"it maps its domain into its codomain", mapsInto},
	{"its inverse goes back", inverse},
	{"the derivatives of both maps", derivativesOfMaps},
	{"the determinant is that of the derivatives", determinant},
	{"the derivatives by the parameters", transformByParams},
	{"Float32 agrees with Float64", transformInFloat32},
	{"its sign is that of its slope", slopeHasSign},
	{"a recorded program agrees with a fresh run", recorded},
	{"WithParams reaches every parameter", withParams},
	{"NaN for a parameter is refused", transformRefusesNaN},
}

// mapping is the transform under test.
type mapping struct {
	build  BuildTransform
	params []*tensor.Tensor
	t      dist.Transform
	x      *tensor.Tensor
}
