package dist_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestProgramsHaveWhatTheyUse: what package variables call when the package is initialized is in every program that
// imports it. Families, their operations and divergences wait in lazy variables, which the linker leaves out.
func TestProgramsHaveWhatTheyUse(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	program := filepath.Join(t.TempDir(), "onefamily")
	output, err := exec.Command("go", "build", "-o", program, "./testdata/onefamily").CombinedOutput()
	require.NoError(t, err, string(output))
	symbols, err := exec.Command("go", "tool", "nm", program).Output()
	require.NoError(t, err)
	require.Contains(t, string(symbols), "dist.normalPrior")
	for _, other := range []string{"gammaPrior", "betaBinomialNumber", "(*WishartDist)", "(*BernoulliDist)", "(*kalman)", "(*TweedieDist)", "opHMM", "weibullGammaKL"} {
		require.NotContains(t, string(symbols), "credence/dist."+other)
	}
}
