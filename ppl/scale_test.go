package ppl_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/ppl"
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
