package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/tensor"
)

// transformCase is a transform, and how to find an element of its domain from real numbers.
type transformCase struct {
	name string
	t    dist.Transform
	in   []int // the shape of an element, or of several for a scalar transform
	out  []int
}

func transformCases() []transformCase {
	cubed := dist.Compose(dist.Exp, dist.Power(3), dist.Log)
	return []transformCase{
		{name: "Affine", t: dist.Affine(1.5, -2), in: []int{}, out: []int{}},
		{name: "Affine of tensors", t: dist.Affine(vec(1, 2, 3), vec(-1, 0.5, 2)), in: []int{3}, out: []int{3}},
		{name: "Exp", t: dist.Exp, in: []int{}, out: []int{}},
		{name: "Log", t: dist.Log, in: []int{}, out: []int{}},
		{name: "Power", t: dist.Power(2.5), in: []int{}, out: []int{}},
		{name: "Power < 0", t: dist.Power(vec(-1, 0.5)), in: []int{2}, out: []int{2}},
		{name: "Sigmoid", t: dist.Sigmoid, in: []int{}, out: []int{}},
		{name: "Logit", t: dist.Logit, in: []int{}, out: []int{}},
		{name: "Interval", t: dist.Interval(-1, vec(2, 3)).Bijection(), in: []int{2}, out: []int{2}},
		{name: "GreaterThan", t: dist.GreaterThan(-2).Bijection(), in: []int{}, out: []int{}},
		{name: "LessThan", t: dist.LessThan(vec(1, 7)).Bijection(), in: []int{2}, out: []int{2}},
		{name: "Tanh", t: dist.Tanh, in: []int{}, out: []int{}},
		{name: "inverse of Tanh", t: dist.Invert(dist.Tanh), in: []int{}, out: []int{}},
		{name: "Softplus", t: dist.Softplus, in: []int{}, out: []int{}},
		{name: "SoftplusInverse", t: dist.SoftplusInverse, in: []int{}, out: []int{}},
		{name: "Compose", t: dist.Compose(dist.Exp, dist.Affine(1, 2)), in: []int{}, out: []int{}},
		{name: "Compose of three", t: cubed, in: []int{}, out: []int{}},
		{name: "inverse of Compose", t: dist.Invert(dist.Compose(dist.Sigmoid, dist.Affine(1, -2))), in: []int{}, out: []int{}},
		{name: "StickBreaking", t: dist.StickBreaking, in: []int{3}, out: []int{4}},
		{name: "StickBreaking of 1", t: dist.StickBreaking, in: []int{1}, out: []int{2}},
		{name: "Ordered", t: dist.Ordered, in: []int{4}, out: []int{4}},
		{name: "PositiveOrdered", t: dist.PositiveOrdered, in: []int{4}, out: []int{4}},
		{name: "LowerCholesky", t: dist.LowerCholesky.Bijection(), in: []int{6}, out: []int{3, 3}},
		{name: "LowerCholesky of 1", t: dist.LowerCholesky.Bijection(), in: []int{1}, out: []int{1, 1}},
		{name: "CorrCholesky", t: dist.CorrCholesky.Bijection(), in: []int{6}, out: []int{4, 4}},
		{name: "CorrCholesky of 2", t: dist.CorrCholesky.Bijection(), in: []int{1}, out: []int{2, 2}},
		{name: "PositiveDefinite", t: dist.PositiveDefinite.Bijection(), in: []int{6}, out: []int{3, 3}},
		{name: "Correlation", t: dist.Correlation.Bijection(), in: []int{6}, out: []int{4, 4}},
		{name: "ZeroSum", t: dist.ZeroSum.Bijection(), in: []int{4}, out: []int{5}},
		{name: "ZeroSum of 2", t: dist.ZeroSum.Bijection(), in: []int{1}, out: []int{2}},
		{name: "Sphere", t: dist.Sphere.Bijection(), in: []int{3}, out: []int{4}},
		{name: "circle", t: dist.Sphere.Bijection(), in: []int{1}, out: []int{2}},
		{name: "LowerCholeskyAffine", t: dist.LowerCholeskyAffine(vec(1, -2, 0.5), tensor.Of([]float64{2, 0, 0, -1, 0.5, 0, 0.3, 4, 1.5}, 3, 3)), in: []int{3}, out: []int{3}},
		{name: "Permute", t: dist.Permute(2, 0, 1), in: []int{3}, out: []int{3}},
		{name: "Reshape", t: dist.Reshape(tensor.Shape{6}, tensor.Shape{2, 3}), in: []int{6}, out: []int{2, 3}},
		{name: "vector after scalar", t: dist.Compose(dist.Affine(0.5, 2), dist.StickBreaking), in: []int{3}, out: []int{4}},
		{name: "scalar after vector", t: dist.Compose(dist.Ordered, dist.Exp), in: []int{3}, out: []int{3}},
		{name: "reshaped", t: dist.Compose(dist.Reshape(tensor.Shape{2, 3}, tensor.Shape{6}), dist.LowerCholesky.Bijection()), in: []int{2, 3}, out: []int{3, 3}},
		{name: "Stack", t: dist.Stack(-1, dist.Exp, dist.Affine(0, 3), dist.Sigmoid), in: []int{3}, out: []int{3}},
		{name: "Stack of rows", t: dist.Stack(-2, dist.Exp, dist.Ordered), in: []int{2, 3}, out: []int{2, 3}},
	}
}

