package infer

import (
	"context"
	"errors"
	"fmt"
	"reflect"
)

// given refuses a context that is nil.
func given(ctx context.Context, entry string) error {
	if ctx == nil {
		return fmt.Errorf("infer: %s has no context; take context.Background()", entry)
	}
	return nil
}

// isNilPointer reports whether an interface that is not nil holds a pointer that is.
func isNilPointer(v any) bool {
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}

var (
	errNoReader = errors.New("the reader is nil")
	errNoWriter = errors.New("the writer is nil")
)
