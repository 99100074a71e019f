//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// asProgram has the test binary be the program.
const asProgram = "BNN_MNIST_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// process is the program while it trains for ever on the small MNIST.
type process struct {
	cmd    *exec.Cmd
	out    *os.File // read end of its standard output
	stderr io.ReadCloser
	errors io.Reader // what it has yet to say there
}

// start starts it, by way of a shell command that gets it as its arguments if there is one, and waits for its first
// epoch.
func start(t *testing.T, dir, shell string, args ...string) *process {
	t.Helper()
	path, err := os.Executable()
	require.NoError(t, err)
	args = append([]string{path, "-data", dir, "-hidden", "16", "-batch", "50", "-draws", "2", "-epochs", "100000"}, args...)
	if shell != "" {
		args = append([]string{"sh", "-c", shell, "sh"}, args...)
	}
	p := &process{cmd: exec.Command(args[0], args[1:]...)}
	p.cmd.Env = append(os.Environ(), asProgram+"=1")
	var stdout *os.File
	p.out, stdout, err = os.Pipe()
	require.NoError(t, err)
	p.cmd.Stdout = stdout
	p.stderr, err = p.cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	stdout.Close()
	t.Cleanup(func() { p.cmd.Process.Kill(); p.out.Close() })
	lines := bufio.NewReader(p.stderr)
	line, err := lines.ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "epoch 1/100000")
	p.errors = lines
	return p
}

// end is what the program still prints, and how it ends.
func (p *process) end(t *testing.T) (out, errors string, err error) {
	t.Helper()
	late := time.AfterFunc(time.Minute, func() { p.cmd.Process.Kill() })
	defer late.Stop()
	both := make(chan string)
	go func() {
		text, _ := io.ReadAll(p.errors)
		both <- string(text)
	}()
	text, _ := io.ReadAll(p.out)
	errors = <-both
	return string(text), errors, p.cmd.Wait()
}

// resumes requires that a saved network is whole: training goes on from it.
func resumes(t *testing.T, dir, file string) {
	t.Helper()
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.True(t, info.Mode().IsRegular())
	entries, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	require.Len(t, entries, 1, "nothing else is left")
	o, err := parse([]string{"-data", dir, "-hidden", "16", "-batch", "50", "-epochs", "100000", "-load", file}, io.Discard)
	require.NoError(t, err)
	training, err := newTraining(o)
	require.NoError(t, err)
	steps := training.svi.Steps()
	require.Positive(t, steps)
	require.NoError(t, training.run(&interrupt{t.Context(), 2}))
	require.Equal(t, steps+2, training.svi.Steps())
}

func TestSignalsSave(t *testing.T) {
	dir := folder(t)
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(s.String(), func(t *testing.T) {
			if signal.Ignored(s) {
				t.Skip("the signal is ignored here, as under nohup, and by programs that are started from here")
			}
			file := filepath.Join(t.TempDir(), "net")
			p := start(t, dir, "", "-save", file)
			for range 3 { // as shells and timeout do, not all of which may come through
				require.NoError(t, p.cmd.Process.Signal(s))
			}
			out, _, err := p.end(t)
			require.NoError(t, err)
			require.Contains(t, out, "interrupted after ")
			require.Contains(t, out, "saved to "+file)
			require.Contains(t, out, "accuracy")
			resumes(t, dir, file)
		})
	}
}

// Ctrl-C goes to all programs of a pipe. The other one ends first.
func TestABrokenPipeLosesNothing(t *testing.T) {
	dir := folder(t)
	file := filepath.Join(t.TempDir(), "net")
	p := start(t, dir, "", "-save", file)
	p.out.Close()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGINT))
	_, errors, err := p.end(t)
	require.Error(t, err)
	require.Equal(t, 1, p.cmd.ProcessState.ExitCode(), "it was not ended by a signal")
	require.Contains(t, errors, "broken pipe")
	resumes(t, dir, file)

	// Its errors and its progress may go into the same pipe.
	require.NoError(t, os.Remove(file))
	p = start(t, dir, "", "-save", file)
	p.out.Close()
	p.stderr.Close()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGINT))
	require.Error(t, p.cmd.Wait())
	require.Equal(t, 1, p.cmd.ProcessState.ExitCode())
	resumes(t, dir, file)
}

