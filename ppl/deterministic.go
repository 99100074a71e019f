package ppl

import "github.com/credence-ppl/credence/tensor"

// Deterministic names a value computed from others, so that traces and predictions hold it. Its shape is free.
func Deterministic(c *Context, name string, value *tensor.Tensor) *tensor.Tensor {
	return apply(c, &Site{Name: name, Kind: DeterministicSite, Value: value})
}