// TestTransformLaws tries each at a few elements of its domain.
func TestTransformLaws(t *testing.T) {
	for _, c := range transformCases() {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.t, dist.Invert(dist.Invert(c.t)))
			require.True(t, c.t.ForwardShape(c.in...).Equal(c.out))
			domain := c.t.Domain().Bijection()
			u := tensor.NewRNG(1).Normal(append([]int{4}, domain.InverseShape(c.in...)...)...)
			disttest.RunTransform(t, func(...*tensor.Tensor) dist.Transform { return c.t }, domain.Forward(u))
			x := domain.Forward(u)
			y, logDet := dist.ForwardLogDet(c.t, x)
			require.InDeltaSlice(t, logDet.Float64s(), dist.Invert(c.t).LogDet(y, x).Neg().Float64s(), 1e-9)
		})
	}
}

// TestTransformParameters tries those that have parameters, with respect to them.
func TestTransformParameters(t *testing.T) {
	for name, c := range map[string]struct {
		build  disttest.BuildTransform
		x      *tensor.Tensor
		params []*tensor.Tensor
	}{
		"Affine":   {func(p ...*tensor.Tensor) dist.Transform { return dist.Affine(p[0], p[1]) }, vec(0.3, -1), []*tensor.Tensor{tensor.Scalar(1.5), vec(-2, 1)}},
		"Power":    {func(p ...*tensor.Tensor) dist.Transform { return dist.Power(p[0]) }, vec(0.3, 2), []*tensor.Tensor{vec(-1, 0.5)}},
		"Interval": {func(p ...*tensor.Tensor) dist.Transform { return dist.Interval(p[0], p[1]).Bijection() }, vec(0.3, -1), []*tensor.Tensor{tensor.Scalar(-1), vec(2, 3)}},
		"beyond":   {func(p ...*tensor.Tensor) dist.Transform { return dist.GreaterThan(p[0]).Bijection() }, vec(0.3, -1), []*tensor.Tensor{vec(2, 3)}},
		"inverse":  {func(p ...*tensor.Tensor) dist.Transform { return dist.Invert(dist.Affine(p[0], p[1])) }, vec(0.3, -1), []*tensor.Tensor{tensor.Scalar(1.5), vec(-2, 1)}},
		"composed": {func(p ...*tensor.Tensor) dist.Transform { return dist.Compose(dist.Exp, dist.Affine(p[0], 2)) }, vec(0.3, -1), []*tensor.Tensor{tensor.Scalar(1.5)}},
		"stacked":  {func(p ...*tensor.Tensor) dist.Transform { return dist.Stack(-1, dist.Exp, dist.Affine(0, p[0])) }, vec(0.3, -1), []*tensor.Tensor{tensor.Scalar(1.5)}},
		"lower Cholesky": {func(p ...*tensor.Tensor) dist.Transform { return dist.LowerCholeskyAffine(p[0], p[1]) },
			vec(0.3, -1), []*tensor.Tensor{vec(1, 2), tensor.Of([]float64{2, 0, -1, 0.5}, 2, 2)}},
	} {
		t.Run(name, func(t *testing.T) { disttest.RunTransform(t, c.build, c.x, c.params...) })
	}
}

