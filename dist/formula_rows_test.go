package dist_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Parameters that are the same along rows of values give what they give when they are there for each value: values,
// derivatives, and where a mask or a row's end comes within a block.
func TestParametersOfRows(t *testing.T) {
	rng := tensor.NewRNG(1)
	for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
		tolerance := 1e-12
		if dtype == tensor.Float32 {
			tolerance = 1e-4
		}
		for _, columns := range []int{5, 40, 127, 128, 300, 4500} {
			const rows = 4
			x := rng.Normal(columns).As(dtype)
			adjoint := rng.Normal(rows, columns).As(dtype)
			for _, shapes := range [][2]tensor.Shape{
				{{rows, 1}, {rows, 1}}, {{rows, 1}, {}}, {{rows, 1}, {columns}}, {{rows, 1}, {rows, columns}}, {{2, 2, 1}, {2, 1, columns}},
			} {
				loc, scale := rng.Normal(shapes[0]...).As(dtype), rng.Normal(shapes[1]...).Exp().As(dtype)
				full := tensor.Shape{rows, columns}
				if len(shapes[0]) == 3 {
					full = tensor.Shape{2, 2, columns}
				}
				density := func(x, loc, scale *tensor.Tensor) *tensor.Tensor {
					return dist.StudentT(3, loc, scale).LogProb(x)
				}
				whole := func(v *tensor.Tensor) *tensor.Tensor { return v.Add(tensor.Zeros(full...).As(dtype)) }
				of := func(f func(in ...*tensor.Tensor) *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
					return tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
						return f(in...).Mul(adjoint.Reshape(full...)).Sum()
					}, x, loc, scale)
				}
				name := fmt.Sprintf("%v, %v", shapes, dtype)
				each := density(x, loc, scale)
				requireClose(t, density(whole(x), whole(loc), whole(scale)), each, tolerance, name)
				want, slopes := of(func(in ...*tensor.Tensor) *tensor.Tensor { return density(whole(in[0]), whole(in[1]), whole(in[2])) })
				got, found := of(func(in ...*tensor.Tensor) *tensor.Tensor { return density(in[0], in[1], in[2]) })
				require.InEpsilon(t, want.Item(), got.Item(), tolerance*100, name)
				for i := range slopes {
					requireClose(t, slopes[i], found[i], tolerance*float64(columns), fmt.Sprintf("%s, by input %d", name, i))
				}
			}
		}
	}
}

func requireClose(t *testing.T, want, got *tensor.Tensor, tolerance float64, of string) {
	t.Helper()
	require.Equal(t, want.Shape(), got.Shape(), of)
	require.Less(t, want.Sub(got).Abs().Max().Item(), tolerance, of)
}
