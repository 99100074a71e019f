package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// line is a regression with the parameters slope [3] and level [].
func line(c *ppl.Context) {
	slope := ppl.Param(c, "slope", gaussian)
	level := ppl.Param(c, "level", constant(2))
	ppl.Deterministic(c, "sum", slope.Sum().Add(level))
}

func TestLift(t *testing.T) {
	var asked []string
	lifted := ppl.Lift(line, func(name string, param *tensor.Tensor) dist.Distribution {
		asked = append(asked, name)
		if name == "level" {
			return nil
		}
		require.Equal(t, tensor.Shape{3}, param.Shape())
		return dist.Normal(0, 2) // numbers only: expanded to the parameter
	})
	trace := run(t, lifted, 1)
	require.Equal(t, []string{"slope", "level"}, asked)
	s := trace.Site("slope")
	require.True(t, s.Latent())
	require.Equal(t, tensor.Shape{3}, s.Dist.EventShape())
	require.Empty(t, s.Dist.BatchShape())
	requireNear(t, sumLogNormal(s.Value, 0, 2), trace.LogProb())
	require.Equal(t, ppl.ParamSite, trace.Site("level").Kind)
	require.InDelta(t, s.Value.Sum().Item()+2, trace.Value("sum").Item(), 1e-12)
}

// The draw of a lifted parameter is not the noise that its initial value was made of.
func TestLiftDrawsAfresh(t *testing.T) {
	var start *tensor.Tensor
	trace := run(t, ppl.Lift(line, func(name string, param *tensor.Tensor) dist.Distribution {
		if name == "level" {
			return nil
		}
		start = param
		return dist.Normal(param, 1)
	}), 1)
	noise := trace.Value("slope").Sub(start)
	require.NotEqual(t, start.Float64s(), noise.Float64s())
}

func TestLiftOfNothing(t *testing.T) {
	requireSame(t, run(t, line, 4), run(t, ppl.Lift(line, func(string, *tensor.Tensor) dist.Distribution { return nil }), 4))
	requireSame(t, run(t, line, 4), run(t, ppl.Lift(line, func(string, *tensor.Tensor) dist.Distribution {
		var none *dist.NormalDist
		return none
	}), 4))
}

func TestLiftShared(t *testing.T) {
	asked := 0
	trace := run(t, ppl.Lift(func(c *ppl.Context) {
		a := ppl.Param(c, "w", gaussian)
		require.Same(t, a, ppl.Param(c, "w", gaussian, ppl.Shared()))
	}, func(string, *tensor.Tensor) dist.Distribution { asked++; return dist.Normal(0, 1) }), 1)
	require.Equal(t, 1, asked)
	require.Equal(t, []string{"w"}, siteNames(trace))
}

// A parameter in a plate is one for all its rows, and lifted it still is.
func TestLiftInPlate(t *testing.T) {
	trace := run(t, ppl.Lift(func(c *ppl.Context) {
		ppl.Plate(c, "rows", 10, ppl.Mask(func(c *ppl.Context) {
			ppl.Param(c, "w", gaussian)
		}, tensor.Of([]int{1, 0})), ppl.SubsampleSize(2))
	}, func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) }), 1)
	s := trace.Site("w")
	require.Empty(t, s.Plates)
	require.Nil(t, s.Mask)
	require.Equal(t, 1.0, s.Scale)
	require.Equal(t, tensor.Shape{3}, s.Value.Shape())
	requireNear(t, sumLogNormal(s.Value, 0, 1), trace.LogProb())
}

func TestLiftUnderHandlers(t *testing.T) {
	lifted := ppl.Lift(line, func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) })
	first := run(t, lifted, 1)
	requireSame(t, first, run(t, ppl.Replay(lifted, first), 2))
	trace := run(t, ppl.Condition(lifted, ppl.Values{"level": scalar(4)}), 1)
	require.True(t, trace.Site("level").Observed)

	fixed := ppl.Lift(ppl.Substitute(line, ppl.Values{"level": scalar(4)}), func(string, *tensor.Tensor) dist.Distribution {
		return dist.Normal(0, 1)
	})
	s := run(t, fixed, 1).Site("level")
	require.Equal(t, ppl.ParamSite, s.Kind, "a value set inside makes it no random choice")
}

func TestLiftTakesTheElementTypeOfTheParameter(t *testing.T) {
	single := func(c *ppl.Context) {
		ppl.Param(c, "w", func(rng *tensor.RNG) *tensor.Tensor { return rng.Normal(2).As(tensor.Float32) })
	}
	trace := run(t, ppl.Lift(single, func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) }), 1)
	require.Equal(t, tensor.Float32, trace.Value("w").DType())
}

// A prior made of the parameter is part of the model, and the same in every run.
func TestLiftHasOnePriorForEverySeed(t *testing.T) {
	lifted := ppl.Lift(line, func(_ string, param *tensor.Tensor) dist.Distribution {
		return dist.Normal(param, 1).ToEvent(param.Rank())
	})
	mean := func(seed uint64) []float64 {
		m, ok := dist.Mean(run(t, lifted, seed).Site("slope").Dist)
		require.True(t, ok)
		return m.Float64s()
	}
	require.Equal(t, mean(1), mean(2))
	require.NotContains(t, mean(1), 0.0)
}
