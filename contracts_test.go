package credence

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// public are the packages that users import.
var public = []string{
	"expr", "tensor", "tensor/optest", "dist", "dist/disttest", "ppl", "ppl/graph", "nn", "infer", "infer/optim", "infer/draws", "table", "ode",
}

// documented returns a package with its tests' examples.
func documented(t *testing.T, folder string) *doc.Package {
	files := token.NewFileSet()
	var parsed []*ast.File
	paths, err := filepath.Glob(folder + "/*.go")
	require.NoError(t, err)
	for _, path := range paths {
		f, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		require.NoError(t, err)
		parsed = append(parsed, f)
	}
	p, err := doc.NewFromFiles(files, parsed, module+folder)
	require.NoError(t, err)
	return p
}

// TestContracts finds exported names whose comment does not begin with them: that is where their contract stands.
// Methods that an interface of these packages describes need none of their own.
func TestContracts(t *testing.T) {
	packages := map[string]*doc.Package{}
	described := map[string]bool{"String": true, "Error": true, "Unwrap": true}
	for _, folder := range public {
		p := documented(t, folder)
		packages[folder] = p
		for _, typ := range p.Types {
			for _, spec := range typ.Decl.Specs {
				if i, ok := spec.(*ast.TypeSpec).Type.(*ast.InterfaceType); ok {
					for _, m := range i.Methods.List {
						for _, name := range m.Names {
							described[name.Name] = true
						}
					}
				}
			}
		}
	}
	var faults []string
	for folder, p := range packages {
		check := func(name, comment string) {
			if !strings.HasPrefix(comment, name[strings.LastIndex(name, ".")+1:]+" ") {
				faults = append(faults, folder+"."+name)
			}
		}
		for _, f := range p.Funcs {
			check(f.Name, f.Doc)
		}
		for _, typ := range p.Types {
			if !strings.Contains(typ.Doc, " and "+typ.Name+" ") { // a comment of several types
				check(typ.Name, typ.Doc)
			}
			for _, f := range typ.Funcs {
				check(f.Name, f.Doc)
			}
			for _, m := range typ.Methods {
				if !described[m.Name] && m.Level == 0 {
					check(typ.Name+"."+m.Name, m.Doc)
				}
			}
		}
		for _, v := range slices.Concat(p.Consts, p.Vars) {
			faults = append(faults, uncommented(folder, v)...)
		}
		for _, typ := range p.Types {
			for _, v := range slices.Concat(typ.Consts, typ.Vars) {
				faults = append(faults, uncommented(folder, v)...)
			}
		}
	}
	slices.Sort(faults)
	require.Empty(t, faults, "%d names:\n%s", len(faults), strings.Join(faults, "\n"))
}

// uncommented returns the exported constants or variables of a declaration that have no comment, neither their own nor
// a common one.
func uncommented(folder string, v *doc.Value) []string {
	var faults []string
	for _, spec := range v.Decl.Specs {
		s := spec.(*ast.ValueSpec)
		if v.Doc == "" && s.Doc == nil && s.Comment == nil {
			for _, name := range s.Names {
				if name.IsExported() {
					faults = append(faults, folder+"."+name.Name)
				}
			}
		}
	}
	return faults
}

// headlines are what users begin with. Each has an Example, or stands in that of another.
var headlines = map[string][]string{
	"expr":        {"Formula", "Parse", "MustParse", "Define", "Abbreviate"},
	"tensor":      {"Tensor", "RNG", "Tape", "ValueAndGrad", "Elementwise"},
	"dist":        {"Constraint", "Transform", "Transformed", "KL", "RegisterKL", "Base", "Define", "Truncated", "Mixture"},
	"ppl":         {"Model", "Sample", "Plate", "Range", "Param", "Factor", "Deterministic", "Run", "Condition", "Uncondition", "Do", "Replay", "Substitute", "Block", "Scale", "Mask", "Scope", "Lift", "LocScale", "Infer", "WithHandler", "With", "Bind", "NoData"},
	"ppl/graph":   {"Of"},
	"nn":          {"RandomModule", "NewMLP", "Parameters"},
	"infer":       {"SVI", "MCMC", "NUTS", "HMC", "Predict", "LogLikelihood", "AutoNormal", "AutoDelta", "AutoMultivariateNormal", "AutoLowRankMultivariateNormal", "AutoLaplace", "AutoEach", "AutoJoint", "TraceELBO", "MeanFieldELBO", "ELBO", "Kernel", "LogDensity", "Layout", "Init", "Sampler"},
	"infer/optim": {"Adam"},
	"infer/draws": {"Draws", "Summary", "InferenceData"},
	"table":       {"Table", "Numbers", "Categories"},
	"ode":         {"Solve", "MustParse", "Jump"},
}

// TestHeadlinesHaveExamples finds headlines that no runnable Example uses.
func TestHeadlinesHaveExamples(t *testing.T) {
	var faults []string
	for _, folder := range slices.Sorted(maps.Keys(headlines)) {
		used := exampleNames(t, folder)
		for _, name := range headlines[folder] {
			if !used[name] {
				faults = append(faults, fmt.Sprintf("%s.%s", folder, name))
			}
		}
	}
	require.Empty(t, faults)
}

// exampleNames returns the names of the package that its examples with output use, and those that they are named after.
func exampleNames(t *testing.T, folder string) map[string]bool {
	used := map[string]bool{}
	paths, err := filepath.Glob(folder + "/*_test.go")
	require.NoError(t, err)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		f, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments)
		require.NoError(t, err)
		for _, e := range doc.Examples(f) {
			if e.Output == "" && !e.EmptyOutput {
				continue
			}
			for _, part := range strings.Split(e.Name, "_") {
				used[part] = true
			}
			ast.Inspect(e.Code, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					used[id.Name] = true
				}
				return true
			})
		}
	}
	return used
}
