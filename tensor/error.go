package tensor

import "fmt"

// Error is what operations panic with. Entries that run models ([ppl.Run] and everything in infer) return it as an
// error.
//
// [ppl.Run]: https://pkg.go.dev/github.com/credence-ppl/credence/ppl#Run
type Error struct {
	Op     string // the operation that refused; empty if a tensor is nil
	Detail string // what was found, what was expected, what to do
}

func (e *Error) Error() string {
	if e.Op == "" {
		return "tensor: " + e.Detail
	}
	return "tensor: " + e.Op + ": " + e.Detail
}

// ModelFault marks Error as an error that model code raises by panic.
func (*Error) ModelFault() {}

// fail panics with an Error.
func fail(op, format string, args ...any) {
	panic(&Error{op, fmt.Sprintf(format, args...)})
}

// errNil is about missing tensors, such as the data of a model that predicts without any. Looking for them costs no
// more than a comparison where the method is inlined.
var errNil = &Error{Detail: "the tensor is nil; a model that runs without its data has to do without their shape, too"}
