package tensor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

// Adding a tenth 2²⁰ times in Float32 is off in the third digit; the derivative with respect to something that is
// broadcast so often must not be.
func TestFloat32DerivativesOfBroadcastInputsAreSummedInFloat64(t *testing.T) {
	const rows, columns = 1 << 19, 2
	tenths := tensor.Full(0.1, rows*columns).As(tensor.Float32).Add(tensor.Of(make([]float32, rows*columns))).Reshape(rows, columns)
	want := float64(float32(0.1)) * rows
	cond := tensor.Ones(rows, 1)
	for name, f := range map[string]func(x *tensor.Tensor) *tensor.Tensor{
		"Add":     func(x *tensor.Tensor) *tensor.Tensor { return tenths.Mul(tenths.Add(x)) },
		"Sub":     func(x *tensor.Tensor) *tensor.Tensor { return tenths.Mul(x.Sub(tenths)) },
		"Mul":     func(x *tensor.Tensor) *tensor.Tensor { return tenths.Mul(x) },
		"Div":     func(x *tensor.Tensor) *tensor.Tensor { return x.Div(tensor.Div(1, tenths)) },
		"Maximum": func(x *tensor.Tensor) *tensor.Tensor { return tenths.Mul(tensor.Maximum(x, tenths)) },
		"Where":   func(x *tensor.Tensor) *tensor.Tensor { return tenths.Mul(tensor.Where(cond, x, 0)) },
		"Expand":  func(x *tensor.Tensor) *tensor.Tensor { return tenths.Mul(x.Expand(rows, columns)) },
		"Take":    func(x *tensor.Tensor) *tensor.Tensor { return tenths.Mul(x.Unsqueeze(0).Take(0, make([]int, rows))) },
		"Normal": func(x *tensor.Tensor) *tensor.Tensor {
			return tenths.Mul(tensor.NewRNG(1).NormalAt(x, tensor.To(1), rows, columns))
		},
		"Uniform": func(x *tensor.Tensor) *tensor.Tensor {
			r := tensor.NewRNG(1)
			return tenths.Mul(r.UniformAt(x, tensor.Add(x, 1), rows, columns))
		},
		"Linear": func(x *tensor.Tensor) *tensor.Tensor {
			return tenths.Mul(tensor.Linear(tenths.Slice(1, 0, 1), tensor.Of(make([]float32, columns)).Reshape(columns, 1), x))
		},
		"column": func(x *tensor.Tensor) *tensor.Tensor {
			return tensor.Mul(tenths.Reshape(columns, rows), x.Reshape(columns, 1))
		},
	} {
		for _, g := range gradient(f, tensor.Of([]float32{2, 2})) {
			require.InEpsilon(t, want, g, 1e-6, name)
		}
	}
}
