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
	"tensor":         {"internal", "expr"},
	"tensor/optest":  {"internal", "tensor"},
	"expr":           {"internal"},
	"dist":           {"internal", "tensor", "expr"},
	"dist/disttest":  {"internal", "tensor", "dist"},
	"dist/gonum":     {"tensor", "dist"},
	"gp":             {"internal", "tensor", "dist"},
	"ppl":            {"internal", "tensor", "dist"},
	"ppl/graph":      {"internal", "tensor", "dist", "ppl"},
	"nn":             {"internal", "tensor", "dist", "ppl"},
	"nn/safetensors": {"internal", "tensor"},
	"infer":          {"internal", "tensor", "dist", "ppl", "infer/optim", "infer/draws"},
	"infer/optim":    {"internal", "tensor"},
	"infer/draws":    {"internal", "tensor"},
	"table":          {"internal", "tensor"},
	"ode":            {"internal", "tensor", "expr"},
	"docs/mini":      {"tensor"},
	"docs/mistakes":  {},
	"internal/raw":   {"internal", "tensor"},
	"internal/lane":  {"internal", "expr"},

	"docs/mistakes/disable":  {},
	"dist/internal/families": {"tensor", "dist"}, // for tests
	"dist/internal/peers":    {},
}

// others are the modules of other people that packages may import; tests may import more. A folder stands for what is
// in it.
var others = map[string][]string{
	"tensor":      {gonum, "golang.org/x/exp/constraints", "golang.org/x/sys/"},
	"infer":       {gonum},
	"infer/draws": {gonum},
	"table":       {gonum},
	"internal":    {gonum, "golang.org/x/sys/"},
	"examples":    {"golang.org/x/sys/"},
	"dist/gonum":  {gonum},
	"bench":       {gonum},
	"validation":  {gonum},
}

const gonum = "gonum.org/v1/gonum/"

// mayImportOthers reports whether a package may import one of another module. Only the standard library's paths have no
// dot in their first element.
func mayImportOthers(from, to string) bool {
	if first, _, _ := strings.Cut(to, "/"); !strings.Contains(first, ".") {
		return true
	}
	prefixes, ok := others[from]
	if folder, _, _ := strings.Cut(from, "/"); !ok && mayImport[from] == nil {
		prefixes = others[folder]
	}
	for _, p := range prefixes {
		if strings.HasPrefix(to, p) {
			return true
		}
	}
	return false
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
				require.True(t, mayImportOthers(from, to), "%s imports %s of another module", from, to)
				continue
			}
			if strings.HasPrefix(from, "internal/") && !inLibrary {
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

func TestImportsOfOtherModules(t *testing.T) {
	for _, allowed := range [][2]string{
		{"tensor", "math/big"}, {"tensor", "gonum.org/v1/gonum/mat"}, {"internal/special", "gonum.org/v1/gonum/mathext"}, {"dist", "math"},
	} {
		require.True(t, mayImportOthers(allowed[0], allowed[1]), allowed)
	}
	for _, refused := range [][2]string{
		{"tensor", "github.com/stretchr/testify/require"}, {"infer/optim", "gonum.org/v1/gonum/mat"}, {"dist", "golang.org/x/exp/constraints"},
		{"examples/bnn-mnist", "gonum.org/v1/gonum/mat"}, {"tensor", "golang.org/x/exp/slices"},
	} {
		require.False(t, mayImportOthers(refused[0], refused[1]), refused)
	}
}
