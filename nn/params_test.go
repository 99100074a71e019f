package nn_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestParamsRegistersEveryParameter(t *testing.T) {
	d := newDeep()
	var got *deep
	trace := run(t, func(c *ppl.Context) { got = nn.Params(c, "net", d) })
	require.Equal(t, prefixed("net.", deepPaths), sites(trace))
	for path, w := range nn.Parameters(got) {
		s := trace.Site("net." + path)
		require.Equal(t, ppl.ParamSite, s.Kind)
		require.Same(t, s.Value, w, path)
	}
	// Without an initializer a parameter starts at its value in the struct.
	require.Equal(t, []float64{1, 2}, got.Scales[0].Float64s())
	require.Equal(t, 3.0, got.Scales[1].Item())
	require.Equal(t, "mine", got.Net.note)
	for path, w := range nn.Parameters(d.Net) {
		require.Equal(t, make([]float64, w.Size()), w.Float64s(), "the original's %s", path)
	}
}

func TestLinearStartsUniform(t *testing.T) {
	const in, out = 100, 300
	for _, dtype := range []tensor.DType{tensor.Float64, tensor.Float32} {
		net := nn.As(nn.NewLinear(in, out), dtype)
		var got *nn.Linear
		run(t, func(c *ppl.Context) { got = nn.Params(c, "net", net) })
		for path, w := range nn.Parameters(got) {
			require.Equal(t, dtype, w.DType())
			values := w.Float64s()
			const bound = 0.1 // 1/√in
			require.LessOrEqual(t, slices.Max(values), bound*(1+1e-6))
			require.GreaterOrEqual(t, slices.Min(values), -bound*(1+1e-6))
			// A uniform variable has variance bound²/3 and fourth moment bound⁴/5.
			sum, square := 0.0, 0.0
			for _, v := range values {
				sum += v
				square += v * v
			}
			n := float64(len(values))
			require.InDelta(t, 0, sum/n, 5*bound/math.Sqrt(3*n), path)
			require.InDelta(t, bound*bound/3, square/n, 5*bound*bound*math.Sqrt((1.0/5-1.0/9)/n), path)
		}
	}
	// A layer without inputs has weights of no element.
	run(t, func(c *ppl.Context) { nn.Params(c, "net", nn.NewLinear(0, 3)) })
}

// Where a parameter starts depends on the seed and its name, not on what else there is.
func TestParamsDependOnSeedAndName(t *testing.T) {
	start := func(seed uint64, name string, before func(c *ppl.Context)) []float64 {
		var got *nn.Linear
		_, err := ppl.Run(func(c *ppl.Context) {
			before(c)
			got = nn.Params(c, name, nn.NewLinear(2, 2))
		}, seed)
		require.NoError(t, err)
		return got.Weight.Float64s()
	}
	nothing := func(*ppl.Context) {}
	want := start(1, "net", nothing)
	require.Equal(t, want, start(1, "net", func(c *ppl.Context) { nn.Params(c, "other", newNet()) }))
	require.NotEqual(t, want, start(2, "net", nothing))
	require.NotEqual(t, want, start(1, "other", nothing))
}

// warm says where some of its parameters start.
type warm struct {
	A *tensor.Tensor   `nn:"a"`
	B []*tensor.Tensor `nn:"b"`

	start func(param string) *tensor.Tensor
}

func (w *warm) Init(param string, _ *tensor.RNG) *tensor.Tensor { return w.start(param) }

func TestInitializer(t *testing.T) {
	net := &warm{A: tensor.Full(7, 2), B: []*tensor.Tensor{tensor.Full(8, 1), tensor.Full(9, 1)}}
	var asked []string
	net.start = func(param string) *tensor.Tensor {
		asked = append(asked, param)
		if param == "b.1" {
			return tensor.Full(1, 1)
		}
		return nil
	}
	var got *warm
	run(t, func(c *ppl.Context) { got = nn.Params(c, "net", net) })
	require.Equal(t, []string{"a", "b.0", "b.1"}, asked)
	require.Equal(t, []float64{7, 7}, got.A.Float64s())
	require.Equal(t, 8.0, got.B[0].Item())
	require.Equal(t, 1.0, got.B[1].Item())

	net.start = func(string) *tensor.Tensor { return tensor.Full(1, 3) }
	_, err := ppl.Run(func(c *ppl.Context) { nn.Params(c, "net", net) }, 1)
	require.ErrorContains(t, err, `nn: module "net": Init of *nn_test.warm makes "a" Float64 [3], and it is Float64 [2]`)

	_, err = ppl.Run(func(c *ppl.Context) {
		single := nn.As(net, tensor.Float32)
		single.start = func(string) *tensor.Tensor { return tensor.Full(1, 2) }
		nn.Params(c, "net", single)
	}, 1)
	require.ErrorContains(t, err, `makes "a" Float64 [2], and it is Float32 [2]`)
}

func TestParamsNeedsAName(t *testing.T) {
	_, err := ppl.Run(func(c *ppl.Context) { nn.Params(c, "", newNet()) }, 1)
	require.EqualError(t, err, `ppl: before the first site: nn: module "*nn_test.Net": it needs a name: those of its sites begin with it`)
}

func TestMLP(t *testing.T) {
	m := nn.NewMLP((*tensor.Tensor).ReLU, 2, 3, 1)
	m.Layers[0] = &nn.Linear{Weight: tensor.Of([]float64{1, 0, 0, 1, -1, -1}, 3, 2), Bias: tensor.Of([]float64{0, 0, 1})}
	m.Layers[1] = &nn.Linear{Weight: tensor.Of([]float64{1, 10, 100}, 1, 3), Bias: tensor.Of([]float64{-1000})}
	// The hidden units are relu(x), relu(y) and relu(1 - x - y); the output is not rectified.
	y := m.Forward(tensor.Of([]float64{2, 3, -2, 1}, 2, 2))
	require.Equal(t, tensor.Shape{2, 1}, y.Shape())
	require.Equal(t, []float64{-1000 + 2 + 30, -1000 + 10 + 200}, y.Float64s())

	require.PanicsWithError(t, `nn: module "MLP": the activation is nil; use for example (*tensor.Tensor).ReLU`, func() { nn.NewMLP(nil, 2, 1) })
	require.PanicsWithError(t, `nn: module "MLP": sizes [2] make no layer; give at least those of input and output`, func() { nn.NewMLP((*tensor.Tensor).Tanh, 2) })
}

func ExampleParams() {
	net := nn.NewMLP((*tensor.Tensor).Tanh, 2, 8, 1)
	x := tensor.Ones(5, 2)
	trace, err := ppl.Run(func(c *ppl.Context) {
		trained := nn.Params(c, "net", net)
		ppl.Deterministic(c, "y", trained.Forward(x))
	}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(trace.Value("net.layers.0.weight").Shape(), trace.Value("y").Shape())
	// Output: [8 2] [5 1]
}
