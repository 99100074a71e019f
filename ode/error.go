package ode

import (
	"fmt"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// Error is a solution that could not be continued. It depends on values: a sampler that meets it tries others.
type Error struct {
	Time   float64   // how far the solution came
	States []string  // the names of the states
	State  []float64 // their values there
	Index  []int     // of the system in a batch
	Detail string    // what happened and what to do
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "ode: at time %g", e.Time)
	if len(e.Index) > 0 {
		fmt.Fprintf(&b, " of system %v", e.Index)
	}
	const most = 8
	for i, name := range e.States {
		if i == most {
			b.WriteString(", …")
			break
		}
		fmt.Fprintf(&b, ", %s = %g", name, e.State[i])
	}
	return b.String() + ": " + e.Detail
}

// ModelFault marks Error as an error that model code raises by panic.
func (*Error) ModelFault() {}

// Refusal marks Error as one that other values of the latents may not have.
func (*Error) Refusal() {}

// fail panics with an error of the call.
func fail(format string, args ...any) {
	panic(&tensor.Error{Op: "ode.Solve", Detail: fmt.Sprintf(format, args...)})
}
