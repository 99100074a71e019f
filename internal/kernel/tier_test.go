package kernel

import "testing"

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
