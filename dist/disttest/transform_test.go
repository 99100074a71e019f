package disttest_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/tensor"
)

// misshapen is Affine(1, p) with one thing wrong.
type misshapen struct {
	p      *tensor.Tensor
	name   string
	domain dist.Constraint
	shape  tensor.Shape

	forward, inverse, logDet func(t dist.Transform, x *tensor.Tensor) *tensor.Tensor
	forget, allow            bool
	sign                     float64
}

func (t misshapen) affine() dist.Transform { return dist.Affine(1, t.p) }

func (t misshapen) String() string            { return t.name }
func (t misshapen) Codomain() dist.Constraint { return dist.Real }
func (t misshapen) Sign() *tensor.Tensor      { return tensor.To(t.sign) }
func (t misshapen) Domain() dist.Constraint   { return t.domain }

func (t misshapen) Forward(x *tensor.Tensor) *tensor.Tensor   { return t.forward(t.affine(), x) }
func (t misshapen) Inverse(y *tensor.Tensor) *tensor.Tensor   { return t.inverse(t.affine(), y) }
func (t misshapen) LogDet(x, _ *tensor.Tensor) *tensor.Tensor { return t.logDet(t.affine(), x) }

func (t misshapen) ForwardShape(shape ...int) tensor.Shape { return tensor.Join(t.shape, shape) }
func (t misshapen) InverseShape(shape ...int) tensor.Shape { return shape }

func (t misshapen) WithParams(n int, f dist.ParamMap) dist.Transform {
	if !t.forget {
		t.p = f(t.p, 2, n)
	}
	return t
}

func (t misshapen) Validate() error {
	if t.allow {
		return nil
	}
	return dist.CheckConstraint(dist.Positive, t.p)
}

// TestBrokenTransformsAreFound: one for every law.
func TestBrokenTransformsAreFound(t *testing.T) {
	check := func(change func(t *misshapen)) error {
		return disttest.CheckTransform(func(p ...*tensor.Tensor) dist.Transform {
			t := misshapen{p: p[0], name: "misshapen", domain: dist.Real, forward: dist.Transform.Forward, inverse: dist.Transform.Inverse,
				logDet: func(t dist.Transform, x *tensor.Tensor) *tensor.Tensor { return t.LogDet(x, x) }, sign: 1}
			change(&t)
			return t
		}, tensor.Of([]float64{0.5, -1}), scalar(3))
	}
	require.NoError(t, check(func(*misshapen) {}))
	for want, change := range map[string]func(t *misshapen){
		"it is valid and has a name: its String is empty":              func(t *misshapen) { t.name = "" },
		"it is valid and has a name: x is not in its domain":           func(t *misshapen) { t.domain = dist.Positive },
		"shapes: Forward and ForwardShape disagree at x of shape [2]":  func(t *misshapen) { t.shape = tensor.Shape{7} },
		"it maps its domain into its codomain: dist: the value":        func(t *misshapen) { t.forward = nans },
		"its inverse goes back: x: element 0":                          func(t *misshapen) { t.inverse = same },
		"the derivatives of both maps: by x, of Forward":               func(t *misshapen) { t.forward = stopped },
		"the derivatives of both maps: by x, of Inverse after Forward": func(t *misshapen) { t.inverse = stoppedInverse },
		"the determinant is that of the derivatives: LogDet of element 0 is off by": func(t *misshapen) {
			t.logDet = func(_ dist.Transform, x *tensor.Tensor) *tensor.Tensor { return tensor.ZerosLike(x) }
		},
		"the determinant is that of the derivatives: element 0 of the batch depends on others": func(t *misshapen) { t.forward = reversed },
		"the derivatives by the parameters: by parameter 0": func(t *misshapen) {
			t.logDet = func(a dist.Transform, x *tensor.Tensor) *tensor.Tensor { return a.LogDet(x, x).Detach() }
		},
		"Float32 agrees with Float64: LogDet of a Float32 value is Float64": func(t *misshapen) {
			t.logDet = func(a dist.Transform, x *tensor.Tensor) *tensor.Tensor { return a.LogDet(x, x).As(tensor.Float64) }
		},
		"its sign is that of its slope: the slope of element 0 is 3, and Sign -1": func(t *misshapen) { t.sign = -1 },
		"a recorded program agrees with a fresh run: it cannot be recorded": func(t *misshapen) {
			t.forward = func(a dist.Transform, x *tensor.Tensor) *tensor.Tensor {
				return tensor.Add(a.Forward(x), 0*x.Detach().At(0))
			}
		},
		"WithParams reaches every parameter: with what it says is allowed": func(t *misshapen) { t.forget = true },
		"NaN for a parameter is refused: NaN passes Validate":              func(t *misshapen) { t.allow = true },
	} {
		t.Run(want, func(t *testing.T) { require.ErrorContains(t, check(change), want) })
	}
}

func same(_ dist.Transform, x *tensor.Tensor) *tensor.Tensor { return x }
func nans(_ dist.Transform, x *tensor.Tensor) *tensor.Tensor { return tensor.Mul(x, math.NaN()) }

func stopped(t dist.Transform, x *tensor.Tensor) *tensor.Tensor { return t.Forward(x.Detach()) }

func stoppedInverse(t dist.Transform, y *tensor.Tensor) *tensor.Tensor { return t.Inverse(y).Detach() }

func reversed(t dist.Transform, x *tensor.Tensor) *tensor.Tensor {
	return t.Forward(x.Take(-1, []int{1, 0}))
}
