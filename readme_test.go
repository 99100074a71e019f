package credence

import (
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestREADME builds and runs every Go program of the README.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	blocks := strings.Split(string(text), "```go\n")[1:]
	require.NotEmpty(t, blocks)
	for i, block := range blocks {
		program, _, closed := strings.Cut(block, "```")
		require.True(t, closed)
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			formatted, err := format.Source([]byte(program))
			require.NoError(t, err)
			require.Equal(t, string(formatted), program, "gofmt")
			file := filepath.Join(t.TempDir(), "main.go")
			require.NoError(t, os.WriteFile(file, []byte(program), 0o600))
			for _, command := range []string{"vet", "run"} {
				out, err := exec.Command("go", command, file).CombinedOutput()
				require.NoError(t, err, "%s", out)
			}
		})
	}
}
