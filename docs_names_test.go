package credence

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// packages are those whose names the documents may use, by the word that stands before the point.
var packages = map[string]string{
	"tensor": "tensor", "dist": "dist", "disttest": "dist/disttest", "ppl": "ppl", "nn": "nn",
	"infer": "infer", "optim": "infer/optim", "draws": "infer/draws", "graph": "ppl/graph", "plot": "plot",
}

var (
	span = regexp.MustCompile("`[^`]+`")
	name = regexp.MustCompile(`(?:^|[^\w.])(\w+)((?:\.[A-Z]\w*)+)`)
)

// TestDocsNames finds names of the library in the README and the documents, such as `ppl.Sample`, `infer.MCMC.Rounds`
// and `MCMC.Rounds`, that do not exist. In tables that translate from another library, the first column is that
// library's.
func TestDocsNames(t *testing.T) {
	exported, known := map[string]bool{}, map[string]bool{} // known stand before a point
	for pkg, dir := range packages {
		known[pkg] = true
		for _, name := range exportedNames(t, dir) {
			exported[pkg+"."+name] = true
			if of, _, ok := strings.Cut(name, "."); ok {
				exported[name], known[of] = true, true
			}
		}
	}
	files, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	for _, file := range append(files, "README.md", "CONTRIBUTING.md") {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, name := range namesIn(string(text)) {
			if of, _, _ := strings.Cut(name, "."); known[of] && !exported[name] {
				t.Errorf("%s has %s, and there is no such name", file, name)
			}
		}
	}
}

// TestDocsFunctions finds functions in tables of files that the file does not have. Such a table has the head "file",
// "function"; its first two columns name a file and what it declares.
func TestDocsFunctions(t *testing.T) {
	files, err := filepath.Glob("docs/*.md")
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		inTable := false
		for line := range strings.Lines(string(text)) {
			inTable = strings.HasPrefix(line, "|") && (inTable || strings.HasPrefix(line, "| file | function |"))
			cells := strings.Split(line, "|")
			if !inTable || !span.MatchString(cells[1]) {
				continue
			}
			source, err := os.ReadFile(strings.Trim(strings.TrimSpace(cells[1]), "`"))
			require.NoError(t, err, file)
			for _, name := range span.FindAllString(cells[2], -1) {
				declared := regexp.MustCompile(`(?m)^func (\([^)]*\) )?` + strings.Trim(name, "`") + `[\[(]`)
				require.Regexp(t, declared, string(source), "%s: %s", file, line)
			}
		}
	}
}

// namesIn returns what may be names of the library in the spans of code of a document: those with a point.
func namesIn(text string) []string {
	var names []string
	theirs, block := false, false
	for line := range strings.Lines(text) {
		block = block != strings.HasPrefix(line, "```")
		if cells := strings.SplitN(line, "|", 3); !strings.HasPrefix(line, "|") {
			theirs = false
		} else if theirs = theirs || isPeer(cells[1]); theirs {
			line = cells[2]
		}
		if block {
			continue
		}
		for _, code := range span.FindAllString(line, -1) {
			for _, m := range name.FindAllStringSubmatch(code, -1) {
				names = append(names, m[1]+m[2])
			}
		}
	}
	return names
}

// isPeer reports whether the head of a first column names another library.
func isPeer(head string) bool {
	switch strings.TrimSpace(head) {
	case "Pyro", "NumPyro", "PyMC", "Stan":
		return true
	}
	return false
}

// exportedNames returns the exported names of a package: X, and of types their methods and fields, T.M.
func exportedNames(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	set := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(set, files, module+dir)
	require.NoError(t, err)

	var names []string
	values := func(vs []*doc.Value) {
		for _, v := range vs {
			names = append(names, v.Names...)
		}
	}
	functions := func(prefix string, fs []*doc.Func) {
		for _, f := range fs {
			names = append(names, prefix+f.Name)
		}
	}
	values(p.Consts)
	values(p.Vars)
	functions("", p.Funcs)
	for _, typ := range p.Types {
		names = append(names, typ.Name)
		values(typ.Consts)
		values(typ.Vars)
		functions("", typ.Funcs)
		functions(typ.Name+".", typ.Methods)
		ast.Inspect(typ.Decl, func(n ast.Node) bool {
			if list, ok := n.(*ast.FieldList); ok {
				for _, f := range list.List {
					for _, name := range f.Names {
						names = append(names, typ.Name+"."+name.Name)
					}
				}
			}
			return true
		})
	}
	return names
}

func TestNamesIn(t *testing.T) {
	const text = "`ppl.Sample(c, \"x\", dist.Normal(0, 1))` and `infer.MCMC.Rounds` or `MCMC.Thin`, not ppl.None nor `pyro.infer.SVI`\n" +
		"```go\n`ppl.Block`\n```\n\n| Pyro | credence |\n| --- | --- |\n| `dist.Theirs` | `dist.Ours` |\n\n| what | how |\n| `dist.A` | `dist.B` |\n"
	require.Equal(t, []string{"ppl.Sample", "dist.Normal", "infer.MCMC.Rounds", "MCMC.Thin", "dist.Ours", "dist.A", "dist.B"}, namesIn(text))
	require.Subset(t, exportedNames(t, "infer"), []string{"MCMC.Rounds", "MCMC.Thin", "NewSVI", "Posterior", "Kernel.Start"})
	require.Subset(t, exportedNames(t, "dist"), []string{"Positive", "Normal", "KL", "NormalDist.Mean"})
}
