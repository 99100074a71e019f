package gp

import (
	"fmt"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// opSquaredDistance is |xᵢ - zⱼ|² for rows x [n, d] and z [m, d]. It is 0 for rows that are the same, and so is its
// derivative. Squares and products of the rows themselves would be a matrix product, but cancel.
var opSquaredDistance = tensor.Register(tensor.Op{Name: "gp.SquaredDistance",
	Shape:   func(k *tensor.Call) { k.Out.Shape = tensor.Shape{k.In[0].Shape[0], k.In[1].Shape[0]} },
	Cases:   []tensor.Case{{In: []tensor.Input{{Shape: tensor.Shape{3, 2}}, {Shape: tensor.Shape{4, 2}}}}, {In: []tensor.Input{{Shape: tensor.Shape{2, 1}}, {Shape: tensor.Shape{2, 1}}}}},
	Forward: tensor.Kernel{F64: distanceForward[float64], F32: distanceForward[float32]},
	VJP:     tensor.Kernel{F64: distanceVJP[float64], F32: distanceVJP[float32]}})

func distanceForward[T tensor.Float](k *tensor.Call) {
	x, z, out := tensor.Values[T](&k.In[0]), tensor.Values[T](&k.In[1]), tensor.Values[T](&k.Out)
	n, m, d := k.Out.Shape[0], k.Out.Shape[1], k.In[0].Shape[1]
	par.Rows(n, m*d, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			a := x[i*d:][:d]
			for j := range m {
				sum := 0.0
				for c, b := range z[j*d:][:d] {
					off := float64(a[c]) - float64(b)
					sum += off * off
				}
				out[i*m+j] = T(sum)
			}
		}
	})
}

func distanceVJP[T tensor.Float](k *tensor.Call) {
	x, z, g := tensor.Values[T](&k.In[0]), tensor.Values[T](&k.In[1]), tensor.Grad[T](&k.Out)
	toX, toZ := tensor.Grad[T](&k.In[0]), tensor.Grad[T](&k.In[1])
	n, m, d := k.Out.Shape[0], k.Out.Shape[1], k.In[0].Shape[1]
	for i := range n {
		for j := range m {
			g := 2 * float64(g[i*m+j])
			if g == 0 {
				continue
			}
			for c := range d {
				v := g * (float64(x[i*d+c]) - float64(z[j*d+c]))
				if toX != nil {
					toX[i*d+c] += T(v)
				}
				if toZ != nil {
					toZ[j*d+c] -= T(v)
				}
			}
		}
	}
}

// columns refuses places that are not rows of the same number of columns.
func columns(x, z *tensor.Tensor) {
	if x.Rank() != 2 || z.Rank() != 2 || x.Dim(1) != z.Dim(1) {
		fail("places of shapes %v and %v; they must be rows [n, d] of the same number of columns, where one column is [n, 1]", []int(x.Shape()), []int(z.Shape()))
	}
}

func fail(format string, args ...any) {
	panic(&tensor.Error{Op: "gp.Kernel", Detail: fmt.Sprintf(format, args...)})
}
