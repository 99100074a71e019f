package atomicfile

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// setUserOfThread gives this goroutine, and no other, the rights of a user and its group on files.
func setUserOfThread(t *testing.T, user int) {
	runtime.LockOSThread() // for good: the thread ends with the test
	if user == 0 {
		require.NoError(t, unix.Setfsuid(user))
		require.NoError(t, unix.Setfsgid(user))
		return
	}
	require.NoError(t, unix.Setfsgid(user))
	require.NoError(t, unix.Setfsuid(user))
}
