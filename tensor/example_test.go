package tensor_test

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

func ExampleOf() {
	fmt.Println(tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 2, 3))
	fmt.Println(tensor.Of([]bool{true, false, true}))
	fmt.Println(tensor.Of([]float32{1.5, 2.5}))
	// Output:
	// [2 3]{1 2 3 4 5 6}
	// [3]{1 0 1}
	// Float32[2]{1.5 2.5}
}

func ExampleAdd_broadcasting() {
	column := tensor.Of([]int{10, 20}, 2, 1)
	row := tensor.Of([]int{1, 2, 3})
	fmt.Println(tensor.Add(column, row))
	fmt.Println(tensor.Add(row, 0.5))
	// Output:
	// [2 3]{11 12 13 21 22 23}
	// [3]{1.5 2.5 3.5}
}

func ExampleValueAndGrad() {
	x := tensor.Of([]float64{1, 2, 3})
	value, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
		return tensor.Mul(xs[0].Square(), 0.5).Sum()
	}, x)
	fmt.Println(value, grads[0])
	// Output: 7 [3]{1 2 3}
}

// A line through four points, by gradient descent.
func Example() {
	x := tensor.Of([]float64{1, 2, 3, 4}, 4)
	y := tensor.Of([]float64{3.1, 4.9, 7.2, 8.8}, 4)

	loss := func(p ...*tensor.Tensor) *tensor.Tensor {
		line := tensor.Add(tensor.Mul(x, p[0]), p[1])
		return tensor.Sub(y, line).Square().Sum()
	}
	slope, intercept := tensor.Scalar(0), tensor.Scalar(0)
	for range 1000 {
		_, g := tensor.ValueAndGrad(loss, slope, intercept)
		slope = tensor.Sub(slope, tensor.Mul(g[0], 0.01))
		intercept = tensor.Sub(intercept, tensor.Mul(g[1], 0.01))
	}
	fmt.Printf("%.2f %.2f\n", slope.Item(), intercept.Item())
	// Output: 1.94 1.15
}

func ExampleTape() {
	w := tensor.Of([]float64{1, 2})
	tape := tensor.NewTape() // one for all runs, so that they share memory
	for step := range 3 {
		tape.Reset()
		leaf := tape.Leaf(w, true)
		loss := leaf.Square().Sum()
		tape.Backward(loss)
		fmt.Println(step, loss.Detach(), tape.Grad(leaf))
		w = tensor.Sub(w, tensor.Mul(tape.Grad(leaf).Detach(), 0.25))
	}
	// Output:
	// 0 5 [2]{2 4}
	// 1 1.25 [2]{1 2}
	// 2 0.3125 [2]{0.5 1}
}

func ExampleWhere() {
	x := tensor.Of([]float64{-1, 0, 4})
	safe := func(xs ...*tensor.Tensor) *tensor.Tensor {
		return tensor.Where(tensor.Less(0, xs[0]), xs[0].Log(), 0).Sum()
	}
	_, grads := tensor.ValueAndGrad(safe, x)
	fmt.Println(grads[0])
	// Output: [3]{0 0 0.25}
}

func ExampleLinear() {
	x := tensor.Of([]float64{1, 2, 3}, 1, 3)
	w := tensor.Of([]float64{1, 0, 0, 0, 1, 1}, 2, 3)
	b := tensor.Of([]float64{10, 20})
	fmt.Println(tensor.Linear(x, w, b))
	// Output: [1 2]{11 25}
}

func ExampleRNG_Split() {
	rng := tensor.NewRNG(1)
	a := rng.Split("chain", 0).Normal(3)
	rng.Normal(1000) // what else is drawn makes no difference
	b := rng.Split("chain", 0).Normal(3)
	fmt.Println(tensor.Equal(a, b))
	// Output: [3]{1 1 1}
}

// An element of a vector, with its derivative, and the last row of a matrix.
func ExampleTensor_Index() {
	x := tensor.Of([]float64{2, 3, 4})
	value, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
		return xs[0].Index(0, 1).Square()
	}, x)
	fmt.Println(value, grads[0])
	fmt.Println(tensor.Of([]float64{1, 2, 3, 4}, 2, 2).Index(0, -1))
	// Output:
	// 9 [3]{0 6 0}
	// [2]{3 4}
}
