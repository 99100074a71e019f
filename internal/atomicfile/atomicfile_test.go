package atomicfile

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// text writes a text.
func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

// holds requires that a folder holds just these files, by name and content; links and whatever is not a file count by
// name.
func holds(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		got[e.Name()] = ""
		if e.Type().IsRegular() {
			content, err := os.ReadFile(filepath.Join(dir, e.Name()))
			require.NoError(t, err)
			got[e.Name()] = string(content)
		}
	}
	require.Equal(t, want, got)
}

func TestWriteMakesAndReplaces(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	require.NoError(t, Check(path))
	holds(t, dir, map[string]string{})
	require.NoError(t, Write(path, text("one")))
	holds(t, dir, map[string]string{"f": "one"})
	require.NoError(t, Check(path))
	require.NoError(t, Write(path, text("two")))
	holds(t, dir, map[string]string{"f": "two"})
}

func TestLongNames(t *testing.T) {
	dir := t.TempDir()
	name := strings.Repeat("n", 255)
	require.NoError(t, Check(filepath.Join(dir, name)))
	for _, content := range []string{"one", "two"} {
		require.NoError(t, Write(filepath.Join(dir, name), text(content)))
		holds(t, dir, map[string]string{name: content})
	}
	require.Error(t, Check(filepath.Join(dir, name+"n")))
	require.Error(t, Write(filepath.Join(dir, name+"n"), text("three")))
	holds(t, dir, map[string]string{name: "two"})
}

// A relative path without a folder is in the current one.
func TestNameAlone(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, Check("f"))
	require.NoError(t, Write("f", text("one")))
	holds(t, dir, map[string]string{"f": "one"})
}

func TestFailuresLeaveWhatWas(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	broken := errors.New("broken")
	for _, want := range []map[string]string{{}, {"f": "old"}} {
		for range 2 {
			require.ErrorIs(t, Write(path, func(w io.Writer) error {
				io.WriteString(w, "half")
				return broken
			}), broken)
			holds(t, dir, want)
			require.PanicsWithValue(t, "in the middle", func() {
				_ = Write(path, func(w io.Writer) error {
					io.WriteString(w, "half")
					panic("in the middle")
				})
			})
			holds(t, dir, want)
			done := make(chan struct{})
			go func() {
				defer close(done)
				_ = Write(path, func(w io.Writer) error {
					io.WriteString(w, "half")
					runtime.Goexit()
					return nil
				})
			}()
			<-done
			holds(t, dir, want)
		}
		require.NoError(t, Write(path, text("old")))
	}
}

func TestPlacesThatNoFileCanHave(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, Write(filepath.Join(dir, "f"), text("one")))
	for _, path := range []string{"", dir, dir + "/", dir + "/new/", dir + "/no/f", dir + "/f/g"} {
		require.Error(t, Check(path), "%q", path)
		require.Error(t, Write(path, text("two")), "%q", path)
	}
	require.ErrorIs(t, Write(dir+"/no/f", text("two")), fs.ErrNotExist)
	require.EqualError(t, Check(""), "the path is empty: file does not exist")
	require.EqualError(t, Check(dir), "write "+dir+": "+errIsFolder.Error())
	holds(t, dir, map[string]string{"f": "one"})
}

// A reader finds, while several write, one whole content or another.
func TestManyWriters(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	require.NoError(t, Write(path, text(strings.Repeat("0", 1000))))
	var all sync.WaitGroup
	for writer := range 4 {
		all.Go(func() {
			for range 10 {
				if err := Write(path, func(w io.Writer) error {
					for range 10 {
						w.Write(bytes.Repeat([]byte{byte('0' + writer)}, 100))
					}
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 200 {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Len(t, content, 1000)
		require.Equal(t, strings.Repeat(string(content[:1]), 1000), string(content))
	}
	all.Wait()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
}
