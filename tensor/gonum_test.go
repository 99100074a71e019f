package tensor_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/tensor"
)

func TestMat(t *testing.T) {
	data := []float64{1, 2, 3, 4, 5, 6}
	m := mat.NewDense(2, 3, data)
	x := tensor.FromMat(m)
	require.Equal(t, tensor.Shape{2, 3}, x.Shape())
	require.Equal(t, data, x.Float64s())
	require.True(t, mat.Equal(m, x.Mat()))
	require.True(t, mat.Equal(m.T(), x.T().Mat()))
	require.True(t, mat.Equal(m.T(), tensor.FromMat(m.T()).Mat()))

	v := tensor.FromMat(mat.NewVecDense(3, []float64{1, 2, 3}))
	require.Equal(t, tensor.Shape{3}, v.Shape())
	require.True(t, mat.Equal(mat.NewDense(3, 1, []float64{1, 2, 3}), v.As(tensor.Float32).Mat()))

	m.Set(0, 0, 70)
	x.Mat().Set(0, 1, 70)
	require.Equal(t, []float64{1, 2, 3, 4, 5, 6}, x.Float64s(), "both ways are copies")

	require.True(t, tensor.Ones(0, 3).Mat().IsEmpty())
	require.Equal(t, 0, tensor.FromMat(new(mat.Dense)).Size())
	refused(t, func() { tensor.Ones(2, 2, 2).Mat() }, "[2 2 2]", "neither vector nor matrix", "Reshape")
	refused(t, func() { tensor.Scalar(1).Mat() }, "Mat")
}

func TestProductsAgreeWithGonum(t *testing.T) {
	rng := tensor.NewRNG(1)
	a, b := rng.Normal(70, 90), rng.Normal(90, 80)
	var want mat.Dense
	want.Mul(a.Mat(), b.Mat())
	require.True(t, mat.EqualApprox(&want, a.MatMul(b).Mat(), 1e-12))
}
