package lane

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/credence-ppl/credence/expr"
	"github.com/stretchr/testify/require"
)

// TestWeightedSums compares them with sums of the values at each element, of which those with a weight of 0 are NaN.
func TestWeightedSums(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for k := range 300 {
		text := randomFormula(r, 1+r.IntN(4))
		if k%2 == 0 { // with what is taken out of sums
			text = "y*(-((" + text + ")/z)*((x - y)/z)) - (x*y)*(" + text + ")/z - 1/z + z*log(x)*0"
		}
		f := expr.MustParse(text, "x", "y", "z")
		n := 2 + r.IntN(2*Block)
		in := [][]float64{make([]float64, n), {r.NormFloat64()}, {r.NormFloat64()}, make([]float64, n)}
		want, size := 0.0, 1.0
		for i := range n {
			if in[0][i], in[3][i] = r.Float64(), r.NormFloat64(); i%5 == 2 {
				in[0][i], in[3][i] = math.NaN(), 0
				continue
			}
			v := in[3][i] * f.Eval(in[0][i], in[1][0], in[2][0])
			want, size = want+v, size+math.Abs(v)
		}
		p := Compile(Layout{Uniform: 0b0110}, 4, Root{f, Weighted})
		frame := p.Begin([]float64{0, in[1][0], in[2][0], 0})
		frame.RunAll(in, nil, 0, n, nil)
		frame.Finish(nil)
		require.False(t, p.InLanes(0))
		if !math.IsNaN(want) && !math.IsInf(want, 0) {
			size += size / min(1, math.Abs(in[2][0])*in[2][0]*in[2][0])
			require.InDelta(t, want, frame.Number(0), 1e-12*size, text)
		}
	}
}
