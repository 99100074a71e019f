package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// transformCase is a transform, and how to find an element of its domain from real numbers.
type transformCase struct {
	name string
	t    dist.Transform
	in   []int // the shape of an element, or of several for a scalar transform
	out  []int
	free func(y *tensor.Tensor) *tensor.Tensor // the free numbers of an element of the codomain; nil is all
	area bool                                  // the determinant is that of areas within the codomain
}

func lower(y *tensor.Tensor, diagonal int) *tensor.Tensor {
	n := y.Dim(-1)
	var index []int
	for i := range n {
		for j := range i + 1 + diagonal {
			index = append(index, i*n+j)
		}
	}
	return y.Reshape(n*n).Take(0, index)
}

func transformCases() []transformCase {
	withDiagonal := func(y *tensor.Tensor) *tensor.Tensor { return lower(y, 0) }
	below := func(y *tensor.Tensor) *tensor.Tensor { return lower(y, -1) }
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
		{name: "StickBreaking", t: dist.StickBreaking, in: []int{3}, out: []int{4}, free: head(3)},
		{name: "StickBreaking of 1", t: dist.StickBreaking, in: []int{1}, out: []int{2}, free: head(1)},
		{name: "Ordered", t: dist.Ordered, in: []int{4}, out: []int{4}},
		{name: "PositiveOrdered", t: dist.PositiveOrdered, in: []int{4}, out: []int{4}},
		{name: "LowerCholesky", t: dist.LowerCholesky.Bijection(), in: []int{6}, out: []int{3, 3}, free: withDiagonal},
		{name: "LowerCholesky of 1", t: dist.LowerCholesky.Bijection(), in: []int{1}, out: []int{1, 1}, free: withDiagonal},
		{name: "CorrCholesky", t: dist.CorrCholesky.Bijection(), in: []int{6}, out: []int{4, 4}, free: below},
		{name: "CorrCholesky of 2", t: dist.CorrCholesky.Bijection(), in: []int{1}, out: []int{2, 2}, free: below},
		{name: "PositiveDefinite", t: dist.PositiveDefinite.Bijection(), in: []int{6}, out: []int{3, 3}, free: withDiagonal},
		{name: "Correlation", t: dist.Correlation.Bijection(), in: []int{6}, out: []int{4, 4}, free: below},
		{name: "ZeroSum", t: dist.ZeroSum.Bijection(), in: []int{4}, out: []int{5}, area: true},
		{name: "ZeroSum of 2", t: dist.ZeroSum.Bijection(), in: []int{1}, out: []int{2}, area: true},
		{name: "Sphere", t: dist.Sphere.Bijection(), in: []int{3}, out: []int{4}, area: true},
		{name: "circle", t: dist.Sphere.Bijection(), in: []int{1}, out: []int{2}, area: true},
		{name: "LowerCholeskyAffine", t: dist.LowerCholeskyAffine(vec(1, -2, 0.5), tensor.Of([]float64{2, 9, 9, -1, 0.5, 9, 0.3, 4, 1.5}, 3, 3)), in: []int{3}, out: []int{3}},
		{name: "Permute", t: dist.Permute(2, 0, 1), in: []int{3}, out: []int{3}},
		{name: "Reshape", t: dist.Reshape(tensor.Shape{6}, tensor.Shape{2, 3}), in: []int{6}, out: []int{2, 3}},
		{name: "vector after scalar", t: dist.Compose(dist.Affine(0.5, 2), dist.StickBreaking), in: []int{3}, out: []int{4}, free: head(3)},
		{name: "scalar after vector", t: dist.Compose(dist.Ordered, dist.Exp), in: []int{3}, out: []int{3}},
		{name: "reshaped", t: dist.Compose(dist.Reshape(tensor.Shape{2, 3}, tensor.Shape{6}), dist.LowerCholesky.Bijection()),
			in: []int{2, 3}, out: []int{3, 3}, free: withDiagonal},
		{name: "Stack", t: dist.Stack(-1, dist.Exp, dist.Affine(0, 3), dist.Sigmoid), in: []int{3}, out: []int{3}},
		{name: "Stack of rows", t: dist.Stack(-2, dist.Exp, dist.Ordered), in: []int{2, 3}, out: []int{2, 3}},
	}
}

func head(n int) func(y *tensor.Tensor) *tensor.Tensor {
	return func(y *tensor.Tensor) *tensor.Tensor { return y.Slice(-1, 0, n) }
}

