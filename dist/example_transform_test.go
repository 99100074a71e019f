package dist_test

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// A transform maps there and back, and says how it stretches what it maps.
func ExampleTransform() {
	toPercent := dist.Compose(dist.Sigmoid, dist.Affine(0, 100))
	x := tensor.Of([]float64{-2, 0, 2})
	y, logDet := dist.ForwardLogDet(toPercent, x)
	fmt.Printf("%.2f\n", y.Float64s())
	fmt.Printf("%.2f\n", toPercent.Inverse(y).Float64s())
	fmt.Printf("%.4f\n", logDet.Exp().Float64s()) // the derivative
	fmt.Println(dist.Invert(toPercent))
	// Output:
	// [11.92 50.00 88.08]
	// [-2.00 0.00 2.00]
	// [10.4994 25.0000 10.4994]
	// Compose(Invert(Affine(loc: 0, scale: 100)), Logit)
}

// A share whose log-odds are normal. Density, draws, quantiles and support follow from the transform.
func ExampleTransformed() {
	share := dist.Transformed(dist.Normal(1, 0.5), dist.Sigmoid)
	fmt.Printf("%.4f\n", share.LogProb(tensor.Of([]float64{0.5, 0.7})).Float64s())
	q, _ := dist.Quantile(share, tensor.Of([]float64{0.05, 0.5, 0.95}))
	fmt.Printf("%.3f\n", q.Float64s())
	fmt.Println(share.Support())
	// Output:
	// [-0.8395 1.2882]
	// [0.544 0.731 0.861]
	// in [0, 1]
}

// evenSteps are the vectors of numbers that grow by the same positive step, as the cuts of a scale.
type evenSteps struct{ n int }

func (c evenSteps) String() string { return fmt.Sprintf("%d numbers in even steps", c.n) }
func (evenSteps) EventDim() int    { return 1 }
func (evenSteps) Discrete() bool   { return false }

func (c evenSteps) Check(x *tensor.Tensor) (index []int, ok bool) {
	v := x.Float64s()
	for i := range v {
		if i%c.n > 1 && !(math.Abs(v[i]-2*v[i-1]+v[i-2]) < 1e-9) || i%c.n > 0 && !(v[i] > v[i-1]) {
			return append(make([]int, x.Rank()-1), i%c.n), false
		}
	}
	return nil, true
}

func (c evenSteps) Inside(shape ...int) *tensor.Tensor {
	return c.Bijection().Forward(tensor.Zeros(append(shape[:len(shape)-1:len(shape)-1], 2)...))
}

// Bijection makes them of two numbers: the first one, and the logarithm of the step.
func (c evenSteps) Bijection() dist.Transform { return steps{c} }

type steps struct{ evenSteps }

func (steps) Domain() dist.Constraint     { return dist.RealVector }
func (t steps) Codomain() dist.Constraint { return t.evenSteps }

func (t steps) Forward(x *tensor.Tensor) *tensor.Tensor {
	k := make([]float64, t.n)
	for i := range k {
		k[i] = float64(i)
	}
	return x.Slice(-1, 0, 1).Add(x.Slice(-1, 1, 2).Exp().Mul(tensor.Of(k)))
}

func (t steps) Inverse(y *tensor.Tensor) *tensor.Tensor {
	first := y.Slice(-1, 0, 1)
	return tensor.Concat(-1, first, y.Slice(-1, 1, 2).Sub(first).Log())
}

// LogDet is that of the first number and the second one, from which the others follow.
func (steps) LogDet(x, _ *tensor.Tensor) *tensor.Tensor { return x.Slice(-1, 1, 2).Sum(-1) }

func (t steps) ForwardShape(shape ...int) tensor.Shape {
	return append(append(tensor.Shape(nil), shape[:len(shape)-1]...), t.n)
}

func (steps) InverseShape(shape ...int) tensor.Shape {
	return append(append(tensor.Shape(nil), shape[:len(shape)-1]...), 2)
}

// A set of one's own names its map from the real numbers, of which it may need fewer than an element has. Samplers and
// guides move in those.
func ExampleConstraint() {
	cuts := evenSteps{4}
	fmt.Println(cuts.Bijection().Forward(tensor.Of([]float64{-1, 0})).Float64s())
	fmt.Println(dist.CheckConstraint(cuts, tensor.Of([]float64{0, 1, 2, 4})))
	prior := dist.ImproperUniform(cuts, nil, tensor.Shape{4})
	fmt.Println(prior.LogProb(tensor.Of([]float64{0, 1, 2, 3})).Item(), prior.LogProb(tensor.Of([]float64{0, 1, 2, 4})).Item())
	// Output:
	// [-1 0 1 2]
	// dist: the value must be 4 numbers in even steps, found 4 at index [3]
	// 0 -Inf
}

// Half of a distribution around 0, and one that is known to be far out in a tail.
func ExampleTruncated() {
	half := dist.Truncated(dist.StudentT(3, 0, 1), 0, math.Inf(1))
	fmt.Printf("%v: %.4f\n", half.Support(), half.LogProb(tensor.Scalar(0.5)).Item())
	far := dist.Truncated(dist.Normal(0, 1), 8, math.Inf(1))
	median, _ := dist.Quantile(far, tensor.Scalar(0.5))
	fmt.Printf("%v: %.4f\n", far.Support(), median.Item())
	// Output:
	// at least 0: -0.4678
	// at least 8: 8.0849
}

// The locations of the components of a mixture are told apart by their order.
func ExampleOrderStatistics() {
	locations := dist.OrderStatistics(dist.Normal(0, 5), 3)
	x := locations.Sample(tensor.NewRNG(1))
	fmt.Println(x.At(0) < x.At(1) && x.At(1) < x.At(2))
	fmt.Printf("%.4f\n", locations.LogProb(tensor.Of([]float64{-3, 0, 4})).Item())
	fmt.Println(locations.LogProb(tensor.Of([]float64{0, -3, 4})).Item())
	// Output:
	// true
	// -6.2934
	// -Inf
}

// A prior that says nothing about a vector of three numbers.
func ExampleFlat() {
	prior := dist.Flat(3)
	fmt.Println(prior.EventShape(), prior.LogProb(tensor.Of([]float64{1, -2, 1e6})).Item())
	// Output: [3] 0
}
