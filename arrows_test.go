package credence

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/credence-ppl/credence/"

// mayImport are the arrows between packages, as CONTRIBUTING.md draws them. internal is open to all of the library.
var mayImport = map[string][]string{
	"tensor":        {"internal"},
	"tensor/optest": {"internal", "tensor"},
	"dist":          {"internal", "tensor"},
	"dist/disttest": {"internal", "tensor", "dist"},
	"ppl":           {"internal", "tensor", "dist"},
	"nn":            {"internal", "tensor", "dist", "ppl"},
	"infer":         {"internal", "tensor", "dist", "ppl", "infer/optim", "infer/draws"},
	"infer/optim":   {"internal", "tensor"},
	"infer/draws":   {"internal", "tensor"},
}

func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	require.NoError(t, err)
	met := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		require.NoError(t, d.Decode(&p))
		from := strings.TrimPrefix(p.ImportPath, module)
		arrows, inLibrary := mayImport[from]
		if inLibrary {
			met++
		} else {
			require.True(t, from == p.ImportPath || strings.HasPrefix(from, "internal/") || strings.HasPrefix(from, "examples/") || strings.HasPrefix(from, "bench") || from == "validation",
				"package %s has no place in the table of arrows", from)
		}
		for _, to := range p.Imports {
			to, ours := strings.CutPrefix(to, module)
			if !ours {
				continue
			}
			if strings.HasPrefix(from, "internal/") {
				require.True(t, strings.HasPrefix(to, "internal/"), "%s imports %s", from, to)
			}
			if strings.HasPrefix(from, "examples/") {
				require.False(t, strings.HasPrefix(to, "internal/"), "%s imports %s: examples use what users can use", from, to)
			}
			if inLibrary {
				allowed := strings.HasPrefix(to, "internal/")
				for _, a := range arrows {
					allowed = allowed || to == a
				}
				require.True(t, allowed, "%s imports %s", from, to)
			}
		}
	}
	require.Equal(t, len(mayImport), met, "the table names a package that does not exist")
}
