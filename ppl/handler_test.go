package ppl_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestInnermostHandlerIsFirst(t *testing.T) {
	var order []string
	around := func(m ppl.Model, who string) ppl.Model {
		return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
			order = append(order, who+" before", map[bool]string{true: "no value", false: "value"}[s.Value == nil])
			next.Apply(s)
			order = append(order, who+" after", map[bool]string{true: "no value", false: "value"}[s.Value == nil])
		}))
	}
	run(t, around(around(func(c *ppl.Context) { normal(c, "x") }, "inner"), "outer"), 1)
	require.Equal(t, []string{
		"inner before", "no value", "outer before", "no value",
		"outer after", "value", "inner after", "value",
	}, order)
}

func TestHandlerStateLivesInTheClosure(t *testing.T) {
	var counts []int
	counting := func(c *ppl.Context) {
		n := 0
		watch(chain, func(*ppl.Site) { n++ })(c)
		counts = append(counts, n)
	}
	run(t, counting, 1)
	run(t, counting, 2)
	require.Equal(t, []int{2, 2}, counts)
}

// noncentered expresses x ~ N(loc, scale) by x_base ~ N(0, 1) and x = loc + scale · x_base.
func noncentered(m ppl.Model, name string, loc, scale float64) ppl.Model {
	return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		if s.Name == name {
			base := next.Sample(s, name+"_base", dist.Normal(0, 1))
			s.SetDist(dist.Delta(tensor.Add(tensor.Mul(base, scale), loc)))
		}
		next.Apply(s)
	}))
}

func TestNextSample(t *testing.T) {
	model := func(c *ppl.Context) {
		ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
			ppl.Scale(ppl.Mask(func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.Normal(5, 2))
			}, tensor.Of([]int{1, 0, 1})), 0.5)(c)
		}, ppl.BatchSize(3))
	}
	inner, outer := []string{}, []string{}
	watched := watch(noncentered(watch(model, func(s *ppl.Site) { inner = append(inner, s.Name) }), "x", 5, 2),
		func(s *ppl.Site) { outer = append(outer, s.Name) })
	trace := run(t, watched, 3)
	require.Equal(t, []string{"rows", "x"}, inner, "the handlers inside do not see it")
	require.Equal(t, []string{"rows", "x_base", "x"}, outer, "the handlers outside do")
	require.Equal(t, []string{"x_base", "x"}, siteNames(trace))

	x, base := trace.Site("x"), trace.Site("x_base")
	require.Equal(t, x.Plates, base.Plates)
	require.Equal(t, x.Scale, base.Scale, "the new choice takes the place of the old: same scale")
	require.InDelta(t, 0.5*100/3, base.Scale, 1e-12)
	require.Equal(t, []float64{1, 0, 1}, base.Mask.Float64s(), "and same mask")
	for i := range 3 {
		require.InDelta(t, 5+2*base.Value.At(i), x.Value.At(i), 1e-12)
	}
	b := base.Value.Float64s()
	requireNear(t, 0.5*100/3*(logNormal(b[0], 0, 1)+logNormal(b[2], 0, 1)), trace.LogProb())
}

func TestNextParam(t *testing.T) {
	var given []string
	params := paramsFunc(func(name string) *tensor.Tensor { given = append(given, name); return scalar(7) })
	// meanField replaces every latent by a normal around a parameter.
	meanField := ppl.WithHandler(chain, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		loc := next.Param(s, s.Name+".loc", constant(0))
		s.SetDist(dist.Normal(loc, 0.001))
		next.Apply(s)
	}))
	trace, err := ppl.RunWith(meanField, ppl.RunOptions{RNG: tensor.NewRNG(1), Params: params})
	require.NoError(t, err)
	require.Equal(t, []string{"x.loc", "y.loc"}, given)
	require.Equal(t, []string{"x.loc", "x", "y.loc", "y"}, siteNames(trace))
	require.InDelta(t, 7, trace.Value("x").Item(), 0.01)
	require.Equal(t, 1.0, trace.Site("x.loc").Scale)

	// One parameter for all sites.
	together := ppl.WithHandler(chain, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		s.SetDist(dist.Normal(next.Param(s, "loc", constant(5), ppl.Shared()), 0.001))
		next.Apply(s)
	}))
	require.Equal(t, []string{"loc", "x", "y"}, siteNames(run(t, together, 1)))

	// In a plate, what a handler lifts is not scaled: a parameter belongs to all rows.
	inPlate := func(c *ppl.Context) {
		ppl.Plate(c, "rows", 10, func(c *ppl.Context) { normal(c, "z") }, ppl.SubsampleSize(2))
	}
	lifted := ppl.Lift(ppl.WithHandler(inPlate, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		if s.Kind == ppl.SampleSite {
			next.Param(s, "w", constant(0))
		}
		next.Apply(s)
	})), func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(0, 1) })
	trace = run(t, lifted, 1)
	require.Equal(t, 1.0, trace.Site("w").Scale)
	require.Equal(t, 5.0, trace.Site("z").Scale)
}

