package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// program is how a system is started as a process that measures on request, so that it can be measured beside others
// and from its start.
//
// The process first writes a line with its versions. Then it reads lines "CASE SECONDS" and answers each with an answer
// in a line of JSON: the times of the steps within so many seconds, after some that warm it up, or with SECONDS 0 of
// the very first step alone. At the end of its input it ends.
type program struct {
	system  string
	kind    kind // of the cases it has
	command []string
	env     []string // set for it
	tuned   bool     // by env: it stands beside the system as users start it
	dir     string   // where it runs; empty for here
}

type answer struct {
	Versions map[string]string `json:"versions,omitempty"`
	NS       []time.Duration   `json:"ns,omitempty"`
	CPUNS    []time.Duration   `json:"cpu_ns,omitempty"`  // of all processors, for the same steps
	Sums     []float64         `json:"sums,omitempty"`    // of the case, where it has any
	PeakKB   float64           `json:"peak_kb,omitempty"` // the most memory the process ever had, in KiB; 0 if unknown
}

// process is a program that runs.
type process struct {
	program
	versions map[string]string
	running  *exec.Cmd
	ctx      context.Context
	cancel   context.CancelFunc
	in       io.WriteCloser
	out      *bufio.Scanner
}

func (p program) start(ctx context.Context) (*process, error) {
	q := &process{program: p}
	q.ctx, q.cancel = context.WithCancel(ctx)
	q.running = command(q.ctx, p.command...)
	q.running.Dir = p.dir
	q.running.Env = append(undisturbed(os.Environ()), "PYTHONWARNINGS=ignore::FutureWarning")
	q.running.Env = append(q.running.Env, p.env...)
	var err error
	if q.in, err = q.running.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := q.running.StdoutPipe()
	if err != nil {
		return nil, err
	}
	q.out = bufio.NewScanner(out)
	q.out.Buffer(nil, 1<<26)
	if err := q.running.Start(); err != nil {
		return nil, fmt.Errorf("%s does not start: %w", p.system, err)
	}
	hello, err := q.answer()
	if err != nil {
		q.stop()
		return nil, err
	}
	q.versions = hello.Versions
	return q, nil
}

// undisturbed returns an environment without the settings that other experiments may have left for numerical libraries
// and for memory.
func undisturbed(environ []string) []string {
	var kept []string
	for _, v := range environ {
		left := func(prefix string) bool { return strings.HasPrefix(v, prefix) }
		if !slices.ContainsFunc([]string{"OPENBLAS_", "OMP_", "MKL_", "MALLOC_"}, left) {
			kept = append(kept, v)
		}
	}
	return kept
}

// command returns a command that ends when ctx does, with all that it started.
func command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	takeAlong(c)
	c.Stderr = os.Stderr
	c.WaitDelay = time.Second
	return c
}

func (p *process) name() string { return p.system }

// settle is how long a process's threads go on spinning after its turn.
const settle = 400 * time.Millisecond

func (p *process) turn(c benchmark, seconds float64) (answer, error) {
	a, err := p.ask(c.name, seconds)
	if err == nil {
		time.Sleep(settle)
	}
	return a, err
}

func (p *process) ask(name string, seconds float64) (answer, error) {
	if _, err := fmt.Fprintln(p.in, name, seconds); err != nil {
		return answer{}, p.ended()
	}
	a, err := p.answer()
	if err == nil && len(a.NS) == 0 {
		err = &noCaseError{p.system, name}
	}
	return a, err
}

// noCaseError says that a system does not know a case, as an older build does not know newer ones.
type noCaseError struct{ system, name string }

func (e *noCaseError) Error() string { return fmt.Sprintf("%s has no case %s", e.system, e.name) }

func (p *process) answer() (answer, error) {
	if !p.out.Scan() {
		return answer{}, p.ended()
	}
	return parseAnswer(p.system, p.out.Bytes())
}

func parseAnswer(system string, line []byte) (a answer, err error) {
	if err := json.Unmarshal(line, &a); err != nil {
		return answer{}, fmt.Errorf("%s said %q, expected a line of JSON: %w", system, line, err)
	}
	return a, nil
}

// ended returns the error of a process that does not answer: that of the context if it was ended on purpose.
func (p *process) ended() error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	p.in.Close()
	return fmt.Errorf("%s ended without an answer: %v", p.system, p.running.Wait())
}

// stop lets the process end by itself, and ends it if that takes long.
func (p *process) stop() {
	p.in.Close()
	late := time.AfterFunc(5*time.Second, p.cancel)
	p.running.Wait() // its error says nothing new
	late.Stop()
	p.cancel()
}
