package infer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// normal samples standard normals.
func normal(c *ppl.Context, names ...string) {
	for _, n := range names {
		ppl.Sample(c, n, dist.Normal(0, 1))
	}
}

// latents is the model of standard normals, in a plate if it has a size.
func latents(names ...string) ppl.Model {
	return func(c *ppl.Context) { normal(c, names...) }
}

func inPlate(name string, size int, o ...ppl.PlateOption) ppl.Model {
	return func(c *ppl.Context) {
		ppl.Plate(c, name, size, func(c *ppl.Context) { normal(c, "z") }, o...)
	}
}

// table is a latent in two plates of three rows each.
func table(a, b int) ppl.Model {
	return func(c *ppl.Context) {
		ppl.Plate(c, "a", 3, func(c *ppl.Context) {
			ppl.Plate(c, "b", 3, func(c *ppl.Context) { normal(c, "z") }, ppl.Dim(b))
		}, ppl.Dim(a))
	}
}

func observed(value *tensor.Tensor) ppl.Model {
	return func(c *ppl.Context) {
		normal(c, "z")
		ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(value))
	}
}

func oneStep(model, guide ppl.Model) error {
	lift := func(m ppl.Model) func(*ppl.Context, int) { return func(c *ppl.Context, _ int) { m(c) } }
	_, err := NewSVI(lift(model), lift(guide), SVIOptions{}).Step(0)
	return err
}

func TestGuideAndModelMustAgree(t *testing.T) {
	z := latents("z")
	one, mask := tensor.Scalar(1), tensor.Of([]float64{1, 0, 1})
	three := func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(tensor.Zeros(3), 1).ToEvent(1)) }
	for _, c := range []struct {
		name         string
		model, guide ppl.Model
		site, words  string
	}{
		{"latent missing in guide", latents("z", "w"), z, "w", "the model has this latent and the guide does not; add a Sample of that name to the guide, or Block it in the model"},
		{"latent missing in model", z, latents("z", "w"), "w", "the guide samples it and the model has no such latent; if it only helps the guide, mark it Auxiliary"},
		{"auxiliary in both", z, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1), ppl.Auxiliary()) }, "z", "the guide calls it Auxiliary, and the model has it too; give one of them another name"},
		{"events in guide", inPlate("p", 3), three, "z", `the guide draws it as events of shape [3], the model as events of shape []; take ToEvent out of the guide, and draw it inside the model's plate "p" there, too`},
		{"events in model", three, inPlate("p", 3), "z", "the guide draws it as events of shape [], the model as events of shape [3]; ToEvent(1) in the guide makes batch dimensions part of the event, as they are in the model"},
		{"discrete in guide", z, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Poisson(1)) }, "z", "the guide draws it from Poisson(rate: 1), which is discrete, and in the model it has a density, under Normal(loc: 0, scale: 1); let the guide draw it from a continuous distribution, or from Delta"},
		{"plate missing in guide", inPlate("p", 1), func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(tensor.Zeros(1), 1)) }, "z", `in the model it is in plate "p", in the guide it is not`},
		{"plate missing in model", func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(tensor.Zeros(1), 1)) }, inPlate("p", 1), "z", `in the guide it is in plate "p", in the model it is not`},
		{"plate's name", inPlate("p", 3), inPlate("q", 3), "z", `in the model it is in plate "p", in the guide it is not`},
		{"plate's size", inPlate("p", 9, ppl.BatchSize(3)), inPlate("p", 8, ppl.BatchSize(3)), "z", `plate "p" has 8 rows at dimension -1 in the guide, 9 at -1 in the model`},
		{"plate's dimension", table(-1, -2), table(-2, -1), "z", `plate "a" has 3 rows at dimension -2 in the guide, 3 at -1 in the model`},
		{"rows", inPlate("p", 20, ppl.BatchIndices([]int{3, 1, 4, 15, 9, 2})), inPlate("p", 20, ppl.BatchIndices([]int{3, 1, 4, 15, 9, 6})), "z", `plate "p" looks at rows [3 1 4 15 9] and 1 more in the guide and rows [3 1 4 15 9] and 1 more in the model; give both the same option`},
		{"rows without names", inPlate("p", 9, ppl.BatchSize(2)), inPlate("p", 9, ppl.BatchIndices([]int{1, 2})), "z", `plate "p" looks at rows [1 2] in the guide and rows that it does not name in the model`},
		{"scale", ppl.Scale(z, 0.5), z, "z", "its scale is 1 in the guide and 0.5 in the model; wrap both in the same Scale"},
		{"mask in model only", ppl.Mask(inPlate("p", 3), mask), inPlate("p", 3), "z", "its mask differs between guide and model; wrap both in the same Mask"},
		{"another mask", ppl.Mask(inPlate("p", 3), mask), ppl.Mask(inPlate("p", 3), tensor.Of([]float64{1, 1, 1})), "z", "its mask differs"},
		{"observed in guide", z, observed(one), "x", "the guide sets its value; observations and interventions belong to the model"},
		{"observed in guide, latent in model", z, ppl.Condition(z, ppl.Values{"z": one}), "z", "the guide sets its value"},
		{"intervened in guide", z, ppl.Do(z, ppl.Values{"z": one}), "z", "the guide sets its value"},
		{"observed in model", ppl.Condition(z, ppl.Values{"z": one}), z, "z", "the guide samples it and the model observes it; a guide has the latents only"},
		{"intervened in model", ppl.Do(z, ppl.Values{"z": one}), z, "z", "the guide samples it and the model sets it by Do; a guide has the latents only"},
		{"Obs(nil)", observed(nil), z, "x", "Obs has no data for it; that is for Run and Predict, inference needs the data"},
		{"substituted in model", ppl.Substitute(z, ppl.Values{"z": one}), z, "z", "the model does not use the guide's value for it but sets another, by Substitute perhaps; Condition or Do make a site no latent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := oneStep(c.model, c.guide)
			var mismatch *MismatchError
			require.ErrorAs(t, err, &mismatch)
			require.Equal(t, c.site, mismatch.Site)
			require.Contains(t, err.Error(), c.words)
		})
	}
}

