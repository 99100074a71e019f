package ppl_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestTraceIsFunctionOfModelAndSeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, seed := randomModel(t), rapid.Uint64().Draw(t, "seed")
		a, b := run(t, m, seed), run(t, m, seed)
		requireSame(t, a, b)
		require.Equal(t, a.LogProb().Item(), b.LogProb().Item())
	})
}

func TestSeedsDiffer(t *testing.T) {
	seen := map[float64]bool{}
	for seed := range uint64(100) {
		seen[run(t, chain, seed).Value("x").Item()] = true
	}
	require.Len(t, seen, 100)
}

func TestAddingASiteChangesNoOtherDraw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, seed := randomModel(t), rapid.Uint64().Draw(t, "seed")
		more := run(t, func(c *ppl.Context) {
			normal(c, "before")
			m(c)
			normal(c, "after")
		}, seed)
		for name, s := range run(t, m, seed).Sites() {
			require.Equal(t, s.Value.Float64s(), more.Value(name).Float64s(), name)
		}
	})
}

func TestGoroutinesRunOneModel(t *testing.T) {
	model := ppl.Condition(ppl.Scale(ppl.Mask(func(c *ppl.Context) {
		w := ppl.Param(c, "w", constant(1))
		ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
			ppl.Sample(c, "x", dist.Normal(w, 1))
		}, ppl.SubsampleSize(4))
		normal(c, "y")
	}, tensor.Ones()), 2), ppl.Values{"y": scalar(3)})
	want := run(t, model, 7)
	var wg sync.WaitGroup
	got := make([]*ppl.Trace, 8)
	for i := range got {
		wg.Go(func() { got[i], _ = ppl.Run(model, 7) })
	}
	wg.Wait()
	for _, trace := range got {
		requireSame(t, want, trace)
	}
}

func TestBind(t *testing.T) {
	m := ppl.Bind(func(c *ppl.Context, v float64) { ppl.Deterministic(c, "v", scalar(v)) }, 4)
	require.Equal(t, 4.0, run(t, m, 1).Value("v").Item())
}

func TestWithWrapsFromTheInside(t *testing.T) {
	var order []string
	note := func(who string) func(ppl.Model) ppl.Model {
		return func(m ppl.Model) ppl.Model { return watch(m, func(*ppl.Site) { order = append(order, who) }) }
	}
	m := ppl.With(func(c *ppl.Context, loc float64) { ppl.Sample(c, "x", dist.Normal(loc, 1)) }, note("first"), note("second"))
	run(t, ppl.Bind(m, 3), 1)
	require.Equal(t, []string{"second", "first"}, order, "the outer handler is the first to see the result")
}

func TestRunWithoutRNGHasSeedZero(t *testing.T) {
	got, err := ppl.RunWith(chain, ppl.RunOptions{})
	require.NoError(t, err)
	want, err := ppl.RunWith(chain, ppl.RunOptions{RNG: tensor.NewRNG(0)})
	require.NoError(t, err)
	requireSame(t, want, got)
}

func TestRunDrawsOnTheTapeOfItsRNG(t *testing.T) {
	tape := tensor.NewTape()
	params := paramsFunc(func(string) *tensor.Tensor { return tape.Leaf(scalar(3), true) })
	trace, err := ppl.RunWith(func(c *ppl.Context) {
		w := ppl.Param(c, "w", constant(0))
		ppl.Sample(c, "x", dist.Normal(w, 1))
	}, ppl.RunOptions{RNG: tensor.NewRNG(1).On(tape), Params: params})
	require.NoError(t, err)
	require.True(t, trace.Value("x").NeedsGrad(), "draws are differentiable in the parameters")
	tape.Backward(trace.Value("x"))
	require.Equal(t, 1.0, tape.Grad(trace.Value("w")).Item(), "dx/dw of x = w + ε")
}

// paramsFunc supplies parameters by name.
type paramsFunc func(name string) *tensor.Tensor

func (f paramsFunc) Param(s *ppl.Site) *tensor.Tensor {
	return f(s.Name)
}

// Run has a purpose of its own in its stream: inference with the same seed does not meet its draws.
func TestRunHasItsOwnStream(t *testing.T) {
	want, err := ppl.RunWith(chain, ppl.RunOptions{RNG: tensor.NewRNG(5).Split("run")})
	require.NoError(t, err)
	requireSame(t, want, run(t, chain, 5))
}

func TestForeignPanicsPass(t *testing.T) {
	for _, place := range []ppl.Model{
		func(*ppl.Context) { panic("a bug") },
		func(c *ppl.Context) { ppl.Plate(c, "rows", 2, func(*ppl.Context) { panic("a bug") }) },
		ppl.WithHandler(chain, ppl.HandlerFunc(func(*ppl.Site, ppl.Next) { panic("a bug") })),
	} {
		require.PanicsWithValue(t, "a bug", func() { _, _ = ppl.Run(place, 1) }, "a bug is no mistake of a model")
	}
}

func TestErrorsOfTensorAndDistAreLocated(t *testing.T) {
	clash := func() { tensor.Zeros(2).Add(tensor.Zeros(3)) }
	for at, m := range map[string]ppl.Model{
		"before the first site": func(*ppl.Context) { clash() },
		`after site "x"`:        func(c *ppl.Context) { normal(c, "x"); clash() },
		`site "w"`: func(c *ppl.Context) {
			ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { clash(); return nil })
		},
		`site "y"`: func(c *ppl.Context) {
			ppl.WithHandler(func(c *ppl.Context) { normal(c, "y") }, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
				clash()
				next.Apply(s)
			}))(c)
		},
	} {
		_, err := ppl.Run(m, 1)
		require.ErrorContains(t, err, fmt.Sprintf("ppl: %s: tensor: ", at))
		var inner *tensor.Error
		require.ErrorAs(t, err, &inner)
	}
}

// A model that uses a name twice is run again to find out where. One that does so only at times still gets an error.
func TestNameUsedTwiceAtTimes(t *testing.T) {
	runs := 0
	_, err := ppl.Run(func(c *ppl.Context) {
		runs++
		normal(c, "x")
		if runs == 1 {
			normal(c, "x")
		}
	}, 1)
	require.ErrorContains(t, err, `site "x": the name is used twice, by a sample site at an earlier line and by a sample site at ppl/helper_test.go:`)
	require.Equal(t, 2, runs)
}

func TestSitesInWords(t *testing.T) {
	trace := run(t, then(chain, func(c *ppl.Context) { ppl.Factor(c, "f", 1.0) }), 1)
	require.Equal(t, `sample site "x" ~ Normal(loc: 0, scale: 1)`, trace.Site("x").String())
	require.Equal(t, `factor "f"`, trace.Site("f").String())
}

// TestOptions: what a run was started with serves another run.
func TestOptions(t *testing.T) {
	o := ppl.RunOptions{RNG: tensor.NewRNG(3), FullPlates: true}
	var inside *ppl.Trace
	outside, err := ppl.RunWith(func(c *ppl.Context) {
		require.Equal(t, o, c.Options())
		var err error
		inside, err = ppl.RunWith(func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, c.Options())
		require.NoError(t, err)
		ppl.Sample(c, "z", dist.Normal(0, 1))
	}, o)
	require.NoError(t, err)
	require.Equal(t, outside.Value("z").Item(), inside.Value("z").Item())
}
