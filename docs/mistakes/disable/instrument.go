package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// check is a condition after which something is refused.
type check struct {
	id        int
	place     string
	condition string
}

// switchboard is a package beside the library, which knows the check that is off.
const switchboard = `// Package checks turns off one check.
package checks

import (
	"fmt"
	"os"
	"sync"
)

var (
	off  = os.Getenv("CREDENCE_CHECK_OFF")
	file = os.Getenv("CREDENCE_CHECKS_MET")
	met  sync.Map
)

// On reports whether the condition of a check holds, and the check is not off.
func On(id string, holds bool) bool {
	if !holds {
		return false
	}
	if _, before := met.LoadOrStore(id, true); !before && file != "" {
		if f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
			fmt.Fprintln(f, id)
			f.Close()
		}
	}
	return id != off
}
`

// instrument copies the files of the packages that have checks, with each check under a switch. The overlay says which
// copies stand for which files.
func instrument(packages []string, dir string) (checks []*check, overlay map[string]string, err error) {
	overlay = map[string]string{}
	replace := func(file string, text []byte) error {
		copied := filepath.Join(dir, strings.ReplaceAll(file, "/", "_"))
		path, err := filepath.Abs(file)
		if err != nil {
			return err
		}
		overlay[path] = copied
		return os.WriteFile(copied, text, 0o600)
	}
	if err := replace("internal/checks/checks.go", []byte(switchboard)); err != nil {
		return nil, nil, err
	}
	for _, p := range packages {
		files, err := filepath.Glob(filepath.Join(p, "*.go"))
		if err != nil {
			return nil, nil, err
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, nil, err
			}
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, file, text, 0)
			if err != nil {
				return nil, nil, err
			}
			conditions := refusals(parsed)
			if len(conditions) == 0 {
				continue
			}
			slices.SortFunc(conditions, func(a, b ast.Expr) int { return int(a.Pos() - b.Pos()) })
			var out bytes.Buffer
			name := set.Position(parsed.Name.End()).Offset
			fmt.Fprintf(&out, "%s; import switchboard %q", text[:name], module+"internal/checks")
			from := name
			for _, cond := range conditions {
				start, end := set.Position(cond.Pos()), set.Position(cond.End()).Offset
				c := &check{len(checks), fmt.Sprintf("%s:%d", file, start.Line), string(text[start.Offset:end])}
				checks = append(checks, c)
				fmt.Fprintf(&out, "%sswitchboard.On(\"%d\", %s)", text[from:start.Offset], c.id, c.condition)
				from = end
			}
			out.Write(text[from:])
			if err := replace(file, out.Bytes()); err != nil {
				return nil, nil, err
			}
		}
	}
	return checks, overlay, nil
}

// refusals returns the conditions of ifs, and of cases of switches without a tag, whose body ends with a refusal.
func refusals(f *ast.File) (conditions []ast.Expr) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			if refuses(n.Body.List) {
				conditions = append(conditions, n.Cond)
			}
		case *ast.SwitchStmt:
			if n.Tag != nil {
				return true
			}
			for _, s := range n.Body.List {
				if c := s.(*ast.CaseClause); len(c.List) == 1 && refuses(c.Body) {
					conditions = append(conditions, c.List[0])
				}
			}
		}
		return true
	})
	return conditions
}

var (
	refusing = regexp.MustCompile(`^([fF]ail\w*|panic|warn\w*|refuse)$`)
	makes    = regexp.MustCompile(`^(Errorf|New|\w*[eE]rror|mismatch|missing|unasked|unusable|told)$`)
)

// refuses reports whether a body ends by refusing: with a panic or a warning, or by returning an error that is made
// there.
func refuses(body []ast.Stmt) bool {
	if len(body) == 0 {
		return false
	}
	switch last := body[len(body)-1].(type) {
	case *ast.ExprStmt:
		call, ok := last.X.(*ast.CallExpr)
		return ok && refusing.MatchString(called(call.Fun))
	case *ast.ReturnStmt:
		return slices.ContainsFunc(last.Results, makesError)
	case *ast.AssignStmt: // err = fmt.Errorf(…)
		return slices.ContainsFunc(last.Rhs, makesError)
	}
	return false
}

// makesError reports whether an expression is an error that is made here.
func makesError(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CallExpr:
		return makes.MatchString(called(e.Fun))
	case *ast.UnaryExpr:
		return makesError(e.X)
	case *ast.CompositeLit:
		return makes.MatchString(called(e.Type))
	}
	return false
}

// called returns the last name of a function or a type.
func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
