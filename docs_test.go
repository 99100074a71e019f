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

	"github.com/credence-ppl/credence/tensor"
)

// TestDocs builds and runs every Go program of the README and the documents, and compares what it prints with the block
// of text that follows it, if one does. A line of that text that is "…" stands for any lines.
func TestDocs(t *testing.T) {
	files, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	for _, file := range append(files, "README.md") {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for i, block := range strings.Split(string(text), "```go\n")[1:] {
			program, after, closed := strings.Cut(block, "```\n")
			require.True(t, closed, file)
			t.Run(fmt.Sprintf("%s/%d", file, i), func(t *testing.T) {
				t.Parallel()
				formatted, err := format.Source([]byte(program))
				require.NoError(t, err)
				require.Equal(t, string(formatted), program, "gofmt")
				path := filepath.Join(t.TempDir(), "main.go")
				require.NoError(t, os.WriteFile(path, []byte(program), 0o600))
				out, err := exec.Command("go", "vet", path).CombinedOutput()
				require.NoError(t, err, "%s", out)
				out, err = exec.Command("go", "run", path).CombinedOutput()
				require.NoError(t, err, "%s", out)
				if tier, _ := tensor.Kernels(); tier == "portable" {
					return // the last bits are others there, and chains diverge by them
				}
				if _, printed, ok := strings.Cut(after, "```text\n"); ok && !strings.Contains(after[:strings.Index(after, "```text\n")], "```") {
					want, _, _ := strings.Cut(printed, "```")
					require.True(t, matches(lines(want), lines(string(out))), "it prints\n%s\nand not\n%s", out, want)
				}
			})
		}
	}
}

// lines returns the lines of a text without the spaces at their ends.
func lines(text string) []string {
	ls := strings.Split(strings.TrimSpace(text), "\n")
	for i := range ls {
		ls[i] = strings.TrimSpace(ls[i])
	}
	return ls
}

// matches reports whether found is want, in which a line "…" stands for any number of lines.
func matches(want, found []string) bool {
	switch {
	case len(want) == 0:
		return len(found) == 0
	case want[0] != "…":
		return len(found) > 0 && want[0] == found[0] && matches(want[1:], found[1:])
	}
	for skip := range len(found) + 1 {
		if matches(want[1:], found[skip:]) {
			return true
		}
	}
	return false
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		want, found string
		ok          bool
	}{
		{"a\nb", "a\nb\n", true}, {"a\nb", "a", false}, {"a\nb", "a\nb\nc", false},
		{"a\n…", "a\nb\nc", true}, {"a\n…\nc", "a\nb\nc", true}, {"a\n…\nd", "a\nb\nc", false}, {"…", "", true},
	} {
		require.Equal(t, c.ok, matches(lines(c.want), lines(c.found)), c)
	}
}
