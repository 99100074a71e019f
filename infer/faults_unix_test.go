//go:build unix

package infer

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func init() {
	faultPrograms["save for ever"] = saveForEver
	faultPrograms["save to a full disk"] = saveToAFullDisk
}

// saveForEver trains from a checkpoint, or anew, and saves after every step.
func saveForEver(args []string) {
	path := args[0]
	s := bulky()
	if err := s.LoadFile(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		fmt.Println(err)
		return
	}
	for {
		if _, err := s.Step(0); err != nil {
			fmt.Println(err)
			return
		}
		if err := s.SaveFile(path); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("saved", s.Steps())
	}
}

// saver is a process that saves for ever and has saved once.
func saver(t *testing.T, path string) *exec.Cmd {
	t.Helper()
	c := inProcess(t, "save for ever", path)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "saved")
	return c
}

func kill(t *testing.T, c *exec.Cmd) {
	t.Helper()
	require.NoError(t, c.Process.Kill())
	require.ErrorContains(t, c.Wait(), "killed")
}

func files(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	return len(entries)
}

// A process that is killed while it saves leaves the old checkpoint or the new one, and its successor clears up.
func TestKilledWhileSaving(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "svi")
	rng := rand.New(rand.NewPCG(1, 1))
	steps, left := 0, 0
	for range often(5, 200) {
		c := saver(t, path)
		require.LessOrEqual(t, files(t, dir), 2, "nothing of processes killed before is left after the first save")
		time.Sleep(time.Duration(rng.IntN(20_000)) * time.Microsecond)
		kill(t, c)
		now := whole(t, path)
		require.Greater(t, now, steps)
		steps = now
		left += files(t, dir) - 1
	}
	t.Logf("%d of %d kills left a file", left, often(5, 200))
	s := bulky()
	require.NoError(t, s.LoadFile(path))
	require.NoError(t, s.SaveFile(path))
	require.Equal(t, 1, files(t, dir))
}

// Two processes that save to the same file do not disturb each other, even if one is killed.
func TestKilledWhileAnotherSaves(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "svi")
	other := saver(t, path)
	rng := rand.New(rand.NewPCG(2, 2))
	for range often(2, 50) {
		c := saver(t, path)
		time.Sleep(time.Duration(rng.IntN(20_000)) * time.Microsecond)
		kill(t, c)
		whole(t, path)
	}
	kill(t, other)
	s := bulky()
	require.NoError(t, s.LoadFile(path))
	require.NoError(t, s.SaveFile(path))
	require.Equal(t, 1, files(t, dir))
}

// saveToAFullDisk saves where no file can be larger than so many bytes.
func saveToAFullDisk(args []string) {
	path, limit := args[0], args[1]
	most, err := strconv.ParseUint(limit, 10, 64)
	if err != nil {
		panic(err)
	}
	s := bulky()
	if err := s.LoadFile(path); err != nil {
		panic(err)
	}
	if _, err := s.Step(0); err != nil {
		panic(err)
	}
	signal.Ignore(unix.SIGXFSZ)
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: most, Max: most}); err != nil {
		panic(err)
	}
	if err := s.SaveFile(path); err != nil {
		fmt.Print(err)
	}
}

// Wherever the room ends, the old checkpoint stays and nothing else is left.
func TestSavingToAFullDisk(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "svi")
	s := bulky()
	train(t, s, 0, 1)
	require.NoError(t, s.SaveFile(path))
	size := len(saved(t, s))
	rng := rand.New(rand.NewPCG(3, 3))
	limits := []int{0, 100, size - 1}
	for range often(0, 50) {
		limits = append(limits, rng.IntN(size))
	}
	for _, limit := range limits {
		out, err := inProcess(t, "save to a full disk", path, strconv.Itoa(limit)).CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "infer: saving the checkpoint: write ")
		require.Contains(t, string(out), unix.EFBIG.Error())
		require.Equal(t, 1, whole(t, path))
		require.Equal(t, 1, files(t, dir))
	}
	out, err := inProcess(t, "save to a full disk", path, strconv.Itoa(size+100)).CombinedOutput()
	require.NoError(t, err)
	require.Empty(t, string(out))
	require.Equal(t, 2, whole(t, path))
	require.Equal(t, 1, files(t, dir))
}
