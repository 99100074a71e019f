package fault

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

type mistake struct{ error }

func (mistake) ModelFault() {}

func run(f func()) (err error) {
	defer Catch(&err)
	f()
	return nil
}

func TestCatch(t *testing.T) {
	require.NoError(t, run(func() {}))

	m := mistake{errors.New("of a model")}
	require.Equal(t, m, run(func() { panic(m) }))

	require.Equal(t, Exit{}, run(func() { panic(Exit{}) }))

	bug := errors.New("of the library")
	require.PanicsWithValue(t, bug, func() { _ = run(func() { panic(bug) }) })
	require.Panics(t, func() {
		_ = run(func() {
			var none []int
			_ = none[len(none)]
		})
	})
}
