//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func modeOf(t *testing.T, path string) fs.FileMode {
	info, err := os.Stat(path)
	require.NoError(t, err)
	return info.Mode()
}

func TestUmaskIsHonouredAndModesAreKept(t *testing.T) {
	dir := t.TempDir()
	old := unix.Umask(0)
	defer unix.Umask(old)
	for umask, want := range map[int]fs.FileMode{0o022: 0o644, 0o077: 0o600, 0o002: 0o664, 0: 0o666} {
		unix.Umask(umask)
		path := filepath.Join(dir, "new")
		require.NoError(t, Write(path, text("new")))
		require.Equal(t, want, modeOf(t, path))
		require.NoError(t, os.Remove(path))
	}
	unix.Umask(0o022)
	path := filepath.Join(dir, "old")
	for _, mode := range []fs.FileMode{0o600, 0o640, 0o666, 0o755, 0o604} {
		require.NoError(t, Write(path, text("old")))
		require.NoError(t, os.Chmod(path, mode))
		require.NoError(t, Write(path, func(io.Writer) error {
			entries, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Len(t, entries, 2)
			require.Equal(t, fs.FileMode(0o600), modeOf(t, filepath.Join(dir, entries[0].Name())), "its owner's alone while it is written")
			return nil
		}))
		require.Equal(t, mode, modeOf(t, path))
	}
}

func TestSymbolicLinksStay(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"a", "b", "b/c"} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, sub), 0o777))
	}
	link := func(to, name string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.Symlink(to, path))
		return path
	}
	require.NoError(t, Write(filepath.Join(dir, "a", "f"), text("zero")))
	link("../b/c", "a/deep")
	for to, path := range map[string]string{
		"a/f":  link("a/f", "relative"),
		"a/f ": link(filepath.Join(dir, "a", "f"), "absolute"),
		" a/f": link("relative", "chain"),
		"b/g":  link("../g", "b/c/up"),
		// The folder before .. is a link: the file lies beside what it leads to.
		"b/h": link("a/deep/../h", "sideways"),
		"b/k": link("k", "b/dangling"),
	} {
		require.NoError(t, Check(path))
		for _, content := range []string{"one " + to, "two " + to} {
			require.NoError(t, Write(path, text(content)))
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, content, string(got))
		}
		info, err := os.Lstat(path)
		require.NoError(t, err)
		require.Equal(t, fs.ModeSymlink, info.Mode().Type(), path)
	}
	require.NoError(t, Write(dir+"/a/deep/../m", text("")))
	holds(t, filepath.Join(dir, "b"), map[string]string{"c": "", "dangling": "", "g": "two b/g", "h": "two b/h", "k": "two b/k", "m": ""})
	holds(t, dir, map[string]string{"a": "", "b": "", "relative": "", "absolute": "", "chain": "", "sideways": ""})

	loop := link("loop", "loop")
	require.ErrorIs(t, Check(loop), unix.ELOOP)
	require.ErrorIs(t, Write(loop, text("")), unix.ELOOP)
	nowhere := link("no/f", "nowhere")
	require.ErrorIs(t, Check(nowhere), fs.ErrNotExist)
}

func TestPipesAndDevicesAreWrittenTo(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, unix.Mkfifo(pipe, 0o600))
	require.NoError(t, os.Symlink("pipe", filepath.Join(dir, "link")))
	require.NoError(t, os.Symlink(os.DevNull, filepath.Join(dir, "null")))
	for _, path := range []string{pipe, filepath.Join(dir, "link")} {
		require.NoError(t, Check(path), "and does not wait for a reader")
		got := make(chan string)
		go func() {
			content, _ := os.ReadFile(pipe)
			got <- string(content)
		}()
		require.NoError(t, Write(path, text("hello")))
		require.Equal(t, "hello", <-got)
	}
	require.NoError(t, Write(filepath.Join(dir, "null"), text("hello")))
	holds(t, dir, map[string]string{"pipe": "", "link": "", "null": ""})
	require.Equal(t, fs.ModeNamedPipe, modeOf(t, pipe).Type())
	require.NotZero(t, modeOf(t, os.DevNull)&fs.ModeCharDevice)

	broken := errors.New("broken")
	require.ErrorIs(t, Write(os.DevNull, func(io.Writer) error { return broken }), broken)
	if _, err := os.Stat("/dev/full"); err == nil {
		require.ErrorIs(t, Write("/dev/full", text("hello")), unix.ENOSPC)
		require.NotZero(t, modeOf(t, "/dev/full")&fs.ModeCharDevice)
	}
}

func TestOtherNamesOfAReplacedFileKeepTheOldContent(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	require.NoError(t, Write(path, text("one")))
	require.NoError(t, os.Link(path, filepath.Join(dir, "other")))
	require.NoError(t, Write(path, text("two")))
	holds(t, dir, map[string]string{"f": "two", "other": "one"})
}

