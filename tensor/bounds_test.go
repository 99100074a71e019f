package tensor

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBounds(t *testing.T) {
	x := Of([]float64{1, 2, 3, 4}, 2, 2)
	require.False(t, Within(x, math.Inf(-1), math.Inf(1)), "no bounds were declared")
	Bound(x, 1, 4)
	for _, c := range []struct {
		low, high float64
		within    bool
	}{{1, 4, true}, {0, 5, true}, {1.5, 5, false}, {0, 3.5, false}} {
		require.Equal(t, c.within, Within(x, c.low, c.high), "%v to %v", c.low, c.high)
	}

	tape := NewTape()
	leaf := tape.Leaf(x, true)
	require.True(t, Within(leaf, 0, 5), "a leaf has the values of its tensor")
	require.True(t, Within(leaf.T(), 0, 5), "and so has its transpose")
	require.False(t, Within(leaf.Add(leaf), 0, 10), "a result has others")

	Bound(x, math.Inf(-1), math.Inf(1))
	require.False(t, Within(x, 0, 5))
}