func TestSignalsThatAreIgnoredStayIgnored(t *testing.T) {
	dir := folder(t)
	file := filepath.Join(t.TempDir(), "net")
	p := start(t, dir, `trap "" HUP; exec "$@"`, "-save", file)
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGHUP))
	line, err := bufio.NewReader(p.errors).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "epoch")
	require.NoFileExists(t, file)
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	_, _, err = p.end(t)
	require.NoError(t, err)
	resumes(t, dir, file)
}

func TestSaveToAPipe(t *testing.T) {
	dir := folder(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	got := make(chan []byte)
	go func() {
		content, _ := os.ReadFile(pipe)
		got <- content
	}()
	out, _ := small(t, t.Context(), dir, "-epochs", "1", "-save", pipe)
	require.Contains(t, out, "saved to "+pipe)
	copied := filepath.Join(t.TempDir(), "net")
	require.NoError(t, os.WriteFile(copied, <-got, 0o600))
	resumes(t, dir, copied)
	info, err := os.Stat(pipe)
	require.NoError(t, err)
	require.Equal(t, os.ModeNamedPipe, info.Mode().Type())
}

func TestInterruptBeforeTheFirstStepKeepsTheOldNetwork(t *testing.T) {
	dir := folder(t)
	file := filepath.Join(t.TempDir(), "net")
	small(t, t.Context(), dir, "-epochs", "1", "-save", file)
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, args := range [][]string{{"-epochs", "2"}, {"-epochs", "2", "-load", file}} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		args = append([]string{"-data", dir, "-hidden", "16", "-batch", "50", "-save", file}, args...)
		require.EqualError(t, run(ctx, args, io.Discard), "interrupted before the first step; nothing was learned, and nothing is saved")
		after, err := os.ReadFile(file)
		require.NoError(t, err)
		require.True(t, bytes.Equal(before, after))
	}
}

// A file that cannot be written shows before the training, and what is there stays.
func TestFilesThatCannotBeWrittenShowBeforeTraining(t *testing.T) {
	dir := folder(t)
	loop := filepath.Join(t.TempDir(), "loop")
	require.NoError(t, os.Symlink(loop, loop))
	for _, path := range []string{loop, filepath.Join(t.TempDir(), strings.Repeat("n", 300)), "/dev/null/net"} {
		var out bytes.Buffer
		err := run(t.Context(), []string{"-data", dir, "-epochs", "100000", "-save", path}, &out)
		require.ErrorContains(t, err, "-save")
		require.Empty(t, out.String())
	}
	old := filepath.Join(t.TempDir(), "old")
	require.NoError(t, os.WriteFile(old, []byte("good"), 0o600))
	require.ErrorContains(t, run(t.Context(), []string{"-data", t.TempDir(), "-save", old}, io.Discard), "train-images")
	content, err := os.ReadFile(old)
	require.NoError(t, err)
	require.Equal(t, "good", string(content))
}

// Where saving fails after all, the report is still printed.
func TestAFullDiskDoesNotLoseTheReport(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full on this system")
	}
	var out bytes.Buffer
	err := run(t.Context(), []string{"-data", folder(t), "-hidden", "16", "-batch", "50", "-draws", "2", "-epochs", "1", "-save", "/dev/full"}, &out)
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.NotContains(t, out.String(), "saved to")
	require.Contains(t, out.String(), "accuracy")
}

// A report is written as other programs write files: it follows a link, and all may read it whom the umask lets.
func TestReportFollowsALink(t *testing.T) {
	dir, there := folder(t), t.TempDir()
	link := filepath.Join(t.TempDir(), "page.html")
	require.NoError(t, os.Symlink(filepath.Join(there, "page.html"), link))
	defer syscall.Umask(syscall.Umask(0o027))
	for range 2 { // a file that is not there yet, and one that is
		small(t, t.Context(), dir, "-epochs", "1", "-report", link)
		info, err := os.Lstat(link)
		require.NoError(t, err)
		require.Equal(t, os.ModeSymlink, info.Mode().Type())
		files, err := os.ReadDir(there)
		require.NoError(t, err)
		require.Len(t, files, 1)
		info, err = files[0].Info()
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o640), info.Mode())
		require.Greater(t, info.Size(), int64(1000))
	}
}
