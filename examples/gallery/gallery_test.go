package gallery

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// TestPrograms holds every program to what the gallery promises: one file of at most 120 lines, with a test, a small
// picture and a place in the README.
func TestPrograms(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	programs, err := filepath.Glob("*/main.go")
	require.NoError(t, err)
	for _, path := range programs {
		name := filepath.Dir(path)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.LessOrEqual(t, strings.Count(string(text), "\n"), 120, "lines of %s", path)
		sources, err := filepath.Glob(name + "/*.go")
		require.NoError(t, err)
		require.Equal(t, []string{path, name + "/main_test.go"}, sources, "a program and its test")
		picture, err := filepath.Glob("pictures/" + name + ".*")
		require.NoError(t, err)
		require.Len(t, picture, 1, "pictures of %s; go generate ./%s makes one", name, name)
		info, err := os.Stat(picture[0])
		require.NoError(t, err)
		require.LessOrEqual(t, info.Size(), int64(60_000), "bytes of %s", picture[0])
		require.Contains(t, string(text), "//go:generate go run . -plot ../"+picture[0]+"\n", path)
		require.Contains(t, string(readme), "gallery/"+picture[0], "pictures of the README")
		require.Contains(t, string(readme), "(gallery/"+path+")", "programs of the README")
	}
	pictures, err := filepath.Glob("pictures/*")
	require.NoError(t, err)
	require.Len(t, pictures, len(programs), "a picture for each program")
}

func TestFlags(t *testing.T) {
	var help strings.Builder
	for want, args := range map[string][]string{
		"flag provided but not defined: -plto; the only flag is -plot FILE": {"-plto", "x.svg"},
		`unexpected argument "x"; the only flag is -plot FILE`:              {"x"},
		"-plot x.gif: the name must end in .svg or .png":                    {"-plot", "x.gif"},
		"-plot no/such/folder/x.svg: ":                                      {"-plot", "no/such/folder/x.svg"},
		"flag needs an argument: -plot":                                     {"-plot"},
	} {
		_, err := parse("coin", args, &help)
		require.ErrorContains(t, err, want)
	}
	require.Empty(t, help.String(), "errors are printed once, by Main")
	_, err := parse("coin", []string{"-h"}, &help)
	require.ErrorIs(t, err, flag.ErrHelp)
	require.Contains(t, help.String(), "coin prints an answer")
	s, err := parse("coin", []string{"-plot", filepath.Join(t.TempDir(), "x.svg")}, &help)
	require.NoError(t, err)
	require.NotEmpty(t, s.Plot)
}

// file is a picture that remembers where it was saved.
type file struct{ path string }

func (f *file) Save(path string) error { f.path = path; return nil }

func TestDraw(t *testing.T) {
	f, failed := new(file), errors.New("no draws")
	require.NoError(t, new(Session).Draw(f, nil))
	require.Empty(t, f.path, "no picture was asked for")
	require.NoError(t, (&Session{Plot: "x.svg"}).Draw(f, nil))
	require.Equal(t, "x.svg", f.path)
	require.ErrorIs(t, new(Session).Draw(f, failed), failed, "also where no picture is asked for")
}

func TestWrapped(t *testing.T) {
	require.Equal(t, "Warning: short.\n", wrapped("Warning: short."))
	long := wrapped(strings.Repeat("fünf ", 50))
	for i, line := range strings.Split(strings.TrimSuffix(long, "\n"), "\n") {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 110)
		require.Equal(t, i > 0, strings.HasPrefix(line, "  "))
	}
	require.Equal(t, 50, strings.Count(long, "fünf"))
}

func TestStatus(t *testing.T) {
	var out strings.Builder
	s := &status{w: &out, terminal: true}
	s.show(time.Second, "%d of %d", 1, 9)
	require.Empty(t, out.String(), "short work needs no line")
	s.show(3*time.Second, "%d of %d", 3, 9)
	s.end()
	s.end()
	require.Equal(t, "\r3 of 9\x1b[K\r\x1b[K", out.String(), "the line is gone before anything else is printed")

	out.Reset()
	s = &status{w: &out}
	for second := range 25 {
		s.show(time.Duration(second)*time.Second, "%d of 25", second)
	}
	require.Equal(t, "10 of 25\n20 of 25\n", out.String(), "into a file goes a line every ten seconds")
	var none *status
	none.show(time.Hour, "")
	none.end()
}
