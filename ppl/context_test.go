package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// primitives are all functions that take a context.
var primitives = map[string]func(c *ppl.Context){
	"Sample":        func(c *ppl.Context) { normal(c, "site") },
	"Param":         func(c *ppl.Context) { ppl.Param(c, "site", constant(0)) },
	"Deterministic": func(c *ppl.Context) { ppl.Deterministic(c, "site", scalar(0)) },
	"Factor":        func(c *ppl.Context) { ppl.Factor(c, "site", 0) },
	"Plate":         func(c *ppl.Context) { ppl.Plate(c, "site", 2, func(*ppl.Context) {}) },
	"Indices":       func(c *ppl.Context) { ppl.Indices(c, "rows") },
	"Range": func(c *ppl.Context) {
		for range ppl.Range(c, 1) {
		}
	},
	"WithHandler": ppl.Scale(chain, 2),
	"Block":       ppl.Block(chain, "x"),
	"Condition":   ppl.Condition(chain, ppl.Values{}),
	"Mask":        ppl.Mask(chain, tensor.Ones()),
	"Scope":       ppl.Scope(chain, "part"),
	"Replay":      ppl.Replay(chain, &ppl.Trace{}),
	"With":        ppl.Bind(ppl.With(func(c *ppl.Context, _ int) { chain(c) }, ppl.Uncondition), 0),
}

func TestOnlyTheInnermostContextServes(t *testing.T) {
	for name, use := range primitives {
		t.Run(name, func(t *testing.T) {
			const words = "is not the innermost one; in the body of a Plate, a Range or a handler use the context that the body is given"
			requireMistake(t, func(outer *ppl.Context) {
				ppl.Plate(outer, "rows", 3, func(*ppl.Context) { use(outer) })
			}, words)
			requireMistake(t, func(outer *ppl.Context) {
				for range ppl.Range(outer, 2) {
					use(outer)
				}
			}, words)
			requireMistake(t, func(outer *ppl.Context) {
				ppl.Scale(func(*ppl.Context) { use(outer) }, 2)(outer)
			}, words)
			requireMistake(t, func(outer *ppl.Context) {
				var kept *ppl.Context
				ppl.Plate(outer, "rows", 3, func(c *ppl.Context) { kept = c })
				use(kept)
			}, words)
		})
	}
}

func TestContextEndsWithItsRun(t *testing.T) {
	var kept *ppl.Context
	run(t, func(c *ppl.Context) { kept = c }, 1)
	for name, use := range primitives {
		t.Run(name, func(t *testing.T) {
			require.ErrorContains(t, panicOf(func() { use(kept) }), "the run is over")
		})
	}
	_, err := ppl.Run(func(c *ppl.Context) { kept = c; ppl.Factor(c, "", 0) }, 1)
	require.Error(t, err)
	require.ErrorContains(t, panicOf(func() { normal(kept, "x") }), `site "x": the run is over`)
}

func TestNilContext(t *testing.T) {
	for name, use := range primitives {
		t.Run(name, func(t *testing.T) {
			for _, c := range []*ppl.Context{nil, {}} {
				require.ErrorContains(t, panicOf(func() { use(c) }), "the context is nil; use the one that Run gives the model")
			}
		})
	}
}

// panicOf is the library's error that f panics with.
func panicOf(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = p.(*ppl.SiteError)
		}
	}()
	f()
	return nil
}

func TestHandlersOverAPart(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		x := normal(c, "x")
		ppl.Scale(func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(x, 1)) }, 3)(c)
		normal(c, "z")
	}, 1)
	require.Equal(t, []string{"x", "y", "z"}, siteNames(trace))
	require.Equal(t, []float64{1, 3, 1}, []float64{trace.Site("x").Scale, trace.Site("y").Scale, trace.Site("z").Scale})
}

// A body that panics leaves nothing behind: whoever recovers finds the context outside as it was.
func TestRecoveredBodyLeavesContextUsable(t *testing.T) {
	failing := map[string]func(c *ppl.Context){
		"plate":   func(c *ppl.Context) { ppl.Plate(c, "rows", 3, func(*ppl.Context) { panic("body") }) },
		"handler": func(c *ppl.Context) { ppl.Scale(func(*ppl.Context) { panic("body") }, 2)(c) },
		"range": func(c *ppl.Context) {
			for range ppl.Range(c, 3) {
				panic("body")
			}
		},
	}
	for name, fail := range failing {
		t.Run(name, func(t *testing.T) {
			trace := run(t, func(c *ppl.Context) {
				func() {
					defer func() { require.Equal(t, "body", recover()) }()
					fail(c)
				}()
				normal(c, "x")
			}, 1)
			s := trace.Site("x")
			require.Empty(t, s.Plates)
			require.Equal(t, 1.0, s.Scale)
			require.Equal(t, tensor.Shape{}, append(tensor.Shape{}, s.Value.Shape()...))
		})
	}
}