func TestWritersRemoveWhatKilledOnesLeft(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	left := func(name string) { require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600)) }
	left(".credence-0123456789abcdef.tmp")
	left(".credence-00000000000000ff.tmp")
	left(".credence-mine.tmp")
	require.NoError(t, unix.Mkfifo(filepath.Join(dir, ".credence-000000000000000a.tmp"), 0o600))
	require.NoError(t, os.Symlink("f", filepath.Join(dir, ".credence-000000000000000b.tmp")))
	require.NoError(t, Check(path))
	require.NoError(t, Write(path, text("one")))
	holds(t, dir, map[string]string{"f": "one",
		".credence-mine.tmp": "half", ".credence-000000000000000a.tmp": "", ".credence-000000000000000b.tmp": ""})
}

// A writer that waits for its lock while another removes its file makes a new one.
func TestAFileRemovedBeforeItIsLockedIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	stop := make(chan struct{})
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		for {
			select {
			case <-stop:
				return
			default:
				sweep(dir)
			}
		}
	}()
	for range 50 {
		require.NoError(t, Write(filepath.Join(dir, "f"), text("one")))
	}
	close(stop)
	<-swept
	holds(t, dir, map[string]string{"f": "one"})
}

// as runs f with the permissions of another user on files, where the system lets a thread have its own.
func as(t *testing.T, user int, f func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("takes root")
	}
	setUserOfThread(t, user)
	defer setUserOfThread(t, 0)
	f()
}

func TestFilesThatMayNotBeWritten(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o777))
	for parent := filepath.Dir(dir); parent != "/" && parent != os.TempDir(); parent = filepath.Dir(parent) {
		require.NoError(t, os.Chmod(parent, 0o755))
	}
	path := filepath.Join(dir, "f")
	pipe := filepath.Join(dir, "pipe")
	locked := filepath.Join(dir, "locked")
	require.NoError(t, Write(path, text("one")))
	require.NoError(t, os.Chmod(path, 0o444))
	require.NoError(t, unix.Mkfifo(pipe, 0o600))
	require.NoError(t, os.Mkdir(locked, 0o555))
	require.NoError(t, os.WriteFile(filepath.Join(locked, "f"), []byte("one"), 0o666))
	require.NoError(t, os.Chmod(filepath.Join(locked, "f"), 0o666))
	as(t, 65534, func() {
		for _, path := range []string{path, pipe, filepath.Join(locked, "f"), filepath.Join(locked, "new")} {
			require.ErrorIs(t, Check(path), fs.ErrPermission, path)
			require.ErrorIs(t, Write(path, text("two")), fs.ErrPermission, path)
		}
		require.EqualError(t, Check(filepath.Join(locked, "f")), "make a file in "+locked+"/: permission denied")
	})
	holds(t, dir, map[string]string{"f": "one", "pipe": "", "locked": ""})
	holds(t, locked, map[string]string{"f": "one"})
}

func TestOwnersAreKept(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o777))
	for parent := filepath.Dir(dir); parent != "/" && parent != os.TempDir(); parent = filepath.Dir(parent) {
		require.NoError(t, os.Chmod(parent, 0o755))
	}
	path := filepath.Join(dir, "f")
	owner := func() [2]uint32 {
		info, err := os.Stat(path)
		require.NoError(t, err)
		s := info.Sys().(*syscall.Stat_t)
		return [2]uint32{s.Uid, s.Gid}
	}
	if os.Geteuid() != 0 {
		t.Skip("takes root")
	}
	require.NoError(t, Write(path, text("one")))
	require.NoError(t, os.Chown(path, 65534, 65533))
	require.NoError(t, os.Chmod(path, 0o640))
	require.NoError(t, Write(path, text("two")))
	require.Equal(t, [2]uint32{65534, 65533}, owner())
	require.Equal(t, fs.FileMode(0o640), modeOf(t, path))

	// Another user may not give the file back, and the saved file's new group must not read it.
	require.NoError(t, os.Chmod(path, 0o662))
	as(t, 65532, func() { require.NoError(t, Write(path, text("three"))) })
	require.Equal(t, uint32(65532), owner()[0])
	require.Equal(t, fs.FileMode(0o622), modeOf(t, path))
}

// What another process has locked is not removed, and what it leaves is, as soon as it has ended.
func TestLocksEndWithTheirHolders(t *testing.T) {
	dir := t.TempDir()
	busy, done := make(chan struct{}), make(chan struct{})
	finished := make(chan error)
	go func() {
		finished <- Write(filepath.Join(dir, "slow"), func(io.Writer) error {
			close(busy)
			<-done
			return nil
		})
	}()
	<-busy
	for range 20 {
		require.NoError(t, Write(filepath.Join(dir, "fast"), text("one")))
		time.Sleep(time.Millisecond)
	}
	close(done)
	require.NoError(t, <-finished)
	holds(t, dir, map[string]string{"slow": "", "fast": "one"})
}
