package main

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed peers
var scripts embed.FS

// environment is the Python that has the peers: a virtual environment in the user's cache folder, made when it is
// missing or has other versions.
func environment(ctx context.Context) (python string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "credence", "peers")
	python = filepath.Join(dir, "bin", "python")
	want, err := scripts.ReadFile("peers/requirements.txt")
	if err != nil {
		return "", err
	}
	stamp := filepath.Join(dir, "installed.txt")
	if has, err := os.ReadFile(stamp); err == nil && bytes.Equal(has, want) {
		return python, nil
	}
	fmt.Fprintf(os.Stderr, "installing the peers in %s\n", dir)
	requirements := filepath.Join(dir, "requirements.txt")
	for _, step := range []func() error{
		func() error { return command(ctx, "python3", "-m", "venv", dir) },
		func() error { return os.WriteFile(requirements, want, 0o644) },
		func() error { return command(ctx, python, "-m", "pip", "install", "--quiet", "-r", requirements) },
		func() error { return os.WriteFile(stamp, want, 0o644) },
	} {
		if err := step(); err != nil {
			return "", err
		}
	}
	return python, nil
}

func command(ctx context.Context, name string, args ...string) error {
	c := exec.CommandContext(ctx, name, args...)
	c.Stderr = os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return nil
}

// peer is a Python process that measures on request.
type peer struct {
	system  string
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Scanner
	has     map[string]string // versions
	dir     string
}

func startPeer(ctx context.Context, python, name string) (*peer, error) {
	dir, err := os.MkdirTemp("", "credence-bench")
	if err != nil {
		return nil, err
	}
	p := &peer{system: name, dir: dir}
	if err := os.CopyFS(dir, scripts); err != nil {
		return nil, err
	}
	p.command = exec.CommandContext(ctx, python, filepath.Join(dir, "peers", name+"_peer.py"))
	p.command.Stderr = os.Stderr
	for _, v := range os.Environ() {
		// Left-overs of other experiments that slow the peers down.
		if !strings.HasPrefix(v, "OPENBLAS_") && !strings.HasPrefix(v, "OMP_") && !strings.HasPrefix(v, "MKL_") {
			p.command.Env = append(p.command.Env, v)
		}
	}
	if p.in, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewScanner(out)
	p.out.Buffer(nil, 1<<26)
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	var hello struct{ Versions map[string]string }
	if err := p.answer(&hello); err != nil {
		return nil, err
	}
	p.has = hello.Versions
	return p, nil
}

func (p *peer) name() string { return p.system }

func (p *peer) versions() map[string]string { return p.has }

// settle is how long a peer's threads go on spinning after its turn.
const settle = 400 * time.Millisecond

func (p *peer) turn(name string, seconds float64) ([]time.Duration, bool, error) {
	if _, err := fmt.Fprintln(p.in, name, seconds); err != nil {
		return nil, false, fmt.Errorf("%s: %w", p.system, err)
	}
	var reply struct{ NS []time.Duration }
	if err := p.answer(&reply); err != nil {
		return nil, false, err
	}
	time.Sleep(settle)
	return reply.NS, len(reply.NS) > 0, nil
}

// answer reads one line of JSON.
func (p *peer) answer(v any) error {
	if !p.out.Scan() {
		return fmt.Errorf("%s ended without an answer: %v", p.system, p.command.Wait())
	}
	if err := json.Unmarshal(p.out.Bytes(), v); err != nil {
		return fmt.Errorf("%s said %q, expected JSON: %w", p.system, p.out.Text(), err)
	}
	return nil
}

func (p *peer) stop() {
	p.in.Close()
	p.command.Wait()
	os.RemoveAll(p.dir)
}
