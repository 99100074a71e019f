package par

import (
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCrowdKeepsLoopsToThemselves(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	shared := func() bool { // whether loops are shared out
		if pool.TryLock() {
			pool.Unlock()
			return true
		}
		return false
	}
	c := Gather(3)
	require.False(t, shared())
	var sum atomic.Int64
	For(3*Grain, func(lo, hi int) { sum.Add(int64(hi - lo)) })
	require.EqualValues(t, 3*Grain, sum.Load())
	require.False(t, Gather(5).has.Load(), "a second crowd has nothing to keep")
	c.Leave()
	require.False(t, shared(), "two are as many as the processors")
	c.Leave()
	require.True(t, shared())
	c.Leave()
	require.True(t, shared())
	require.False(t, Gather(1).has.Load())
	require.True(t, shared())
}
