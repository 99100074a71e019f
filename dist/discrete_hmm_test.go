package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/tensor"
)

// hmmCase is a hidden Markov chain of three states with normal values.
type hmmCase struct{ initial, transition, loc, x *tensor.Tensor }

// hmmSteps is so small that all paths can be listed.
const hmmSteps = 4

// hmmCases are an ordinary one, and ones in which a state that is out of the range of numbers becomes the only one
// later.
func hmmCases() map[string]hmmCase {
	x := tensor.Of([]float64{0.3, -0.5, 2, 1})
	return map[string]hmmCase{
		"ordinary":  {tensor.Of([]float64{0.5, -1, 0}), tensor.Of([]float64{1, 0, -1, 0.3, 0.2, 0.9, -2, 0, 1}, 3, 3), tensor.Of([]float64{-1, 0, 2}), x},
		"forbidden": {tensor.Of([]float64{0, math.Inf(-1), math.Inf(-1)}), tensor.Of([]float64{0, 0, math.Inf(-1), math.Inf(-1), 0, 0, math.Inf(-1), math.Inf(-1), 0}, 3, 3), tensor.Of([]float64{-1, 0, 2}), x},
		"far": {tensor.Of([]float64{0, 900, -900}), tensor.Of([]float64{0, -2000, -1500, -1200, 0, -1e4, 900, -900, 0}, 3, 3), tensor.Of([]float64{-60, 0, 60}),
			tensor.Of([]float64{60, -60, 0, 60})},
	}
}

func (c hmmCase) model() *dist.DiscreteHMMDist {
	return dist.DiscreteHMM(dist.Categorical[dist.Logits](c.initial), dist.Categorical[dist.Logits](c.transition), dist.Normal(c.loc, 1), hmmSteps)
}

// paths are all paths of states, and the log-density of each with the values.
func (c hmmCase) paths() (paths [][]int, logProbs *tensor.Tensor) {
	initial, transition := c.initial.LogSoftmax(-1), c.transition.LogSoftmax(-1)
	seen := dist.Normal(c.loc, 1).LogProb(c.x.Unsqueeze(-1))
	var each []*tensor.Tensor
	for n := range 81 {
		path := []int{n / 27, n / 9 % 3, n / 3 % 3, n % 3}
		logProb := initial.Slice(0, path[0], path[0]+1).Sum()
		for t, z := range path {
			logProb = logProb.Add(seen.Slice(0, t, t+1).Slice(1, z, z+1).Sum())
			if t > 0 {
				logProb = logProb.Add(transition.Slice(0, path[t-1], path[t-1]+1).Slice(1, z, z+1).Sum())
			}
		}
		paths, each = append(paths, path), append(each, logProb)
	}
	return paths, tensor.Stack(0, each...)
}

// TestDiscreteHMMIsTheSumOverPaths: value and derivatives are those of the sum over all paths, the probabilities of the
// states those of the paths through them, and the most likely path is the most likely one.
func TestDiscreteHMMIsTheSumOverPaths(t *testing.T) {
	for name, c := range hmmCases() {
		t.Run(name, func(t *testing.T) {
			of := func(f func(c hmmCase) *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
				return tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
					return f(hmmCase{in[0], in[1], in[2], in[3]})
				}, c.initial, c.transition, c.loc, c.x)
			}
			want, slopes := of(func(c hmmCase) *tensor.Tensor { _, each := c.paths(); return each.LogSumExp(-1) })
			got, found := of(func(c hmmCase) *tensor.Tensor { return c.model().LogProb(c.x) })
			require.InEpsilon(t, want.Item(), got.Item(), 1e-13)
			for i := range slopes {
				require.InDeltaSlice(t, slopes[i].Float64s(), found[i].Float64s(), 1e-11, "by input %d", i)
			}

			paths, logProbs := c.paths()
			weights := logProbs.Softmax(-1).Float64s()
			smooth, best := make([]float64, hmmSteps*3), 0
			for i, path := range paths {
				for s, z := range path {
					smooth[s*3+z] += weights[i]
				}
				if weights[i] > weights[best] {
					best = i
				}
			}
			require.InDeltaSlice(t, smooth, c.model().Smooth(c.x).Float64s(), 1e-12)
			for s, z := range c.model().Viterbi(c.x).Float64s() {
				require.EqualValues(t, paths[best][s], z)
			}

			const draws = 20_000
			seen := make([]float64, len(paths))
			states := c.model().SampleStates(tensor.NewRNG(5), c.x.Expand(draws, hmmSteps)).Float64s()
			for i := range draws {
				n := 0
				for _, z := range states[i*hmmSteps:][:hmmSteps] {
					n = 3*n + int(z)
				}
				seen[n]++
			}
			for i, n := range seen {
				require.InDelta(t, weights[i]*draws, n, 5*math.Sqrt(draws*weights[i])+1e-9, "path %v", paths[i])
			}
		})
	}
}