func TestTransformsKeepTheElementType(t *testing.T) {
	for _, c := range transformCases() {
		if c.name == "Affine of tensors" || c.name == "Power < 0" || c.name == "Interval" || c.name == "LessThan" || c.name == "LowerCholeskyAffine" {
			continue // parameters of larger shapes have a type of their own
		}
		t.Run(c.name, func(t *testing.T) {
			b := c.t.Domain().Bijection()
			shape := b.InverseShape(c.in...)
			u := tensor.NewRNG(1).Normal(shape...)
			wide, wideDet := dist.ForwardLogDet(c.t, b.Forward(u))
			x := b.Forward(u.As(tensor.Float32))
			y, logDet := dist.ForwardLogDet(c.t, x)
			require.Equal(t, tensor.Float32, y.DType())
			require.Equal(t, tensor.Float32, logDet.DType())
			require.Equal(t, tensor.Float32, c.t.Inverse(y).DType())
			require.InDeltaSlice(t, wide.Float64s(), y.Float64s(), 1e-4*(1+wide.Abs().Max().Item()))
			require.InDeltaSlice(t, wideDet.Float64s(), logDet.Float64s(), 1e-4*(1+wideDet.Abs().Max().Item()))
			_, ok := c.t.Codomain().Check(y)
			require.True(t, ok, "%v", y)
		})
	}
}

// TestTransformsInTheTails are values of mpmath with 50 digits.
func TestTransformsInTheTails(t *testing.T) {
	for _, test := range []struct {
		t         dist.Transform
		x, logDet float64
	}{
		{dist.Tanh, 1e-9, -1e-18},
		{dist.Tanh, 0.5, -0.24022901391655505},
		{dist.Tanh, 20, -38.61370563888011},
		{dist.Tanh, -800, -1598.6137056388801},
		{dist.Exp, -800, -800},
		{dist.Softplus, -800, -800},
		{dist.Softplus, 800, 0},
		{dist.Sigmoid, 800, -800},
		{dist.GreaterThan(1).Bijection(), -800, -800},
		{dist.LessThan(1).Bijection(), -800, -800},
	} {
		y, logDet := dist.ForwardLogDet(test.t, tensor.Scalar(test.x))
		require.InDelta(t, test.logDet, logDet.Item(), 1e-15*math.Abs(test.logDet), test.t.String())
		_, ok := test.t.Codomain().Check(y)
		require.True(t, ok)
		require.False(t, math.IsInf(test.t.Inverse(y).Item(), 0), "%v reaches the rim", test.t)
	}
	// Far out a factor's rows are nearly one element, and the determinant is that of Tanh in every element.
	u := vec(50, -60, 70)
	l, logDet := dist.ForwardLogDet(dist.CorrCholesky.Bijection(), u)
	require.InDelta(t, 2*(3*math.Ln2-180)+(math.Ln2-60), logDet.Item(), 1e-9)
	require.InDelta(t, 50, dist.CorrCholesky.Bijection().Inverse(l).At(0), 1e-9)
}

