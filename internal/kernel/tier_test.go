package kernel

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// onEveryTier runs a test on every tier that this processor has.
func onEveryTier(t *testing.T, f func(t *testing.T)) {
	defer func(was Tier) { active = was }(active)
	for tier := Portable; tier <= best(); tier++ {
		active = tier
		t.Run(tier.String(), f)
	}
}

// lengths have every way in which vectors and what is left of one come together.
var lengths = []int{0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 64, 70, 1000}

func TestTiersOfTheEnvironment(t *testing.T) {
	for tier := Portable; tier <= best(); tier++ {
		chosen, err := choose(tier.String())
		require.NoError(t, err)
		require.Equal(t, tier, chosen)
	}
	chosen, err := choose("")
	require.NoError(t, err)
	require.Equal(t, best(), chosen)

	refused := []string{"avx-2", "AVX2", " ", "none"}
	for tier := best() + 1; int(tier) < len(names); tier++ {
		refused = append(refused, tier.String())
	}
	for _, name := range refused {
		chosen, err = choose(name)
		require.EqualError(t, err, fmt.Sprintf("the environment variable CREDENCE_KERNEL is %q, which is ignored: expected portable, avx2 or "+
			"avx512, at most %v on this processor", name, best()))
		require.Equal(t, best(), chosen)
	}
}
