package thirdparty

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Symmetric are the symmetric matrices. Those of n rows come from n (n+1)/2 real numbers, the lower triangle row by
// row.
var Symmetric dist.Constraint = symmetric{}

type symmetric struct{}

func (symmetric) String() string                     { return "a symmetric matrix" }
func (symmetric) EventDim() int                      { return 2 }
func (symmetric) Discrete() bool                     { return false }
func (symmetric) Bijection() dist.Transform          { return mirror{} }
func (symmetric) Inside(shape ...int) *tensor.Tensor { return tensor.Zeros(shape...) }

// Check compares both triangles.
func (symmetric) Check(x *tensor.Tensor) (index []int, ok bool) {
	if index, ok := dist.Real.Check(x); !ok {
		return index, false
	}
	n, v := x.Dim(-1), x.Detach().Float64s()
	for i := range v {
		row, column := i/n%n, i%n
		if other := i + (column-row)*(n-1); v[i] != v[other] {
			for d := x.Rank() - 1; d >= 0; d-- {
				index = append([]int{i % x.Dim(d)}, index...)
				i /= x.Dim(d)
			}
			return index, false
		}
	}
	return nil, true
}

// Outside returns 1 for matrices that are not symmetric, by operations, which replayed programs repeat.
func (symmetric) Outside(x *tensor.Tensor) *tensor.Tensor {
	same := tensor.Equal(x.Sub(transposed(x)), 0) // Inf - Inf and NaN are not 0
	return tensor.Less(0, tensor.Sub(1, same).Sum(-1, -2))
}

// transposed returns the transpose of each matrix.
func transposed(x *tensor.Tensor) *tensor.Tensor {
	order := make([]int, x.Rank())
	for i := range order {
		order[i] = i
	}
	n := len(order)
	order[n-1], order[n-2] = n-2, n-1
	return x.Permute(order...)
}

// mirror is the map from a lower triangle to the symmetric matrix.
type mirror struct{}

func (mirror) String() string            { return "Mirror" }
func (mirror) Domain() dist.Constraint   { return realVectors }
func (mirror) Codomain() dist.Constraint { return Symmetric }

// realVectors are the vectors of any length.
var realVectors = dist.Normal(tensor.Zeros(1), 1).ToEvent(1).Support()

func (t mirror) Forward(x *tensor.Tensor) *tensor.Tensor {
	shape := t.ForwardShape(x.Shape()...)
	n := shape[len(shape)-1]
	index := make([]int, n*n)
	for i := range n {
		for j := range n {
			index[i*n+j] = max(i, j)*(max(i, j)+1)/2 + min(i, j)
		}
	}
	return x.Take(-1, index).Reshape(shape...)
}

func (t mirror) Inverse(y *tensor.Tensor) *tensor.Tensor {
	n := y.Dim(-1)
	var index []int
	for i := range n {
		for j := range i + 1 {
			index = append(index, i*n+j)
		}
	}
	return y.Reshape(append(y.Shape()[:y.Rank()-2], n*n)...).Take(-1, index)
}

func (mirror) LogDet(x, _ *tensor.Tensor) *tensor.Tensor { return tensor.ZerosLike(x.Index(-1, 0)) }

func (mirror) ForwardShape(shape ...int) tensor.Shape {
	m, n := shape[len(shape)-1], 0
	for n*(n+1)/2 < m {
		n++
	}
	if n*(n+1)/2 != m {
		panic(&tensor.Error{Op: "Mirror", Detail: fmt.Sprintf("%d numbers are no lower triangle", m)})
	}
	return append(append(tensor.Shape(nil), shape[:len(shape)-1]...), n, n)
}

func (mirror) InverseShape(shape ...int) tensor.Shape {
	n := shape[len(shape)-1]
	return append(append(tensor.Shape(nil), shape[:len(shape)-2]...), n*(n+1)/2)
}