func TestTransformMistakes(t *testing.T) {
	for _, test := range []struct {
		f     func()
		words string
	}{
		{func() { dist.Compose(dist.Exp, nil) }, "Compose: transform 1 is nil"},
		{func() { dist.LowerCholeskyAffine(tensor.Scalar(1), tensor.Eye(2)) }, "loc needs a vector as its last dimension, found 1"},
		{func() { dist.LowerCholeskyAffine(vec(1, 2, 3), tensor.Eye(2)) }, "scale_tril must end in 3 × 3 matrices, as loc has 3 elements, found [2 2]"},
		{func() { dist.LowerCholeskyAffine(vec(1, 2), tensor.Eye(2)).Forward(vec(1, 2, 3)) }, "values of shape [3] are not vectors of 2 elements that broadcast with loc of shape [2] and scale_tril of shape [2 2]"},
		{func() { dist.Permute(0, 2) }, "order [0 2] is not a permutation of 0…1"},
		{func() { dist.Permute(1, 0).Forward(vec(1, 2, 3)) }, "values of shape [3] do not end in the 2 elements of [1 0]"},
		{func() { dist.Reshape(tensor.Shape{4}, tensor.Shape{3}) }, "shape [4] has 4 elements and shape [3] has 3"},
		{func() { dist.Reshape(tensor.Shape{4}, tensor.Shape{2, 2}).Forward(vec(1, 2)) }, "values of shape [2] do not end in shape [4]"},
		{func() { dist.CorrCholesky.Bijection().Forward(vec(1, 2)) }, "a vector of 2 numbers is not a lower triangle; an n × n matrix has 1 of them for n = 2, and 3 for n = 3"},
		{func() { dist.LowerCholesky.Bijection().Forward(vec(1, 2)) }, "an n × n matrix has 1 of them for n = 1, and 3 for n = 2"},
		{func() { dist.Stack(0, dist.Exp) }, "dimension 0 is not counted from the last, as -1 is"},
		{func() { dist.Stack(-1) }, "there are no transforms to stack"},
		{func() { dist.Stack(-1, dist.Ordered) }, "transform 0, Ordered, acts on more dimensions than the 0 behind dimension -1"},
		{func() { dist.Stack(-1, dist.Exp, nil) }, "transform 1 is nil"},
		{func() { dist.Stack(-1, dist.Exp, dist.Log).Forward(vec(1, 2, 3)) }, "values of shape [3] do not have the 2 elements of the stack along dimension -1"},
		{func() { dist.Affine(vec(1, 2), 1).ForwardShape(3) }, "values of shape [3] do not broadcast with loc of shape [2] and scale of shape []"},
		{func() { dist.Power(vec(1, 2)).ForwardShape(3) }, "Power: values of shape [3] do not broadcast with p of shape [2]"},
		{func() { dist.GreaterThan(vec(1, 2)).Bijection().ForwardShape(3) }, "values of shape [3] do not broadcast with low of shape [2]"},
		{func() { dist.Interval(0, vec(1, 2)).Bijection().ForwardShape(3) }, "Sigmoid: values of shape [3] do not broadcast with low of shape [] and high of shape [2]"},
		{func() { dist.Interval(0, vec(1, 2)).Check(vec(0, 1, 2)) }, "Check: values of shape [3] do not broadcast with bounds of shapes [] and [2]"},
		{func() { dist.Interval(0, math.Inf(1)) }, "dist: Interval: high must be finite, found +Inf; for numbers without an upper end use dist.GreaterThan(low), dist.Positive or dist.NonNegative"},
		{func() { dist.Interval(math.Inf(-1), 0) }, "dist: Interval: low must be finite, found -Inf; for numbers without a lower end use dist.LessThan(high)"},
		{func() { dist.Interval(vec(0, math.Inf(-1)), 0) }, "found -Inf at index [1]"},
		{func() { dist.GreaterThan(math.Inf(-1)) }, "for all numbers use dist.Real"},
		{func() { dist.Correlation.Check(tensor.Ones(2, 3)) }, "values of shape [2 3] are not square matrices"},
	} {
		require.ErrorContains(t, recovered(test.f), test.words)
	}
}

// TestMatrixConstraintsRefuse: every set with a value that is just not in it.
func TestMatrixConstraintsRefuse(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct {
		c   dist.Constraint
		m   []float64
		bad []int
	}{
		{dist.LowerCholesky, []float64{1, 0, 2, 0}, []int{1, 1}},
		{dist.LowerCholesky, []float64{1, 1, 2, 1}, []int{0, 1}},
		{dist.LowerCholesky, []float64{1, 0, nan, 1}, []int{1, 0}},
		{dist.CorrCholesky, []float64{1, 0, 0.6, 0.7}, []int{1, 1}},
		{dist.CorrCholesky, []float64{-1, 0, 0.6, 0.8}, []int{0, 0}},
		{dist.PositiveDefinite, []float64{1, 0.5, 0.4, 1}, []int{0, 1}},
		{dist.PositiveDefinite, []float64{1, 2, 2, 1}, []int{1, 1}},
		{dist.PositiveDefinite, []float64{nan, 0, 0, 1}, []int{0, 0}},
		{dist.Correlation, []float64{1, 0.5, 0.5, 1.1}, []int{1, 1}},
		{dist.Correlation, []float64{1, 1.5, 1.5, 1}, []int{1, 1}},
	} {
		x := tensor.Stack(0, tensor.Eye(2), tensor.Of(test.m).Reshape(2, 2))
		index, ok := test.c.Check(x)
		require.False(t, ok, "%v allows %v", test.c, test.m)
		require.Equal(t, append([]int{1}, test.bad...), index)
	}
	for _, c := range []dist.Constraint{dist.LowerCholesky, dist.CorrCholesky, dist.PositiveDefinite, dist.Correlation} {
		x := c.Inside(2, 3, 3)
		_, ok := c.Check(x)
		require.True(t, ok)
		require.Equal(t, tensor.Shape{2, 3, 3}, x.Shape())
	}
}

