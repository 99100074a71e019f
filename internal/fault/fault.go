// Package fault carries errors out of model code.
//
// A model is written as plain mathematics, so its operations panic rather than return an error. The panic values are
// the library's own error types; every exported entry that runs model code turns them back into errors with [Catch].
package fault

// Fault is an error that may be raised by panic inside model code.
type Fault interface {
	error
	// ModelFault marks the type; it does nothing.
	ModelFault()
}

// Refusal is a [Fault] at some values of a model's latents that others may not have: a sampler goes on with those.
type Refusal interface {
	Fault
	// Refusal marks the type; it does nothing.
	Refusal()
}

// Catch, deferred, stores a panicking [Fault] in err. Any other panic goes on: it is a bug, not a mistake of a model.
func Catch(err *error) {
	switch p := recover().(type) {
	case nil:
	case Fault:
		*err = p
	default:
		panic(p)
	}
}

// Exit is the error of a function that ended its goroutine with [runtime.Goexit] where another goroutine waits for it.
type Exit struct{}

func (Exit) Error() string {
	return "a function that was called ended its goroutine with runtime.Goexit, as t.FailNow and package require do, and not " +
		"in the test's own goroutine; report with t.Error or package assert there, or panic"
}

// ModelFault marks Exit as an error that model code raises.
func (Exit) ModelFault() {}
