package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestScaleMultiplies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, seed := randomModel(t), rapid.Uint64().Draw(t, "seed")
		a, b := rapid.Float64Range(0.01, 100).Draw(t, "a"), rapid.Float64Range(0.01, 100).Draw(t, "b")
		plain := run(t, m, seed)
		scaled := run(t, ppl.Scale(ppl.Scale(m, a), b), seed)
		requireSame(t, plain, scaled)
		requireNear(t, a*b*plain.LogProb().Item(), scaled.LogProb())
	})
}

// TestScaleBesideAPlate: the plate's own factor is refused for its sites alone. What else is scaled by it is tempered.
func TestScaleBesideAPlate(t *testing.T) {
	x := tensor.Zeros(10)
	observe := func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(x)) }
	plate := func(inner ppl.Model) ppl.Model {
		return func(c *ppl.Context) { ppl.Plate(c, "rows", 1000, inner, ppl.BatchSize(10)) }
	}
	both := func(inner ppl.Model) ppl.Model { return func(c *ppl.Context) { normal(c, "z"); inner(c) } }
	after := func(inner ppl.Model) ppl.Model { return func(c *ppl.Context) { inner(c); normal(c, "z") } }
	for name, m := range map[string]ppl.Model{
		"around":             ppl.Scale(plate(observe), 100),
		"inside":             plate(ppl.Scale(observe, 100)),
		"rounded":            plate(ppl.Scale(observe, 100*(1+1e-12))),
		"around a part":      both(ppl.Scale(plate(observe), 100)),
		"of latents as well": ppl.Scale(plate(both(observe)), 100),
	} {
		_, err := ppl.Run(m, 1)
		require.ErrorContains(t, err, `Scale by 100`, name)
		require.ErrorContains(t, err, `plate "rows", which looks at 10 of its 1000 rows, multiplies by that already; leave Scale out; if the rows are to count that many times over besides, use two Scales with that product`, name)
	}
	for name, m := range map[string]ppl.Model{
		"the whole model":                   ppl.Scale(both(plate(observe)), 100),
		"the whole model, the latents last": ppl.Scale(after(plate(observe)), 100),
		"two scales":                        ppl.Scale(ppl.Scale(plate(observe), 10), 10),
		"another factor":                    plate(ppl.Scale(observe, 99)),
	} {
		require.InDelta(t, 1, run(t, m, 1).Site("x").Scale/1e4, 0.011, name)
	}
}
