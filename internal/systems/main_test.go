package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCheck plants what compiles on some systems only, and one thing that is right everywhere.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module planted\n\ngo 1.26\n",
		"right.go": `package planted

import _ "unsafe"

//go:linkname elsewhere time.Sleep
func elsewhere(int64)

func right(x uint64) uint64 { return x >> 40 << 63 }
`,
		"constant/a.go":     "package constant\n\nconst Large int = 1 << 40\n",
		"shift/a.go":        "package shift\n\nfunc High(x int) int {\n\tx <<= 31\n\treturn x >> 32\n}\n",
		"file/a.go":         "package file\n\nvar X = y\n",
		"file/a_amd64.go":   "package file\n\nconst y = 1\n",
		"body/a.go":         "package body\n\nfunc None()\n",
		"body/a_arm64.s":    "",
		"syscall/a.go":      "package call\n",
		"syscall/a_test.go": "package call\n\nimport \"syscall\"\n\nvar _ = syscall.Getrusage\n",
		"none/a_linux.go":   "package none\n\nconst X = 1\n",
		"none/use/a.go":     "package use\n\nimport \"planted/none\"\n\nconst X = none.X\n",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	constant := "constant/a.go:3:19: cannot use 1 << 40 (untyped int constant 1099511627776) as int value in constant declaration (overflows)"
	shift, body := "shift/a.go:5:9: a shift of 32 bits by 32", "body/a.go:3:1: None has no body"
	file, call := "file/a.go:3:9: undefined: y", "syscall/a_test.go:5:17: undefined: syscall.Getrusage"
	for target, want := range map[string][]string{
		"linux/amd64":   {body},
		"linux/arm64":   {file},
		"linux/386":     {constant, shift, file, body},
		"windows/amd64": {body, call, "build constraints exclude all Go files in none", `none/use/a.go:3:8: could not import planted/none (invalid package name: "")`},
	} {
		problems, err := check(dir, target)
		require.NoError(t, err, target)
		var got []string
		for _, p := range problems {
			got = append(got, strings.ReplaceAll(filepath.ToSlash(p.Error()), filepath.ToSlash(dir)+"/", ""))
		}
		assert.ElementsMatch(t, want, got, target)
	}
	_, err := check(dir, "linux")
	assert.EqualError(t, err, "no GOOS/GOARCH")
}
