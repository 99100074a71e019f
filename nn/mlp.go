package nn

import "github.com/credence-ppl/credence/tensor"

// MLP is a multilayer perceptron: dense layers with an activation between neighbors, and none after the last.
type MLP struct {
	Layers     []*Linear `nn:"layers"`
	Activation func(*tensor.Tensor) *tensor.Tensor
}

// NewMLP returns a perceptron with a layer from each size to the next, inputs first: NewMLP((*tensor.Tensor).ReLU, 784,
// 1024, 10) has two. It panics with an [*Error] if there are fewer than two sizes, or no activation.
func NewMLP(activation func(*tensor.Tensor) *tensor.Tensor, sizes ...int) *MLP {
	if activation == nil {
		fail("MLP", "the activation is nil; use for example (*tensor.Tensor).ReLU")
	}
	if len(sizes) < 2 {
		fail("MLP", "sizes %v make no layer; give at least those of input and output", sizes)
	}
	m := &MLP{Activation: activation}
	for i, out := range sizes[1:] {
		m.Layers = append(m.Layers, NewLinear(sizes[i], out))
	}
	return m
}

// Forward returns the network's outputs [.., last size] for inputs x [.., first size].
func (m *MLP) Forward(x *tensor.Tensor) *tensor.Tensor {
	for i, l := range m.Layers {
		if i > 0 {
			x = m.Activation(x)
		}
		x = l.Forward(x)
	}
	return x
}
