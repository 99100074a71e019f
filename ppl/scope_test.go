package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// A scope changes names and nothing else: with draws by the new names, it is the same model.
func TestScopeOnlyRenames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, seed := randomModel(t), rapid.Uint64().Draw(t, "seed")
		plain := run(t, m, 1)
		scoped := run(t, ppl.Scope(m, "part"), seed)
		values, names := ppl.Values{}, []string{}
		for name, s := range plain.Sites() {
			other := scoped.Site("part/" + name)
			require.NotNil(t, other, name)
			require.Equal(t, s.Kind, other.Kind)
			require.Equal(t, s.Scale, other.Scale)
			if s.Latent() || s.Kind == ppl.ParamSite {
				values[name] = other.Value
			}
			names = append(names, "part/"+name)
		}
		require.Equal(t, names, siteNames(scoped))
		// Inside the scope a handler names sites as the model does.
		again := run(t, ppl.Scope(ppl.Substitute(m, values), "part"), 2)
		requireSame(t, scoped, again)
		require.Equal(t, scoped.LogProb().Item(), again.LogProb().Item())
		requireSame(t, scoped, run(t, ppl.Replay(ppl.Scope(m, "part"), scoped), seed))
	})
}

func TestScopesInScopes(t *testing.T) {
	inner := func(c *ppl.Context) {
		for _, c := range ppl.Range(c, 2) {
			normal(c, "x")
		}
	}
	outer := func(c *ppl.Context) {
		ppl.Scope(inner, "a")(c)
		ppl.Scope(inner, "b")(c)
		normal(c, "x")
	}
	trace := run(t, ppl.Scope(outer, "all"), 1)
	require.Equal(t, []string{"all/a/x/0", "all/a/x/1", "all/b/x/0", "all/b/x/1", "all/x"}, siteNames(trace))
	require.NotEqual(t, trace.Value("all/a/x/0").Item(), trace.Value("all/b/x/0").Item(), "each has its own draw")
}

// Handlers see the names that sites have where the handler stands.
func TestScopeBetweenHandlers(t *testing.T) {
	var inside, outside []string
	note := func(names *[]string) func(s *ppl.Site) { return func(s *ppl.Site) { *names = append(*names, s.Name) } }
	m := before(ppl.Scope(before(chain, note(&inside)), "part"), note(&outside))
	run(t, m, 1)
	require.Equal(t, []string{"x", "y"}, inside)
	require.Equal(t, []string{"part/x", "part/y"}, outside)

	at := func(name string) ppl.Values { return ppl.Values{name: scalar(3)} }
	for name, m := range map[string]ppl.Model{
		"Condition inside":  ppl.Scope(ppl.Condition(chain, at("x")), "part"),
		"Condition outside": ppl.Condition(ppl.Scope(chain, "part"), at("part/x")),
	} {
		require.Equal(t, 3.0, run(t, m, 1).Value("part/x").Item(), name)
	}
	requireMistake(t, ppl.Condition(ppl.Scope(chain, "part"), at("x")), `site "x": Condition names it, and the model has no such site; it has "part/x", "part/y"`)
	requireMistake(t, ppl.Scope(ppl.Condition(chain, at("part/x")), "part"), `site "part/x": Condition names it, and the model has no such site; it has "x", "y"`)

	// What a handler makes is in the scope where it stands.
	for name, m := range map[string]ppl.Model{
		"inside":  ppl.Scope(ppl.LocScale(chain, 0, "x"), "part"),
		"outside": ppl.LocScale(ppl.Scope(chain, "part"), 0, "part/x"),
	} {
		require.Equal(t, []string{"part/x_decentered", "part/x", "part/y"}, siteNames(run(t, m, 1)), name)
	}
}

// Sites that are hidden inside have the draws and initial values of their full names.
func TestScopeOfHiddenSites(t *testing.T) {
	model := func(c *ppl.Context) {
		ppl.Deterministic(c, "sum", normal(c, "x").Add(ppl.Param(c, "w", gaussian).Sum()))
	}
	want := run(t, ppl.Scope(model, "part"), 1).Value("part/sum").Item()
	trace := run(t, ppl.Scope(ppl.Block(model, "x", "w"), "part"), 1)
	require.Equal(t, []string{"part/sum"}, siteNames(trace))
	require.Equal(t, want, trace.Value("part/sum").Item())
}

func TestScopeOfPlates(t *testing.T) {
	model := func(c *ppl.Context) {
		ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
			normal(c, "x")
			ppl.Indices(c, "rows")
		}, ppl.SubsampleSize(5))
	}
	both := func(except ...ppl.Kind) *ppl.Trace {
		return run(t, func(c *ppl.Context) {
			ppl.Scope(model, "a", except...)(c)
			ppl.Scope(model, "b", except...)(c)
		}, 1)
	}
	apart := both()
	a, b := apart.Site("a/x").Plates[0], apart.Site("b/x").Plates[0]
	require.Equal(t, "a/rows", a.Name)
	require.Equal(t, "b/rows", b.Name)
	require.NotEqual(t, a.Indices, b.Indices)

	shared := both(ppl.PlateSite)
	require.Same(t, shared.Site("a/x").Plates[0], shared.Site("b/x").Plates[0])
	require.Equal(t, "rows", shared.Site("a/x").Plates[0].Name)
}

func TestScopeOfSharedParameters(t *testing.T) {
	layer := func(c *ppl.Context) { ppl.Param(c, "w", gaussian, ppl.Shared()) }
	twice := func(except ...ppl.Kind) ppl.Model {
		return then(ppl.Scope(layer, "a", except...), ppl.Scope(layer, "b", except...))
	}
	require.Equal(t, []string{"a/w", "b/w"}, siteNames(run(t, twice(), 1)))
	require.Equal(t, []string{"w"}, siteNames(run(t, twice(ppl.ParamSite), 1)))

	lifted := ppl.Scope(ppl.Lift(layer, func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) }), "a")
	require.True(t, run(t, lifted, 1).Site("a/w").Latent())
}

func TestMistakesInScopes(t *testing.T) {
	part := func(m ppl.Model) ppl.Model { return ppl.Scope(m, "part") }
	checkMistakes(t, []mistake{
		{"no prefix", ppl.Scope(chain, ""), []string{"Scope has an empty prefix"}},
		{"a scope twice", then(part(chain), part(chain)), []string{`site "part/x": the name is used twice, by a sample site at ppl/helper_test.go:`}},
		{"a name that is taken", then(part(chain), sampled2("part/x", std)), []string{`site "part/x": the name is used twice`}},
		{"batch dimension", part(sampled(dist.Normal(tensor.Zeros(3), 1))), []string{`site "part/x": batch shape [3] has 3`, "\npart/x "}},
		{"error of dist", part(sampled(dist.Normal(0, -1))), []string{`site "part/x": dist: Normal: scale must be positive`}},
		{"plate", part(plateOf(0, chain)), []string{`site "part/rows": the plate has size 0`}},
		{"after a site", part(then(chain, func(*ppl.Context) { tensor.Zeros(2).Add(tensor.Zeros(3)) })), []string{`after site "part/y"`}},
		{
			"name that a handler took", part(before(chain, func(s *ppl.Site) { s.Name = "" })),
			[]string{"a sample site has no name; every site needs one"},
		},
	})
}