// element is some element of the domain, of the case's shape.
func (c transformCase) element(t *rapid.T) *tensor.Tensor {
	b := c.t.Domain().Bijection()
	shape := b.InverseShape(c.in...)
	u := rapid.SliceOfN(rapid.Float64Range(-2, 2), shape.Size(), shape.Size()).Draw(t, "u")
	return b.Forward(tensor.Of(u).Reshape(shape...))
}

// TestTransformLaws: inverse after forward, sets, shapes, and the determinant against the one of the Jacobian found by
// derivatives of every free number.
func TestTransformLaws(t *testing.T) {
	for _, c := range transformCases() {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.t, dist.Invert(dist.Invert(c.t)))
			rapid.Check(t, func(t *rapid.T) {
				x := c.element(t)
				_, ok := c.t.Domain().Check(x)
				require.True(t, ok)
				y, logDet := dist.ForwardLogDet(c.t, x)
				require.True(t, y.Shape().Equal(c.out))
				require.True(t, c.t.ForwardShape(c.in...).Equal(c.out))
				require.True(t, c.t.InverseShape(c.out...).Equal(c.in))
				index, ok := c.t.Codomain().Check(y)
				require.True(t, ok, "%v at %v", y, index)
				require.InDeltaSlice(t, x.Float64s(), c.t.Inverse(y).Float64s(), 1e-8)
				require.Equal(t, y.Float64s(), c.t.Forward(x).Float64s())
				require.InDeltaSlice(t, logDet.Float64s(), c.t.LogDet(x, y).Float64s(), 1e-12*(1+math.Abs(logDet.Float64s()[0])))
				inDim, outDim := c.t.Domain().EventDim(), c.t.Codomain().EventDim()
				require.Equal(t, x.Rank()-inDim, logDet.Rank())
				require.Equal(t, y.Rank()-outDim, logDet.Rank())
				if len(c.in) == inDim { // one element
					require.InDelta(t, c.determinant(x), logDet.Item(), 1e-8)
				} else {
					require.InDelta(t, c.determinant(x), logDet.Sum().Item(), 1e-8)
				}
				back := dist.Invert(c.t).LogDet(y, x)
				require.InDeltaSlice(t, logDet.Float64s(), back.Neg().Float64s(), 1e-9)

				// Rows are mapped one by one, in either element type.
				rows, dets := dist.ForwardLogDet(c.t, tensor.Stack(0, x, x))
				require.Equal(t, tensor.Join(tensor.Shape{2}, y.Shape()), rows.Shape())
				require.Equal(t, tensor.Join(tensor.Shape{2}, logDet.Shape()), dets.Shape())
				require.InDeltaSlice(t, y.Float64s(), rows.Slice(0, 1, 2).Float64s(), 1e-13*(1+y.Abs().Max().Item()))
				for _, v := range dets.Slice(0, 1, 2).Sub(logDet).Float64s() {
					require.InDelta(t, 0, v, 1e-13)
				}
			})
		})
	}
}

// determinant is log |det| of the derivatives of the free numbers by those of the domain, of which x is one element or
// several.
func (c transformCase) determinant(x *tensor.Tensor) float64 {
	n := x.Size()
	if c.area {
		n = c.t.ForwardShape(x.Shape()...).Size()
	}
	jacobian := make([][]float64, n)
	for i := range n {
		_, g := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
			y := c.t.Forward(xs[0])
			if c.free != nil {
				y = c.free(y)
			}
			return y.Reshape(-1).Slice(0, i, i+1).Sum()
		}, x)
		jacobian[i] = g[0].Float64s()
	}
	if c.area {
		return logAbsDet(gramOf(jacobian)) / 2
	}
	return logAbsDet(jacobian)
}

// gramOf is JᵀJ.
func gramOf(j [][]float64) [][]float64 {
	g := make([][]float64, len(j[0]))
	for a := range g {
		g[a] = make([]float64, len(g))
		for b := range g[a] {
			for _, row := range j {
				g[a][b] += row[a] * row[b]
			}
		}
	}
	return g
}

// logAbsDet is by elimination with pivots.
func logAbsDet(a [][]float64) float64 {
	sum := 0.0
	for k := range a {
		best := k
		for i := k; i < len(a); i++ {
			if math.Abs(a[i][k]) > math.Abs(a[best][k]) {
				best = i
			}
		}
		a[k], a[best] = a[best], a[k]
		sum += math.Log(math.Abs(a[k][k]))
		for i := k + 1; i < len(a); i++ {
			f := a[i][k] / a[k][k]
			for j := k; j < len(a); j++ {
				a[i][j] -= f * a[k][j]
			}
		}
	}
	return sum
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
