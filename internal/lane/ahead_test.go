package lane

import (
	"math/rand/v2"
	"testing"

	"github.com/credence-ppl/credence/expr"
	"github.com/stretchr/testify/require"
)

// TestAheadChangesNothing compares operands so large that their memory is asked for ahead with pieces of them that are
// not, and looks for what would not be asked for.
func TestAheadChangesNothing(t *testing.T) {
	const n = 400*Block + 77 // ends within a line
	r := rand.New(rand.NewPCG(3, 4))
	in := make([][]float64, 12)
	for j := range in {
		in[j] = make([]float64, n)
		for i := range in[j] {
			in[j][i] = r.NormFloat64()
		}
	}
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}
	f := expr.MustParse("a*b + c*d - e*f + g*h - i*j + k/(1 + l^2)", names...)
	p := Compile(Layout{}, len(in), Root{f, Values}, Root{f, Sum})
	out := [][]float64{make([]float64, n), nil}
	require.True(t, isFar(in, out))
	all := p.Begin(make([]float64, len(in)))
	all.RunAll(in, out, 0, n, func(f *Frame, at, size int) {
		require.Empty(t, f.ahead.next)
		require.Equal(t, at+size < n, f.ahead.steps > 1, "%d steps asked, at %d", f.ahead.steps, at)
	})

	parts := p.Begin(make([]float64, len(in)))
	for at := 0; at < n; at += Block {
		size := min(Block, n-at)
		piece := make([][]float64, len(in))
		for j := range in {
			piece[j] = in[j][at : at+size]
		}
		parts.Run(size, piece)
		require.Equal(t, parts.Root(0), out[0][at:at+size])
	}
	all.Finish(nil)
	parts.Finish(nil)
	require.Equal(t, parts.Number(1), all.Number(1))
}
