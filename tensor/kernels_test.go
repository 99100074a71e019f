package tensor_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

// TestKernels starts this test as programs with a good and a misspelled name in their environment.
func TestKernels(t *testing.T) {
	if os.Getenv("CREDENCE_KERNEL") == "misspelt" {
		tier, err := tensor.Kernels()
		require.Contains(t, []string{"portable", "avx2", "avx512"}, tier)
		require.ErrorContains(t, err, `CREDENCE_KERNEL is "misspelt", which is ignored: expected portable, avx2 or avx512`)
		return
	}
	tier, err := tensor.Kernels()
	require.NoError(t, err)
	t.Logf("kernels: %s", tier)
	if named := os.Getenv("CREDENCE_KERNEL"); named != "" {
		require.Equal(t, named, tier)
		return
	}
	for _, name := range []string{"portable", "misspelt"} {
		program := exec.Command(os.Args[0], "-test.run=^TestKernels$")
		program.Env = append(os.Environ(), "CREDENCE_KERNEL="+name)
		out, err := program.CombinedOutput()
		require.NoError(t, err, "%s: %s", name, out)
	}
}
