// Package nn makes neural networks of plain structs, whose weights become parameters or latents of a model.
//
// A module is a pointer to a struct. Its tagged fields are its parameters and sub-modules:
//
//	type Net struct {
//		FC1 *nn.Linear `nn:"fc1"`
//		Out *nn.Linear `nn:"out"`
//	}
//
//	func (n *Net) Forward(x *tensor.Tensor) *tensor.Tensor {
//		return n.Out.Forward(n.FC1.Forward(x).ReLU())
//	}
//
// A tagged field is a *tensor.Tensor, a module, a slice of these, or an interface that holds one. A parameter's path
// joins the tags, and the index in a slice, with dots: "fc1.weight", "layers.0.bias". A field that holds tensors and
// has no tag is an error, because a forgotten weight would stay constant in silence; the tag nn:"-" says that it is
// meant to be constant.
//
// A struct's own tensors give its parameters their shapes and element type. Inside a model, [Params] makes a copy whose
// parameters are trained, and [RandomModule] one whose parameters are latents with priors. The original never changes,
// so that goroutines may share it.
package nn

import (
	"fmt"
	"iter"
	"reflect"

	"github.com/credence-ppl/credence/tensor"
)

// Parameters iterates over the parameters of a module with their paths, in the order of its fields. It panics with an
// [*Error] if net is not a module.
func Parameters[M any](net M) iter.Seq2[string, *tensor.Tensor] {
	params := parametersOf(typeName(net), net)
	return func(yield func(string, *tensor.Tensor) bool) {
		for _, p := range params {
			if !yield(p.path, p.value) {
				return
			}
		}
	}
}

// As returns a copy of a module with its parameters in another element type. It panics with an [*Error] if net is not a
// module.
func As[M any](net M, dtype tensor.DType) M {
	params := parametersOf(typeName(net), net)
	values := make([]*tensor.Tensor, len(params))
	for i, p := range params {
		values[i] = p.value.As(dtype)
	}
	return withValues(net, values)
}

func typeName(net any) string { return fmt.Sprintf("%T", net) }

// withValues returns a copy of a module, already checked, with other parameters.
func withValues[M any](net M, values []*tensor.Tensor) M {
	r := rebuild{values}
	return r.value(reflect.ValueOf(net)).Interface().(M)
}

// Error reports a value that is not a module, or priors that do not match it.
type Error struct {
	Module string // the name it is registered under; where it has none, its Go type
	Detail string // what was found, what was expected, what to do
}

func (e *Error) Error() string { return fmt.Sprintf("nn: module %q: %s", e.Module, e.Detail) }

// ModelFault marks Error as an error that model code raises by panic.
func (*Error) ModelFault() {}

func fail(module, format string, args ...any) {
	panic(&Error{module, fmt.Sprintf(format, args...)})
}