func TestSetDistIsChecked(t *testing.T) {
	with := func(d dist.Distribution) ppl.Model {
		return ppl.WithHandler(chain, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
			s.SetDist(d)
			next.Apply(s)
		}))
	}
	requireMistake(t, with(nil), `site "x": the distribution is nil`)
	requireMistake(t, with(dist.Normal(0, -1)), `site "x": dist: Normal: scale must be positive`)
	requireMistake(t, with(dist.Normal(tensor.Zeros(3), 1)), `site "x": batch shape [3] has 3 at dimension -1, and no plate claims it`)
}

func TestHide(t *testing.T) {
	outer := 0
	hideAll := ppl.WithHandler(chain, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) { next.Hide(s) }))
	require.Empty(t, siteNames(run(t, watch(hideAll, func(*ppl.Site) { outer++ }), 1)))
	require.Zero(t, outer)
}

func TestRenamedSite(t *testing.T) {
	scoped := ppl.WithHandler(chain, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		s.Name = "scope/" + s.Name
		next.Apply(s)
	}))
	require.Equal(t, []string{"scope/x", "scope/y"}, siteNames(run(t, scoped, 1)))
}

// TestHandlersThatBreakSites are told what they did.
func TestHandlersThatBreakSites(t *testing.T) {
	parameter := func(c *ppl.Context) { ppl.Param(c, "w", constant(1)) }
	plate := func(c *ppl.Context) {
		ppl.Plate(c, "rows", 3, func(c *ppl.Context) { normal(c, "z") }, ppl.SubsampleSize(2))
	}
	rows := func(rows ...int) func(s *ppl.Site) {
		return func(s *ppl.Site) {
			if s.Frame != nil {
				s.Frame.Indices = rows
			}
		}
	}
	for _, c := range []struct {
		model ppl.Model
		spoil func(s *ppl.Site)
		words string
	}{
		{chain, func(s *ppl.Site) { s.Kind = ppl.ParamSite }, `site "x": a handler made it a parameter without Init and Constraint; next.Param makes parameters`},
		{chain, func(s *ppl.Site) { s.Kind = ppl.PlateSite }, `site "x": a handler took its rows away, or made it a plate`},
		{chain, func(s *ppl.Site) { s.Kind = ppl.DeterministicSite }, `site "x": a handler took its value away, or made it deterministic without one`},
		{chain, func(s *ppl.Site) { s.Kind = 9 }, `site "x": a handler gave it the kind Kind(9), which there is not`},
		{chain, func(s *ppl.Site) { s.SetRole(9) }, `site "x": a handler gave a sample site the role Role(9)`},
		{chain, func(s *ppl.Site) { s.SetRole(ppl.DataRole) }, `site "x": a handler made it observed without a value`},
		{chain, func(s *ppl.Site) { s.SetRole(ppl.ConditionedRole) }, `site "x": a handler made it conditioned without a value`},
		{chain, func(s *ppl.Site) { s.Scale = math.NaN() }, `site "x": a handler gave it the scale NaN; it must be finite and not negative`},
		{chain, func(s *ppl.Site) { s.Scale = -1 }, `site "x": a handler gave it the scale -1; it must be finite and not negative`},
		{chain, func(s *ppl.Site) { s.Mask = scalar(0.5) }, `site "x": the mask that a handler set: dist: the value must be 0 or 1, found 0.5`},
		{parameter, func(s *ppl.Site) { s.SetRole(ppl.DataRole) }, `site "w": a handler gave a parameter the role observed`},
		{plate, func(s *ppl.Site) { s.Frame = nil }, `site "rows": a handler took its rows away, or made it a plate`},
		{plate, rows(0, 1, 2), `site "rows": a handler set 3 rows, and the plate looks at 2`},
		{plate, rows(0, 3), `site "rows": a handler set row 3; rows run from 0 to 2`},
		{plate, rows(1, 1), `site "rows": a handler set row 1 twice; a batch looks at each row once`},
	} {
		requireMistake(t, ppl.WithHandler(c.model, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
			c.spoil(s)
			next.Apply(s)
		})), c.words)
	}
	for _, use := range []func(next ppl.Next){
		func(next ppl.Next) { next.Apply(nil) },
		func(next ppl.Next) { next.Hide(nil) },
		func(next ppl.Next) { next.Sample(nil, "more", dist.Normal(0, 1)) },
		func(next ppl.Next) { next.Param(new(ppl.Site), "more", constant(0)) },
	} {
		requireMistake(t, ppl.WithHandler(chain, ppl.HandlerFunc(func(_ *ppl.Site, next ppl.Next) { use(next) })),
			`site "": a handler made it; next.Sample and next.Param make sites`)
	}
	requireMistake(t, func(c *ppl.Context) { ppl.With(func(*ppl.Context, int) {}, nil)(c, 1) }, `With: a handler is nil`)

	// A scale of 0 leaves a site out.
	trace := run(t, ppl.WithHandler(chain, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		s.Scale = 0
		next.Apply(s)
	})), 1)
	require.Zero(t, trace.LogProb().Item())
}
