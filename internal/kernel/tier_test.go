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
