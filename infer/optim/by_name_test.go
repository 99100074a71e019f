package optim_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/tensor"
)

func TestByNameTakesTheFirstRuleThatMatches(t *testing.T) {
	o := optim.ByName{
		Rules: []optim.Rule{
			{Match: named("a"), Use: optim.SGD{LR: 0.5}},
			{Match: regexp.MustCompile(`^(a|b)$`).MatchString, Use: optim.SGD{LR: 0.25, Momentum: 0.9}},
		},
		Default: optim.ClippedAdam{LR: 0.125},
	}
	require.NoError(t, optim.Validate(o))
	for name, want := range map[string]struct {
		optimizer string
		slots     int
		x         float64
	}{
		"a": {"SGD", 0, -0.5},
		"b": {"SGD with momentum", 1, -0.25},
		"c": {"ClippedAdam", 2, -0.125},
	} {
		require.Equal(t, want.optimizer, o.Name(name))
		require.Equal(t, want.slots, o.Slots(name))
		p := param(o.For(name), tensor.Float64, 0)
		p.Name = name
		move(o, p, 1)
		require.InDelta(t, want.x, p.X.Item(), 1e-8)
	}
	require.Equal(t, optim.Adam{}, optim.ByName{}.For("c"))
}

func ExampleByName() {
	// Scales move more slowly than everything else.
	o := optim.ByName{
		Rules: []optim.Rule{
			{Match: regexp.MustCompile(`\.scale$`).MatchString, Use: optim.Adam{LR: 0.001}},
		},
		Default: optim.Adam{LR: 0.01},
	}
	fmt.Println(o.For("w.loc").(optim.Adam).LR, o.For("w.scale").(optim.Adam).LR)
	// Output: 0.01 0.001
}