// TestDiscreteHMMForecast: the density of values and of those that follow is that of both at once.
func TestDiscreteHMMForecast(t *testing.T) {
	c := hmmCases()["ordinary"]
	later := tensor.Of([]float64{0.7, -0.2, 1.9})
	both := dist.DiscreteHMM(dist.Categorical[dist.Logits](c.initial), dist.Categorical[dist.Logits](c.transition), dist.Normal(c.loc, 1), hmmSteps+3)
	want := both.LogProb(tensor.Concat(0, c.x, later)).Item()
	require.InDelta(t, want, c.model().LogProb(c.x).Item()+c.model().Forecast(c.x, 3).LogProb(later).Item(), 1e-12)

	bySteps := dist.DiscreteHMM(dist.Categorical[dist.Logits](c.initial), dist.Categorical[dist.Logits](c.transition), dist.Normal(c.loc.Expand(hmmSteps, 3), 1), hmmSteps)
	require.PanicsWithError(t, "tensor: DiscreteHMM.Forecast: distributions of batch shape [4 3] are of 4 steps, and those that follow are not known; make a DiscreteHMM of them, which begins with the last of Smooth", func() { bySteps.Forecast(c.x, 3) })
}

// TestDiscreteHMMWithoutSomeValues: a step whose value a mask leaves out is summed out, whatever stands there.
func TestDiscreteHMMWithoutSomeValues(t *testing.T) {
	c := hmmCases()["ordinary"]
	mask := tensor.Of([]float64{1, 1, 0, 1}, 4, 1)
	some := dist.DiscreteHMM(dist.Categorical[dist.Logits](c.initial), dist.Categorical[dist.Logits](c.transition), dist.Mask(dist.Normal(c.loc, 1), mask), hmmSteps)
	total := math.Inf(-1)
	for v := -12.0; v < 12; v += 0.05 { // the integral over the value
		lp := c.model().LogProb(tensor.Of([]float64{0.3, -0.5, v, 1})).Item()
		total = math.Max(total, lp) + math.Log1p(math.Exp(-math.Abs(total-lp)))
	}
	gap := tensor.Of([]float64{0.3, -0.5, math.NaN(), 1})
	require.InDelta(t, total+math.Log(0.05), some.LogProb(gap).Item(), 1e-9)

	require.NoError(t, dist.CheckSupport(some, gap, nil))
	require.NoError(t, dist.CheckSupport(some.Expand(2), gap.Expand(2, 4), tensor.Of([]float64{1, 0})))
	require.EqualError(t, dist.CheckSupport(some, tensor.Of([]float64{0.3, math.Inf(1), math.NaN(), 1}), nil),
		"dist: a value of DiscreteHMM must be real, found +Inf at index [1]")
	require.Error(t, dist.CheckSupport(c.model(), gap, nil))
}

func TestDiscreteHMMRefuses(t *testing.T) {
	weights := func(n int, shape ...int) *dist.CategoricalDist {
		return dist.Categorical[dist.Probs](tensor.Ones(append(shape, n)...))
	}
	for want, build := range map[string]func(){
		"dist: DiscreteHMM: transition of batch shape [2] needs the 3 states of initial as its last dimension": func() { dist.DiscreteHMM(weights(3), weights(3, 2), dist.Normal(tensor.Zeros(3), 1), 4) },
		"dist: DiscreteHMM: transition leads to 2 states, and initial has 3":                                   func() { dist.DiscreteHMM(weights(3), weights(2, 3), dist.Normal(tensor.Zeros(3), 1), 4) },
		"dist: DiscreteHMM: observation of batch shape [] needs the 3 states of initial as its last dimension": func() { dist.DiscreteHMM(weights(3), weights(3, 3), dist.Normal(0, 1), 4) },
		"dist: DiscreteHMM: steps must be at least 1, found 0":                                                 func() { dist.DiscreteHMM(weights(3), weights(3, 3), dist.Normal(0, 1), 0) },
		"dist: DiscreteHMM: initial, transition and observation are all needed, and one is nil":                func() { dist.DiscreteHMM(weights(3), nil, dist.Normal(0, 1), 4) },
		"dist: DiscreteHMM: transition of batch shape [4 3] has 4 steps before its last dimension, and 3 are needed; what is the same at all has 1 there, with batches before it": func() {
			dist.DiscreteHMM(weights(3), weights(3, 4, 3), dist.Normal(tensor.Zeros(3), 1), 4)
		},
	} {
		require.PanicsWithError(t, want, build)
	}
	negative := dist.Categorical[dist.Probs](tensor.Of([]float64{1, -1, 1, 1}, 2, 2))
	err := dist.DiscreteHMM(weights(2), negative, dist.Normal(tensor.Zeros(2), 1), 4).Validate()
	require.ErrorContains(t, err, "dist: DiscreteHMM: transition: Categorical: probs must be non-negative")
}

// TestDiscreteHMMReplays without allocating.
func TestDiscreteHMMReplays(t *testing.T) {
	c, x := hmmCases()["ordinary"], tensor.NewRNG(1).Normal(100)
	p, _ := tensor.Record(c.loc.Float64s(), func(loc *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
		return dist.DiscreteHMM(dist.Categorical[dist.Logits](c.initial), dist.Categorical[dist.Logits](c.transition), dist.Normal(loc, 1), 100).LogProb(x), nil
	})
	at, slope := p.Vectors()
	p.ValueAndGrad(at, slope)
	if !racing.On { // pools lose what they keep under the race detector
		require.Zero(t, testing.AllocsPerRun(20, func() { p.ValueAndGrad(at, slope) }))
	}
}
