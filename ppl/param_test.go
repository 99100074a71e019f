package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func gaussian(rng *tensor.RNG) *tensor.Tensor { return rng.Normal(3) }

// The initial value of a parameter depends on the seed and on its name, and on nothing else.
func TestParamInitialValue(t *testing.T) {
	value := func(m ppl.Model, name string, seed uint64) []float64 { return run(t, m, seed).Value(name).Float64s() }
	alone := func(c *ppl.Context) { ppl.Param(c, "w", gaussian) }
	among := func(c *ppl.Context) {
		normal(c, "x")
		ppl.Param(c, "v", gaussian)
		ppl.Plate(c, "rows", 7, func(c *ppl.Context) { ppl.Param(c, "w", gaussian) })
	}
	require.Equal(t, value(alone, "w", 1), value(among, "w", 1))
	require.NotEqual(t, value(alone, "w", 1), value(alone, "w", 2))
	require.NotEqual(t, value(among, "v", 1), value(among, "w", 1))

	s := run(t, alone, 1).Site("w")
	require.Equal(t, ppl.ParamSite, s.Kind)
	require.False(t, s.Latent() || s.LogWeighted())
}

func TestParamsSupplyValues(t *testing.T) {
	store := &recordingParams{}
	_, err := ppl.RunWith(func(c *ppl.Context) {
		w := ppl.Param(c, "w", gaussian, ppl.Constrained(dist.Real))
		require.Equal(t, 42.0, w.Item())
		ppl.Param(c, "s", constant(2), ppl.Constrained(dist.Positive))
	}, ppl.RunOptions{RNG: tensor.NewRNG(1), Params: store})
	require.NoError(t, err)
	require.Equal(t, []string{"w real", "s positive"}, store.asked)
	require.Equal(t, gaussian(tensor.NewRNG(9).Split("w")).Float64s(), store.initial[0].Float64s(),
		"init gets a stream split off by the parameter's name")
}

type recordingParams struct {
	asked   []string
	initial []*tensor.Tensor
}

func (p *recordingParams) Param(s *ppl.Site) *tensor.Tensor {
	p.asked = append(p.asked, s.Name+" "+s.Constraint.String())
	p.initial = append(p.initial, s.Initial(tensor.NewRNG(9)))
	return scalar(42)
}

// init may be given a stream on a tape; what it makes must outlive the run.
func TestInitialValueIsOffTheTape(t *testing.T) {
	tape := tensor.NewTape()
	trace, err := ppl.RunWith(func(c *ppl.Context) { ppl.Param(c, "w", gaussian) }, ppl.RunOptions{RNG: tensor.NewRNG(1).On(tape)})
	require.NoError(t, err)
	w := trace.Value("w")
	tape.Reset()
	require.Len(t, w.Float64s(), 3)
}

func TestShared(t *testing.T) {
	calls := 0
	init := func(rng *tensor.RNG) *tensor.Tensor { calls++; return rng.Normal() }
	seen := 0
	trace := run(t, watch(func(c *ppl.Context) {
		a := ppl.Param(c, "w", init)
		for range 2 {
			require.Same(t, a, ppl.Param(c, "w", init, ppl.Shared()))
		}
	}, func(*ppl.Site) { seen++ }), 1)
	require.Equal(t, 1, calls)
	require.Equal(t, 1, seen, "handlers see a shared parameter once: it is one site")
	require.Equal(t, []string{"w"}, siteNames(trace))
}

func TestSharedMaySayItTheFirstTime(t *testing.T) {
	run(t, func(c *ppl.Context) {
		for range 3 {
			ppl.Param(c, "w", constant(1), ppl.Shared())
		}
	}, 1)
}

func TestSharedWithHiddenAndSubstituted(t *testing.T) {
	twice := func(c *ppl.Context) {
		a := ppl.Param(c, "w", gaussian)
		b := ppl.Param(c, "w", gaussian, ppl.Shared())
		require.Same(t, a, b)
	}
	require.Empty(t, siteNames(run(t, ppl.Block(twice, "w"), 1)))
	trace := run(t, ppl.Substitute(twice, ppl.Values{"w": tensor.Ones(3)}), 1)
	require.Equal(t, []float64{1, 1, 1}, trace.Value("w").Float64s())
}
