package draws

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLagsByFourierTransformAreThoseSummedUp(t *testing.T) {
	for _, chains := range []int{1, 2, 3, 8} {
		const n = 77
		l := newLags(chains, n)
		for c, x := range autoregressive(chains, n, 0.9) {
			copy(l.centered[c*n:], x)
		}
		l.transform()
		for lag, got := range l.acov {
			require.InDelta(t, l.autocovariance(lag), got, 1e-13, "%d chains, lag %d", chains, lag)
		}
	}
}
