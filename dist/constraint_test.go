package dist_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/tensor"
)

var continuous = map[string]dist.Constraint{
	"Real":             dist.Real,
	"Positive":         dist.Positive,
	"NonNegative":      dist.NonNegative,
	"SoftplusPositive": dist.SoftplusPositive,
	"UnitInterval":     dist.UnitInterval,
	"Interval":         dist.Interval(-2, 5),
	"Circular":         dist.Circular,
	"narrow Interval":  dist.Interval(1, 1.0000001),
	"GreaterThan":      dist.GreaterThan(-2),
	"LessThan":         dist.LessThan(3),
	"Interval of tensors": dist.Interval(
		tensor.Of([]float64{-1, 0, 100}), tensor.Of([]float64{0, 1e-3, 1e6})),
}

// TestMapsInvert goes there and back, as far out as the values can tell: where x is nearest to an end it may round.
func TestMapsInvert(t *testing.T) {
	for name, c := range continuous {
		if name == "narrow Interval" {
			continue // holds a few numbers only
		}
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				u := tensor.Full(rapid.Float64Range(-30, 12).Draw(t, "u"), 3)
				x, _ := dist.ForwardLogDet(c.Bijection(), u)
				back := c.Bijection().Inverse(x).Float64s()
				for i, b := range back {
					// What one rounding of x is worth along the real line.
					v := x.At(i)
					ulp := math.Nextafter(v, math.Inf(1)) - v
					moved := c.Bijection().Inverse(tensor.Full(v+ulp, 3)).At(i)
					if math.IsInf(moved, 0) || math.IsNaN(moved) {
						moved = b - (c.Bijection().Inverse(tensor.Full(v-ulp, 3)).At(i) - b)
					}
					require.InDelta(t, u.At(i), b, 1e-13*math.Max(1, math.Abs(b))+4*math.Abs(moved-b))
				}
			})
		})
	}
}

// TestMapsStayInside goes so far out that values round to the end of the constraint, in both element types.
func TestMapsStayInside(t *testing.T) {
	for name, c := range continuous {
		if name == "Real" {
			continue
		}
		for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
			if dtype == tensor.Float32 && name == "narrow Interval" {
				continue // its ends are one number in Float32
			}
			for _, v := range []float64{-1e5, -800, -100, -40, 40, 100, 800, 1e5} {
				if name == "Interval of tensors" && dtype == tensor.Float32 {
					continue // bounds do not convert
				}
				x, logDet := dist.ForwardLogDet(c.Bijection(), tensor.Full(v, 3).As(dtype))
				_, ok := c.Check(x)
				require.True(t, ok, "%s: %v maps to %v", name, v, x)
				for _, u := range c.Bijection().Inverse(x).Float64s() {
					require.False(t, math.IsInf(u, 0) || math.IsNaN(u), "%s: %v maps to the end, %v", name, v, x)
				}
				for _, l := range logDet.Float64s() {
					require.False(t, math.IsInf(l, 0) || math.IsNaN(l), "%s: logDet %v at %v", name, l, v)
				}
			}
		}
	}
}

// TestLogDet compares with the derivative of the map.
func TestLogDet(t *testing.T) {
	for name, c := range continuous {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				u := tensor.Full(rapid.Float64Range(-30, 30).Draw(t, "u"), 3)
				_, slope := tensor.ValueAndGrad(func(u ...*tensor.Tensor) *tensor.Tensor {
					x, _ := dist.ForwardLogDet(c.Bijection(), u[0])
					return x.Sum()
				}, u)
				_, logDet := dist.ForwardLogDet(c.Bijection(), u)
				for i, s := range slope[0].Float64s() {
					require.InDelta(t, math.Log(math.Abs(s)), logDet.Expand(3).At(i), 1e-11)
				}
			})
		})
	}
}

func TestConstraintsAsEventsAddTheirLogDets(t *testing.T) {
	c := dist.HalfNormal(tensor.Ones(2, 3)).ToEvent(1).Support()
	require.Equal(t, 1, c.EventDim())
	u := tensor.Of([]float64{1, 2, 3, -1, -2, -4}, 2, 3)
	x, logDet := dist.ForwardLogDet(c.Bijection(), u)
	require.InEpsilonSlice(t, u.Exp().Float64s(), x.Float64s(), 1e-15)
	require.Equal(t, []float64{6, -7}, logDet.Float64s())
	require.InDeltaSlice(t, u.Float64s(), c.Bijection().Inverse(x).Float64s(), 1e-15)
}

