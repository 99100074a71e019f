package infer

import (
	"errors"
	"fmt"

	"github.com/credence-ppl/credence/internal/fault"
)

// exits, deferred, says which entry ran the model that ended its goroutine. Where a model runs in goroutines of its
// own, that is an error: draws would be missing. Run, Step and Evaluate run it in their caller's goroutine, which ends
// with it, as Go promises: t.FailNow in a model then ends the test.
func exits(entry string, err *error) {
	var exit fault.Exit
	if errors.As(*err, &exit) {
		*err = fmt.Errorf("infer: %s: %w", entry, exit)
	}
}
