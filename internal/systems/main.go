// Systems checks the module of the working directory, its tests included, for other systems, the GOOS/GOARCH that are
// its arguments: types, from the source of everything that is imported; functions without a body where there is no
// assembly; shifts by more bits than a number has there. go vet finds these as well, but compiles the standard library
// for each.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	failed := false
	for _, target := range os.Args[1:] {
		problems, err := check(".", target)
		if err != nil {
			problems = append(problems, err)
		}
		for _, p := range problems {
			fmt.Printf("%s: %v\n", target, p)
		}
		failed = failed || len(problems) > 0
	}
	if failed {
		os.Exit(1)
	}
}

// A listed is what go list says of a package.
type listed struct {
	ImportPath, Name, Dir string
	GoFiles, SFiles       []string
	ImportMap             map[string]string
	Standard              bool
	Module                *struct{ GoVersion string }
	Error                 *struct{ Err string }
}

// check returns what is wrong for a target with the module in dir.
func check(dir, target string) ([]error, error) {
	system, architecture, ok := strings.Cut(target, "/")
	if !ok {
		return nil, errors.New("no GOOS/GOARCH")
	}
	list := exec.Command("go", "list", "-e", "-deps", "-test", "-json=ImportPath,Name,Dir,GoFiles,SFiles,ImportMap,Standard,Module,Error", "./...")
	list.Dir = dir
	list.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+architecture)
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var problems []error
	sizes := types.SizesFor("gc", architecture)
	fset, done := token.NewFileSet(), map[string]*types.Package{"unsafe": types.Unsafe}
	// A package comes after those that it imports.
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return problems, nil
		} else if err != nil {
			return problems, fmt.Errorf("what go list has printed: %w", err)
		}
		if p.Error != nil {
			problems = append(problems, errors.New(p.Error.Err))
		}
		if p.ImportPath == "unsafe" || strings.HasSuffix(p.ImportPath, ".test") {
			continue
		}
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			files = append(files, f)
		}
		config := types.Config{
			Importer: importer(func(path string) (*types.Package, error) {
				if mapped, ok := p.ImportMap[path]; ok {
					path = mapped
				}
				if done[path] == nil {
					return nil, fmt.Errorf("go list has nothing of %s", path)
				}
				return done[path], nil
			}),
			Sizes:            sizes,
			IgnoreFuncBodies: p.Standard,
			Error:            func(err error) { problems = append(problems, err) },
		}
		if p.Module != nil && p.Module.GoVersion != "" {
			config.GoVersion = "go" + p.Module.GoVersion
		}
		path, _, _ := strings.Cut(p.ImportPath, " ")
		info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		done[p.ImportPath], _ = config.Check(path, fset, files, &info)
		if p.Standard {
			continue
		}
		for _, f := range files {
			problems = append(problems, beyondTypes(f, fset, &info, sizes, len(p.SFiles) > 0)...)
		}
	}
}

type importer func(path string) (*types.Package, error)

func (i importer) Import(path string) (*types.Package, error) { return i(path) }

// beyondTypes returns the functions of a file that lack a body and the shifts that leave no bit.
func beyondTypes(f *ast.File, fset *token.FileSet, info *types.Info, sizes types.Sizes, assembly bool) (problems []error) {
	shift := func(n ast.Node, x, y ast.Expr) {
		by, of := info.Types[y].Value, info.Types[x]
		if by == nil || of.Value != nil || of.Type == nil {
			return
		}
		if _, ok := of.Type.Underlying().(*types.Basic); !ok {
			return
		}
		bits := 8 * sizes.Sizeof(of.Type)
		if n64, exact := constant.Int64Val(constant.ToInt(by)); !exact || n64 >= bits {
			problems = append(problems, fmt.Errorf("%s: a shift of %d bits by %v", fset.Position(n.Pos()), bits, by))
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body == nil && !assembly && !linked(n.Doc) {
				problems = append(problems, fmt.Errorf("%s: %s has no body", fset.Position(n.Pos()), n.Name.Name))
			}
		case *ast.BinaryExpr:
			if n.Op == token.SHL || n.Op == token.SHR {
				shift(n, n.X, n.Y)
			}
		case *ast.AssignStmt:
			if n.Tok == token.SHL_ASSIGN || n.Tok == token.SHR_ASSIGN {
				shift(n, n.Lhs[0], n.Rhs[0])
			}
		}
		return true
	})
	return problems
}

// linked reports whether a function has its body elsewhere.
func linked(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:linkname ") })
}
