package infer

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// The faults that a training has to survive: nothing is lost, and there is the old state or the new one. Tests that
// kill processes are in faults_unix_test.go. CREDENCE_FAULTS=1 makes them many.

// often is how many times a fault is tried.
func often(short, long int) int {
	if os.Getenv("CREDENCE_FAULTS") != "" {
		return long
	}
	return short
}

// faultProgram names, in the environment of the test's own binary, the function that it runs instead of tests.
const faultProgram = "CREDENCE_FAULT_PROGRAM"

func TestMain(m *testing.M) {
	if name := os.Getenv(faultProgram); name != "" {
		faultPrograms[name](os.Args[1:])
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// faultPrograms run in processes of their own.
var faultPrograms = map[string]func(args []string){}

// inProcess is a process that runs a fault program.
func inProcess(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	c := exec.Command(self, args...)
	c.Env = append(os.Environ(), faultProgram+"="+name)
	return c
}

// bulky is a training whose checkpoint takes some time to write.
func bulky() *SVI[int] {
	const n = 50_000
	model := func(c *ppl.Context, _ int) {
		z := ppl.Sample(c, "z", dist.Normal(tensor.Zeros(n), 1).ToEvent(1))
		ppl.Factor(c, "f", z.Sum())
	}
	return NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{Optimizer: optim.Adam{LR: 0.01}, Loss: MeanFieldELBO{}, Seed: 1})
}

// whole requires that a file holds a whole checkpoint, from which training goes on, and returns its steps.
func whole(t *testing.T, path string) int {
	t.Helper()
	s := bulky()
	require.NoError(t, s.LoadFile(path))
	steps := s.Steps()
	train(t, s, 0, 1)
	return steps
}

// Training that is interrupted after any step, saved and loaded, ends where it would have ended.
func TestRunInterruptedAtEveryStep(t *testing.T) {
	const epochs, size = 3, 4
	session := func(s *SVI[*tensor.Tensor], stop int) {
		batches, err := Batches(len(rows), size, BatchOptions{Epochs: epochs, Seed: 2, Skip: s.Steps()},
			func(batch []int) *tensor.Tensor { return xrows.Take(0, batch) })
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if stop == 0 {
			cancel()
		}
		for step, err := range s.Run(ctx, batches) {
			if err != nil {
				require.ErrorIs(t, err, context.Canceled)
			}
			if step.N == stop {
				cancel()
			}
		}
	}
	uninterrupted := meanSVI(SVIOptions{Seed: 4})
	session(uninterrupted, -1)
	n := uninterrupted.Steps()
	require.Greater(t, n, 6)
	path := filepath.Join(t.TempDir(), "svi")
	for stop := range n {
		s := meanSVI(SVIOptions{Seed: 4})
		session(s, stop)
		require.Equal(t, stop, s.Steps())
		require.NoError(t, s.SaveFile(path))
		s = meanSVI(SVIOptions{})
		require.NoError(t, s.LoadFile(path))
		session(s, -1)
		require.Equal(t, saved(t, uninterrupted), saved(t, s), "interrupted after %d steps", stop)
	}
}

// Whatever ends a step in the midst of a model, a guide or the making of a parameter, training goes on.
func TestModelsThatEndEarly(t *testing.T) {
	bug := errors.New("a bug")
	for name, end := range map[string]func(){
		"panic":   func() { panic(bug) },
		"index":   func() { var none []int; none[0] = 1 },
		"mistake": func() { tensor.Zeros(2).Add(tensor.Zeros(3)) },
		"Goexit":  runtime.Goexit,
	} {
		for _, place := range []string{"guide", "model", "parameter", "derivative of nothing"} {
			t.Run(name+" in "+place, func(t *testing.T) {
				at := func(here string, fails bool) {
					if fails && here == place {
						end()
					}
				}
				model := func(c *ppl.Context, fails bool) {
					z := ppl.Sample(c, "z", dist.Normal(0, 1))
					at("model", fails)
					if fails {
						ppl.Param(c, "late", func(*tensor.RNG) *tensor.Tensor {
							at("parameter", fails)
							return tensor.Scalar(1)
						})
					}
					ppl.Sample(c, "x", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(1)))
					at("derivative of nothing", fails)
				}
				guide := func(c *ppl.Context, fails bool) {
					meanGuide(c, nil)
					at("guide", fails)
				}
				s := NewSVI(model, guide, SVIOptions{Seed: 2})
				for range 3 {
					train(t, s, false, 1)
					check := unchanged(t, s)
					for _, entry := range []func() error{
						func() error { _, err := s.Step(true); return err },
						func() error { _, err := s.Evaluate(true, EvaluateOptions{Particles: 3}); return err },
					} {
						finished := false
						var err error
						done := make(chan any)
						go func() {
							defer func() { done <- recover() }()
							err = entry()
							finished = true
						}()
						raised := <-done
						require.False(t, finished && err == nil && raised == nil, "neither an error, nor a panic, nor the end of the goroutine")
						check()
					}
				}
				again := NewSVI(model, guide, SVIOptions{})
				load(t, again, saved(t, s))
				require.Equal(t, train(t, s, false, 2), train(t, again, false, 2))
			})
		}
	}
}
