package dist

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFormulaDebug(t *testing.T) {
	c := studentTFamily.density.formula
	t.Log(c.all)
	for _, s := range c.slopes {
		t.Log(s)
	}
	for _, x := range [][]float64{{1, 3, 0.5, 2}, {1, 30, 0.5, 2}, {1e200, 300, 0.5, 2}, {1, -30, 0.5, 2}, {1e-3, 3e5, 0, 2}} {
		require.InEpsilon(t, studentTLogProb(x[0], x[1], x[2], x[3])+0, c.all.Eval(x...)+0, 1e-13)
		dx, ddf, dloc, dscale := studentTGrad(x[0], x[1], x[2], x[3])
		for i, want := range []float64{dx, ddf, dloc, dscale} {
			got := c.slopesOfAll[i].Eval(x...)
			require.InDelta(t, want, got, 1e-12*(math.Abs(want)+1e-300), "%v %v", x, i)
		}
	}
}
