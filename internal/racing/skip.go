package racing

import "testing"

// SkipNumbers skips a test of numbers under the race detector. Those that one goroutine computes, and those of many
// draws by the same code as in tests of a few, are looked at without it.
func SkipNumbers(t testing.TB) {
	t.Helper()
	if On {
		t.Skip("numbers, which are looked at without the race detector")
	}
}
