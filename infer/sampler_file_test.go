package infer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
)

// checkpointed is an MCMC that saves itself all the time.
func checkpointed(t testing.TB) MCMC {
	return MCMC{Chains: 2, Warmup: 200, Draws: 200, Seed: 3, Checkpoint: filepath.Join(t.TempDir(), "run"), CheckpointEvery: time.Microsecond}
}

// alone requires that a file is the only one in its folder.
func alone(t *testing.T, path string) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.Equal(t, filepath.Base(path), files[0].Name())
}

// loadedFrom is a new sampler that goes on with a run's checkpoint.
func loadedFrom(t *testing.T, m MCMC, path string) *Sampler {
	t.Helper()
	s, err := m.Sampler(eightSchools)
	require.NoError(t, err)
	require.NoError(t, s.LoadFile(path))
	return s
}

func TestCheckpointOfAWholeRun(t *testing.T) {
	m := checkpointed(t)
	plain := m
	plain.Checkpoint = ""
	want, err := plain.Run(background, eightSchools)
	require.NoError(t, err)
	got, err := m.Run(background, eightSchools)
	require.NoError(t, err)
	sameDraws(t, want, got)
	alone(t, m.Checkpoint)

	// It has the draws, which cost no further transition; those of the next Run are new.
	s := loadedFrom(t, m, m.Checkpoint)
	got, err = s.Run(background, 200)
	require.NoError(t, err)
	sameDraws(t, want, got)
	require.Equal(t, want.Sampling(), got.Sampling())
	got, err = s.Run(background, 1)
	require.NoError(t, err)
	require.NotEqual(t, want.Get("mu").At(0, 0), got.Get("mu").At(0, 0))

	// Another run does not write over it.
	_, err = m.Run(background, eightSchools)
	require.ErrorContains(t, err, fmt.Sprintf("infer: MCMC.Checkpoint: %q is there already; go on with it by Sampler.LoadFile, or remove it to begin anew", m.Checkpoint))
	for d, err := range m.Rounds(background, eightSchools, 10) {
		require.Nil(t, d)
		require.ErrorContains(t, err, "is there already")
	}
}

func TestCheckpointOfACancelledRun(t *testing.T) {
	m := checkpointed(t)
	plain := m
	plain.Checkpoint = ""
	want, err := plain.Run(background, eightSchools)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(1, 2))
	s, err := m.Sampler(eightSchools)
	require.NoError(t, err)
	for {
		ctx, cancel := context.WithTimeout(background, time.Duration(rng.IntN(8000))*time.Microsecond)
		got, err := s.Run(ctx, 200)
		cancel()
		alone(t, m.Checkpoint)
		if err == nil {
			sameDraws(t, want, got)
			return
		}
		require.ErrorIs(t, err, context.DeadlineExceeded)
		s = loadedFrom(t, m, m.Checkpoint)
	}
}

// TestCheckpointOfRounds has all draws of the rounds before.
func TestCheckpointOfRounds(t *testing.T) {
	m := checkpointed(t)
	var last *draws.Draws
	rounds := 0
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	for d, err := range m.Rounds(ctx, eightSchools, 30) {
		if rounds++; rounds == 3 {
			cancel()
		}
		if rounds > 3 {
			require.ErrorIs(t, err, context.Canceled)
		}
		last = d
	}
	got, err := loadedFrom(t, m, m.Checkpoint).Run(background, 200)
	require.NoError(t, err)
	(&pieces{[]*draws.Draws{last}, last.Draws()}).requireBegins(t, got)
	require.GreaterOrEqual(t, last.Draws(), 90)
}

// TestKilledRunGoesOn: a process is killed while it draws and saves, and the next one goes on.
func TestKilledRunGoesOn(t *testing.T) {
	const name = "CREDENCE_TEST_CHECKPOINT"
	m := MCMC{Chains: 2, Warmup: 1000, Draws: 1500, Seed: 3, CheckpointEvery: time.Millisecond}
	if path := os.Getenv(name); path != "" { // the process that is killed
		m.Checkpoint = path
		s, err := m.Sampler(eightSchools)
		require.NoError(t, err)
		if _, err := os.Stat(path); err == nil {
			require.NoError(t, s.LoadFile(path))
		}
		_, err = s.Run(background, 1500)
		require.NoError(t, err)
		return
	}
	want, err := m.Run(background, eightSchools)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(1, 2))
	runs := 1
	if os.Getenv("CREDENCE_FAULTS") != "" {
		runs = 20
	}
	for range runs {
		path := filepath.Join(t.TempDir(), "run")
		killed := 0
		for ; ; killed++ {
			cmd := exec.Command(os.Args[0], "-test.run=^TestKilledRunGoesOn$")
			cmd.Env = append(os.Environ(), name+"="+path)
			require.NoError(t, cmd.Start())
			time.AfterFunc(time.Duration(30+rng.IntN(100+20*killed))*time.Millisecond, func() { _ = cmd.Process.Kill() })
			if err := cmd.Wait(); err == nil {
				break
			}
			require.NotEqual(t, 1, cmd.ProcessState.ExitCode(), "a test that failed")
		}
		t.Log(killed, "times killed")
		got, err := loadedFrom(t, m, path).Run(background, 1500)
		require.NoError(t, err)
		sameDraws(t, want, got)
		require.NoError(t, loadedFrom(t, m, path).SaveFile(path))
		alone(t, path)
	}
}