// These disagreements are found while the model runs.
func TestReplayFindsOtherDisagreements(t *testing.T) {
	for _, c := range []struct {
		name         string
		model, guide ppl.Model
		words        string
	}{
		{"parameter", latents("z"), func(c *ppl.Context) { ppl.Param(c, "z", constant(0)) }, "it is a sample site here, and a parameter in the trace"},
		{"batch", inPlate("p", 9, ppl.SubsampleSize(3)), inPlate("p", 9, ppl.SubsampleSize(4)), "the plates must agree"},
		{"rows in all", inPlate("p", 9), inPlate("p", 9, ppl.SubsampleSize(4)), "the value set for it has shape [4], a draw has [9]"},
		{"shape", latents("z"), inPlate("p", 3), "the value set for it has shape [3], a draw has []"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := oneStep(c.model, c.guide)
			require.ErrorContains(t, err, "infer: in the model: ")
			require.ErrorContains(t, err, c.words)
		})
	}
}

func TestAgreement(t *testing.T) {
	both := func(m ppl.Model) [2]ppl.Model { return [2]ppl.Model{m, m} }
	mask := tensor.Of([]float64{1, 0, 1})
	for name, pair := range map[string][2]ppl.Model{
		"latent":          both(latents("z")),
		"order":           {latents("z", "w"), latents("w", "z")},
		"auxiliary":       {latents("z"), func(c *ppl.Context) { ppl.Sample(c, "u", dist.Normal(0, 1), ppl.Auxiliary()); normal(c, "z") }},
		"blocked":         {ppl.Block(latents("z", "w"), "w"), latents("z")},
		"plate":           both(inPlate("p", 3)),
		"subsample":       both(inPlate("p", 9, ppl.SubsampleSize(3))),
		"rows":            both(inPlate("p", 9, ppl.BatchIndices([]int{4, 7}))),
		"unnamed rows":    both(inPlate("p", 9, ppl.BatchSize(3))),
		"two plates":      both(table(-1, -2)),
		"scale":           both(ppl.Scale(latents("z"), 0.3)),
		"mask":            {ppl.Mask(inPlate("p", 3), mask), ppl.Mask(inPlate("p", 3), tensor.Of([]float64{1, 0, 1}))},
		"observed site":   {observed(tensor.Scalar(1)), latents("z")},
		"intervened site": {ppl.Do(latents("z", "w"), ppl.Values{"w": tensor.Scalar(1)}), latents("z")},
	} {
		t.Run(name, func(t *testing.T) { require.NoError(t, oneStep(pair[0], pair[1])) })
	}
}

// Scales that are equal but for rounding agree: factors may come in any order.
func TestScalesMayRound(t *testing.T) {
	scaled := func(a, b, c float64) ppl.Model { return ppl.Scale(ppl.Scale(ppl.Scale(latents("z"), a), b), c) }
	a, b, c := 0.1, 0.7, 0.3
	require.NotEqual(t, a*b*c, c*b*a, "the case is one")
	require.NoError(t, oneStep(scaled(a, b, c), scaled(c, b, a)))
}