// cubes are the real numbers by another map.
type cubes struct{ dist.Constraint }

func (cubes) Bijection() dist.Transform { return dist.Affine(0, 3) }

func TestAnotherMapForASet(t *testing.T) {
	c := cubes{dist.Real}
	require.Equal(t, 6.0, c.Bijection().Forward(tensor.Scalar(2)).Item())
	require.NoError(t, dist.CheckConstraint(c, tensor.Scalar(5)))
}

// TestVectorSets: every set with values that are just not in it, and values inside.
func TestVectorSets(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct {
		c    dist.Constraint
		good []float64
		bad  [][]float64
		at   int
	}{
		{dist.ZeroSum, []float64{1e9, -1e9 + 1e-3, -1e-3}, [][]float64{{1, 0, -1.1}, {1e-9, 0, 0}, {1, -1, nan}, {0, 0, math.Inf(1)}}, 2},
		{dist.Sphere, []float64{-0.6, 0, 0.8}, [][]float64{{0.6, 0, 0.81}, {0, 0, 0}, {0, 0, nan}, {0.1, 0.1, 0.1}}, 2},
	} {
		require.NoError(t, dist.CheckConstraint(test.c, tensor.Of(test.good)))
		require.NoError(t, dist.CheckConstraint(test.c, tensor.Of(test.good).As(tensor.Float32)))
		for _, bad := range test.bad {
			index, ok := test.c.Check(tensor.Of(append(append([]float64(nil), test.good...), bad...), 2, 3))
			require.False(t, ok, "%v allows %v", test.c, bad)
			require.Equal(t, []int{1, test.at}, index)
		}
		require.NoError(t, dist.CheckConstraint(test.c, test.c.Inside(2, 3)))
	}
	require.Error(t, dist.CheckConstraint(dist.ZeroSum, tensor.Ones(3)))
	require.NoError(t, dist.CheckConstraint(dist.ZeroSum, tensor.Zeros(3)))
	require.Error(t, dist.CheckConstraint(dist.Sphere, tensor.Ones(3)))
	require.NoError(t, dist.CheckConstraint(dist.Sphere, tensor.Full(0.5, 4)))
}

// TestZeroSumAndSphereExactly: values by hand, and far out on the sphere, near the direction that is missing, values of
// mpmath.
func TestZeroSumAndSphereExactly(t *testing.T) {
	x := dist.ZeroSum.Bijection().Forward(vec(math.Sqrt2, math.Sqrt(6)))
	require.InDeltaSlice(t, []float64{2, 0, -2}, x.Float64s(), 1e-15)
	to := dist.Sphere.Bijection()
	require.InDeltaSlice(t, []float64{0.8, 0.6}, to.Forward(vec(0.5)).Float64s(), 1e-15)
	for _, u := range []float64{1e-200, 1e-9, 0.3, 1, 40, 1e9, 1e150} {
		y, logDet := dist.ForwardLogDet(to, vec(u, 0))
		require.InEpsilon(t, u, to.Inverse(y).At(0), 1e-14)
		require.InDelta(t, 2*(math.Ln2-math.Log1p(u*u)), logDet.Item(), 1e-13*(1+math.Abs(logDet.Item())))
	}
	// The area of the sphere, as the integral of the determinant over the plane.
	area, h := 0.0, 1e-3
	for l := -18.0; l < 18; l += h {
		r := math.Exp(l)
		_, logDet := dist.ForwardLogDet(to, vec(r, 0))
		area += 2 * math.Pi * r * r * h * math.Exp(logDet.Item())
	}
	require.InEpsilon(t, 4*math.Pi, area, 1e-10)
}