func TestCheckpointsThatCannotBeWritten(t *testing.T) {
	m := checkpointed(t)
	folder := filepath.Dir(m.Checkpoint)
	m.Checkpoint = filepath.Join(folder, "none", "run")
	m.Progress = func(Progress) { t.Error("a transition was made") }
	_, err := m.Run(background, eightSchools)
	require.ErrorContains(t, err, "infer: MCMC.Checkpoint: ")
	require.ErrorIs(t, err, os.ErrNotExist)

	// One that fails later does not end the run.
	require.NoError(t, os.Mkdir(filepath.Dir(m.Checkpoint), 0o755))
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	m.Draws = 200_000
	m.Progress = func(p Progress) {
		_ = os.RemoveAll(filepath.Dir(m.Checkpoint))
		if errors.Is(p.Unsaved, os.ErrNotExist) {
			cancel()
		}
	}
	d, err := m.Run(ctx, eightSchools)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "infer: saving the sampler: ")
	require.Positive(t, d.Draws())

	_, err = MCMC{CheckpointEvery: -1}.Run(background, eightSchools)
	require.ErrorContains(t, err, "infer: MCMC.CheckpointEvery is -1ns; it is positive, and 0 means a minute")
}

// TestProgressMaySave: while the chains run.
func TestProgressMaySave(t *testing.T) {
	m := MCMC{Chains: 2, Warmup: 100, Draws: 100_000, Seed: 3}
	path := filepath.Join(t.TempDir(), "run")
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	var s *Sampler
	calls := 0
	m.Progress = func(Progress) {
		require.NoError(t, s.SaveFile(path))
		if calls++; calls == 3 {
			cancel()
		}
	}
	s, err := m.Sampler(eightSchools)
	require.NoError(t, err)
	want, err := s.Run(ctx, 100_000)
	require.ErrorIs(t, err, context.Canceled)
	m.Progress = nil
	got, err := loadedFrom(t, m, path).Run(background, want.Draws())
	require.NoError(t, err)
	for _, name := range want.Names() {
		require.Equal(t, want.Get(name).Float64s(), got.Get(name).Float64s(), name)
	}
}

func TestLoadFileSaysWhichFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	s, err := MCMC{Chains: 1}.Sampler(eightSchools)
	require.NoError(t, err)
	require.ErrorIs(t, s.LoadFile(path), os.ErrNotExist)
	require.NoError(t, os.WriteFile(path, []byte("credence"), 0o644))
	require.ErrorContains(t, s.LoadFile(path), path+": infer: checkpoint: this is not a saved sampler")
}

// endless is a device that has no end and no lines.
type endless struct{ read int }

func (e *endless) Read(b []byte) (int, error) {
	e.read += len(b)
	if e.read > 1<<20 {
		return 0, errors.New("read on and on")
	}
	clear(b)
	return len(b), nil
}

func TestWhatIsNoSamplerIsNotReadToItsEnd(t *testing.T) {
	s, err := MCMC{Chains: 1}.Sampler(eightSchools)
	require.NoError(t, err)
	require.EqualError(t, s.Load(new(endless)), "infer: checkpoint: this is not a saved sampler")
}

// The file that a sampler was loaded from is the one to go on with, whatever path leads to it.
func TestCheckpointByAnotherPath(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	m := MCMC{Chains: 1, Warmup: 20, Draws: 5, Checkpoint: filepath.Join(dir, "run")}
	_, err := m.Run(background, eightSchools)
	require.NoError(t, err)
	require.NoError(t, os.Symlink("run", "link"))
	for _, paths := range [][2]string{{"run", m.Checkpoint}, {"link", m.Checkpoint}, {"link", "./run"}, {"run", "link"}, {m.Checkpoint, "run"}} {
		m.Checkpoint = paths[1]
		_, err = loadedFrom(t, m, paths[0]).Run(background, 10)
		require.NoError(t, err, "%q", paths)
	}
	require.NoError(t, os.Mkdir("elsewhere", 0o777))
	m.Checkpoint = filepath.Join(dir, "run")
	s := loadedFrom(t, m, "run")
	t.Chdir("elsewhere")
	_, err = s.Run(background, 10)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile("run", []byte("another"), 0o666))
	m.Checkpoint = "run"
	_, err = loadedFrom(t, m, "../run").Run(background, 1)
	require.ErrorContains(t, err, "is there already")
}
