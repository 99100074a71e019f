package main

import (
	"bytes"
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/nn/safetensors"
	"github.com/credence-ppl/credence/tensor"
)

// TestWeightsGoOutAndIn starts a network at the weights of another, and does not move it: it is the same network.
func TestWeightsGoOutAndIn(t *testing.T) {
	dir, file := folder(t), filepath.Join(t.TempDir(), "net.safetensors")
	text, trained := small(t, t.Context(), dir, "-epochs", "5", "-export", file)
	require.Contains(t, text, "means and widths written to "+file)
	_, started := small(t, t.Context(), dir, "-epochs", "1", "-lr", "1e-30", "-start", file)
	require.InEpsilon(t, trained.NegELBO, started.NegELBO, 1e-5)
	require.InEpsilon(t, trained.NLL, started.NLL, 1e-4)

	// A network without a posterior has means alone.
	weights, notes, err := safetensors.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "pt", notes["format"])
	require.Len(t, weights, 8)
	require.Equal(t, tensor.Shape{16, 784}, weights["fc1.weight"].Shape())
	require.Equal(t, tensor.Float32, weights["fc1.weight"].DType())
	for _, name := range []string{"fc1.weight", "fc1.bias", "out.weight", "out.bias"} {
		require.Positive(t, weights[name+".scale"].Min().Item())
		delete(weights, name+".scale")
	}
	require.NoError(t, safetensors.WriteFile(file, weights, nil))
	_, warm := small(t, t.Context(), dir, "-epochs", "1", "-lr", "1e-30", "-start", file)
	_, cold := small(t, t.Context(), dir, "-epochs", "1", "-lr", "1e-30")
	require.Less(t, warm.NLL, cold.NLL)
}

func TestWeightsThatDoNotFit(t *testing.T) {
	dir, file := folder(t), filepath.Join(t.TempDir(), "net.safetensors")
	fits := func() map[string]*tensor.Tensor {
		return map[string]*tensor.Tensor{"fc1.weight": tensor.Zeros(16, 784), "fc1.bias": tensor.Zeros(16),
			"out.weight": tensor.Zeros(10, 16), "out.bias": tensor.Zeros(10)}
	}
	for want, spoil := range map[string]func(w map[string]*tensor.Tensor){
		"found no tensors, expected fc1.weight of shape [16 784]": func(w map[string]*tensor.Tensor) { clear(w) },
		"found fc1.bias [16], fc1.weight [784 16], out.bias [10], out.weight [10 16], expected fc1.weight of shape [16 784]": func(w map[string]*tensor.Tensor) {
			w["fc1.weight"] = tensor.Zeros(784, 16)
		},
		"out.bias has values that are not finite": func(w map[string]*tensor.Tensor) {
			w["out.bias"] = tensor.Full(math.NaN(), 10)
		},
		"out.bias.scale must have shape [10] and positive values": func(w map[string]*tensor.Tensor) {
			w["out.bias.scale"] = tensor.Zeros(10)
		},
	} {
		w := fits()
		spoil(w)
		require.NoError(t, safetensors.WriteFile(file, w, nil))
		err := run(t.Context(), []string{"-data", dir, "-hidden", "16", "-start", file}, &bytes.Buffer{})
		require.ErrorContains(t, err, "-start "+file+": ")
		require.ErrorContains(t, err, want)
	}
}