func TestChecksFindTheFirstOffender(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	low := tensor.Of([]float64{0, 1, 2})
	for _, test := range []struct {
		c     dist.Constraint
		bad   []float64
		good  []float64
		words string
	}{
		{dist.Real, []float64{nan, inf, -inf}, []float64{0, -1e308, 5e-324}, "real"},
		{dist.Positive, []float64{0, -1, nan, inf, math.Copysign(0, -1)}, []float64{5e-324, 1e308}, "positive"},
		{dist.SoftplusPositive, []float64{0, -1}, []float64{1}, "positive"},
		{dist.NonNegative, []float64{-5e-324, nan, inf}, []float64{0, 1}, "non-negative"},
		{dist.UnitInterval, []float64{-1e-300, math.Nextafter(1, 2), nan}, []float64{0, 0.5, 1}, "in [0, 1]"},
		{dist.Interval(low, 3), []float64{-0.1, 3.1, nan}, []float64{2, 2.5, 3}, "in [[3]{0 1 2}, 3]"},
		{dist.Circular, []float64{-3.1415928, 3.1415928, nan}, []float64{0, math.Pi, -math.Pi, math.Atan2(0, -1)}, "in [-3.14159, 3.14159]"},
		{dist.GreaterThan(-2), []float64{-2, nan, inf}, []float64{-1.9, 7}, "above -2"},
		{dist.GreaterThan(low), []float64{0, nan, inf, -inf}, []float64{2.5, 3}, "above [3]{0 1 2}"},
		{dist.LessThan(low), []float64{2, nan, inf, -inf}, []float64{-1}, "below [3]{0 1 2}"},
		{dist.PositiveInteger, []float64{0.5, 0, nan, inf}, []float64{1, 1e9}, "a whole number from 1 on"},
		{dist.NonNegativeInteger, []float64{0.5, -1, nan, inf}, []float64{0, 1e9}, "a whole number from 0 on"},
		{dist.Boolean, []float64{0.5, -1, 2, nan}, []float64{0, 1}, "0 or 1"},
		{dist.IntegerInterval(0, 9), []float64{0.5, -1, 10, nan, inf}, []float64{0, 9}, "a whole number in 0…9"},
		{dist.IntegerInterval(low, 9), []float64{-1, 2.5, 10}, []float64{2, 9}, "a whole number in [3]{0 1 2}…9"},
	} {
		for _, v := range test.good {
			require.NoError(t, dist.CheckConstraint(test.c, tensor.Full(v, 2, 3)), fmt.Sprint(test.c, v))
		}
		for _, v := range test.bad {
			index, ok := test.c.Check(tensor.Full(v, 2, 3))
			require.False(t, ok, "%v allows %v", test.c, v)
			require.Equal(t, []int{0, 0}, index)
			good := test.good[0]
			index, ok = test.c.Check(tensor.Of([]float64{good, good, good, good, v, v}, 2, 3))
			require.False(t, ok)
			require.Equal(t, []int{1, 1}, index)
		}
		require.Equal(t, test.words, test.c.String())
		shape := []int{4, 3}
		_, ok := test.c.Check(test.c.Inside(shape...))
		require.True(t, ok, "%v: %v is not inside", test.c, test.c.Inside(shape...))
	}
}

func TestNothingIsOutsideAnEmptyTensor(t *testing.T) {
	require.NoError(t, dist.CheckConstraint(dist.Positive, tensor.Zeros(0)))
}

func TestDiscreteConstraintsHaveNoMap(t *testing.T) {
	require.True(t, dist.Boolean.Discrete())
	require.ErrorContains(t, recovered(func() { dist.Boolean.Bijection() }), "values that are 0 or 1 are separate, and have no map from the real line")
}

// What Exp knows of its results is true.
func TestPositiveKnowsItsResults(t *testing.T) {
	for _, n := range []int{2, 40_000} {
		for _, u := range []float64{-1e6, -1, 0, 3, 1e6, math.Inf(-1), math.Inf(1), math.NaN()} {
			for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
				values := make([]float64, n)
				values[n-1] = u
				x, _ := dist.ForwardLogDet(dist.Positive.Bijection(), tensor.Of(values).As(dtype))
				_, ok := dist.Positive.Check(x)
				require.Equal(t, !math.IsNaN(u), ok, "%v of %d is %v", dtype, n, u)
				if math.Abs(u) < 10 && kernel.Active() != kernel.Portable { // which has no kernels to look at many at once
					require.True(t, tensor.Within(x, 0, math.MaxFloat64), "%v of %d is %v", dtype, n, u)
				}
			}
		}
	}
}

// TestPositiveDerivatives are those of Exp, whoever else uses the argument and the result.
func TestPositiveDerivatives(t *testing.T) {
	for _, n := range []int{3, 40_000} {
		for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
			x := tensor.NewRNG(1).Normal(n).As(dtype)
			value := func(exp func(*tensor.Tensor) *tensor.Tensor, shared bool) []*tensor.Tensor {
				_, grads := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor {
					u := p[0].Mul(p[0])
					y := exp(u)
					z := y.Mul(y).Add(y.Log())
					if shared {
						z = z.Add(u).Add(p[0])
					}
					return z.Mean()
				}, x)
				return grads
			}
			for _, shared := range []bool{false, true} {
				want := value((*tensor.Tensor).Exp, shared)
				got := value(func(u *tensor.Tensor) *tensor.Tensor {
					y, _ := dist.ForwardLogDet(dist.Positive.Bijection(), u)
					return y
				}, shared)
				eps := map[tensor.DType]float64{tensor.Float64: 1e-14, tensor.Float32: 1e-5}[dtype]
				require.InDeltaSlice(t, want[0].Float64s(), got[0].Float64s(), eps*want[0].Abs().Max().Item())
			}
		}
	}
}
