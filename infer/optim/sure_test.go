package optim_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/tensor"
)

func largest(d tensor.DType) float64 {
	if d == tensor.Float32 {
		return math.MaxFloat32
	}
	return math.MaxFloat64
}

// An update that is said to be sure leaves finite numbers, and what is said of their bounds is true: from the largest
// numbers that there are, along the largest gradients that are moderate, at any rate.
func TestSureUpdatesLeaveFiniteNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const n = 37
	sure, unsure := 0, 0
	for range 2000 {
		d := []tensor.DType{tensor.Float32, tensor.Float64}[rng.IntN(2)]
		lr := math.Exp(rng.Float64()*math.Log(largest(d))*0.999) * 1e-3
		epsilon := math.Exp(-rng.Float64() * 60)
		momentum := 1 - math.Exp(-rng.Float64()*20)
		o := []optim.Optimizer{
			optim.Adam{LR: lr, Beta1: momentum, Epsilon: epsilon}, optim.ClippedAdam{LR: lr, Epsilon: epsilon, ClipNorm: math.Exp(rng.Float64() * 40)},
			optim.SGD{LR: lr}, optim.SGD{LR: lr, Momentum: momentum}, optim.SGD{LR: lr, Momentum: momentum, Nesterov: true},
			optim.ByName{Default: optim.Adam{LR: lr}},
		}[rng.IntN(6)]
		x := make([]float64, n)
		for i := range x {
			x[i] = []float64{0, 1, -1, largest(d), -largest(d)}[rng.IntN(5)]
		}
		p := param(o, d, x...)
		tensor.Bound(p.X, -math.MaxFloat64, math.MaxFloat64)
		for _, s := range p.State {
			tensor.Bound(s, 0, 0)
		}
		for step := 1; step < 20; step++ {
			g := make([]float64, n)
			for i := range g {
				g[i] = tensor.Moderate(d) * []float64{0, 1, -1, 1e-30, rng.NormFloat64() * 0.1}[rng.IntN(5)]
			}
			p.Step, p.Total, p.Grad = step, step, of(d, g...)
			tensor.Bound(p.Grad, -tensor.Moderate(d), tensor.Moderate(d))
			if !optim.Sure(o, p) {
				unsure++
				break
			}
			sure++
			o.Update(p)
			for i, values := range append(p.State, p.X) {
				require.True(t, tensor.Within(values, -math.MaxFloat64, math.MaxFloat64))
				for _, v := range values.Float64s() {
					require.True(t, v-v == 0, "%T%+v, %v, step %d, tensor %d: %v", o, o, d, step, i, v)
				}
			}
		}
	}
	require.Greater(t, sure, 5000)
	require.Greater(t, unsure, 100)
}

func TestSureKnowsNothingOfWhatNobodyHasLookedAt(t *testing.T) {
	for _, o := range []optim.Optimizer{optim.Adam{}, optim.ClippedAdam{}, optim.SGD{}, optim.SGD{Momentum: 0.9}} {
		fresh := func() *optim.Param {
			p := param(o, tensor.Float64, 1, 2)
			p.Step, p.Total, p.Grad = 1, 1, of(tensor.Float64, 3, 4)
			for _, all := range append(p.State, p.X, p.Grad) {
				tensor.Bound(all, 0, 4)
			}
			return p
		}
		p := fresh()
		require.True(t, optim.Sure(o, p), "%T", o)
		require.True(t, optim.Sure(optim.ByName{Rules: []optim.Rule{{Match: named("x"), Use: optim.ByName{Default: o}}}}, p))
		require.False(t, optim.Sure(foreign{}, p))
		require.False(t, optim.Sure(inside{o}, p), "it may do something else")
		for i := range append(p.State, p.X, p.Grad) {
			p := fresh()
			values := append(p.State, p.X, p.Grad)[i]
			if _, clips := o.(optim.ClippedAdam); clips && values == p.Grad {
				continue
			}
			tensor.Bound(values, math.Inf(-1), math.Inf(1))
			require.False(t, optim.Sure(o, p), "%T, tensor %d", o, i)
			tensor.Bound(values, -1e200, 1e200)
			require.Equal(t, values == p.X, optim.Sure(o, p), "%T, tensor %d", o, i)
		}
	}
}

// inside is another package's optimizer with one of this package inside.
type inside struct{ optim.Optimizer }

func TestRatesThatAnElementTypeDoesNotHold(t *testing.T) {
	for words, o := range map[string]optim.Optimizer{
		`optim: Adam: the learning rate for parameter "x" is 1e+39 at step 1; Float32 numbers end at 3.4e+38`:              optim.Adam{LR: 1e39},
		`optim: ClippedAdam: the learning rate for parameter "x" is 1e+39 at step 1; Float32 numbers end at 3.4e+38`:       optim.ClippedAdam{LR: 1e39},
		`optim: SGD: the learning rate for parameter "x" is 1e+39 at step 1; Float32 numbers end at 3.4e+38`:               optim.SGD{LR: 1e39},
		`optim: SGD with momentum: the learning rate for parameter "x" is 4e+38 at step 1; Float32 numbers end at 3.4e+38`: optim.SGD{LR: 1e38, Momentum: 0.9, Schedule: func(int) float64 { return 4 }},
	} {
		p := param(o, tensor.Float32, 1)
		p.Step, p.Total, p.Grad = 1, 1, of(tensor.Float32, 1)
		require.PanicsWithError(t, words, func() { o.Update(p) })
		require.PanicsWithError(t, words, func() { optim.Sure(o, p) })
		require.Equal(t, 1.0, p.X.Item())
		move(o, param(o, tensor.Float64, 1), 1)
	}
}
