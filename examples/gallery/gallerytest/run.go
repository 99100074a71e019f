// Package gallerytest is what the tests of the gallery's programs share.
package gallerytest

import (
	"context"
	"flag"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what the programs print into their package comments")

// Run runs a program and requires that it draws a picture and prints what its package comment says that it prints. It
// returns the draws that the program has judged, for a test to compare with another answer. Numbers are compared on
// amd64 only: elsewhere Go fuses multiplications and additions, and chains diverge by the last bit.
func Run(t *testing.T, run func(context.Context, *gallery.Session) error) []*draws.Draws {
	t.Helper()
	var out strings.Builder
	s := &gallery.Session{Out: &out, Plot: filepath.Join(t.TempDir(), "picture.svg")}
	require.NoError(t, run(t.Context(), s))
	picture, err := os.ReadFile(s.Plot)
	require.NoError(t, err)
	require.Contains(t, string(picture), "</svg>")
	if *update {
		promise(t, out.String())
	}
	if runtime.GOARCH == "amd64" {
		require.Equal(t, promised(t), out.String(), "the package comment says otherwise")
	}
	return s.Judged
}

// promised returns the indented block at the end of the comment of the package in main.go.
func promised(t *testing.T) string {
	f, err := parser.ParseFile(token.NewFileSet(), "main.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	require.NoError(t, err)
	_, block, found := strings.Cut(strings.ReplaceAll(f.Doc.Text(), "It\nprints", "It prints"), "It prints\n\n")
	require.True(t, found, `the comment of the package ends with "It prints" and what it prints`)
	var lines strings.Builder
	for line := range strings.Lines(block) {
		lines.WriteString(strings.TrimPrefix(line, "\t"))
	}
	return lines.String()
}

// promise puts another block at the end of that comment.
func promise(t *testing.T, text string) {
	source, err := os.ReadFile("main.go")
	require.NoError(t, err)
	head, rest, found := strings.Cut(string(source), "prints\n//\n//\t")
	require.True(t, found, `the comment of the package ends with "It prints" and what it prints`)
	_, program, _ := strings.Cut(rest, "\npackage main\n")
	var comment strings.Builder
	for line := range strings.Lines(text) {
		comment.WriteString(strings.TrimRight("//\t"+line, "\t"))
	}
	require.NoError(t, os.WriteFile("main.go", []byte(head+"prints\n//\n"+comment.String()+"package main\n"+program), 0o666))
}
