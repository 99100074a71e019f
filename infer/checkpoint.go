package infer

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/credence-ppl/credence/infer/optim"
)

// CheckpointError is a checkpoint that cannot be used: cut short, damaged, of another version, or of another network.
type CheckpointError struct {
	Detail string // what was found, what was expected
	Err    error  // the error behind it, if any
}

func (e *CheckpointError) Error() string {
	if e.Err != nil {
		return "infer: checkpoint: " + e.Detail + ": " + e.Err.Error()
	}
	return "infer: checkpoint: " + e.Detail
}

// Unwrap is the error behind it.
func (e *CheckpointError) Unwrap() error { return e.Err }

// ModelFault marks CheckpointError as an error that may be found inside model code: only the model knows which
// parameters it wants.
func (*CheckpointError) ModelFault() {}

// Save writes parameters, optimiser state, step count and random state: training that is loaded from it continues bit
// for bit.
func (s *SVI[D]) Save(w io.Writer) error {
	h := checkpointHeader{Seed: s.o.Seed, Step: s.step, Attempt: s.attempt}
	for _, p := range s.store.order {
		h.Params = append(h.Params, checkpointParam{
			p.name, p.real.Shape(), p.real.DType().String(), p.set, p.updates, s.o.Optimizer.Name(p.name), len(p.state),
		})
	}
	if err := writeCheckpoint(w, h, s.store.order); err != nil {
		return fmt.Errorf("infer: saving the checkpoint: %w", err)
	}
	return nil
}

// Load puts the SVI where the saved one was, its seed included. The optimiser must be the same; its settings may
// differ. After an error nothing has changed.
//
// Only the model knows which parameters it wants. The first step, Evaluate or Predict afterwards has to ask for just
// those of the checkpoint, and refuses another network's.
func (s *SVI[D]) Load(r io.Reader) error {
	if err := optim.Validate(s.o.Optimizer); err != nil {
		return err
	}
	h, err := readHeader(r)
	if err != nil {
		return err
	}
	for _, p := range h.Params {
		name, slots := s.o.Optimizer.Name(p.Name), 0
		if p.Updates > 0 {
			slots = s.o.Optimizer.Slots(p.Name)
		}
		if p.Optimizer != name || p.Slots != slots {
			return &CheckpointError{Detail: fmt.Sprintf("parameter %q was trained with %s, this SVI has %s; use the same, or start anew", p.Name, p.Optimizer, name)}
		}
	}
	params, err := readParameters(r, h.Params)
	if err != nil {
		return err
	}
	loaded := newStore(h.Seed)
	loaded.loaded = h.Step > 0 || len(params) > 0
	for _, p := range params {
		loaded.add(p)
	}
	s.store, s.step, s.attempt, s.o.Seed = loaded, h.Step, h.Attempt, h.Seed
	return nil
}

// SaveFile is Save to a file. The file appears whole or not at all: it is written beside its place and renamed.
func (s *SVI[D]) SaveFile(path string) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("infer: saving the checkpoint: %w", err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := s.Save(f); err != nil {
		return err
	}
	// Temporary files are their owner's alone; a checkpoint is a file like any other.
	chmod := func() error { return f.Chmod(0o644) }
	rename := func() error { return os.Rename(f.Name(), path) }
	for _, do := range []func() error{chmod, f.Sync, f.Close, rename} {
		if err := do(); err != nil {
			return fmt.Errorf("infer: saving the checkpoint: %w", err)
		}
	}
	return nil
}

// LoadFile is Load from a file.
func (s *SVI[D]) LoadFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("infer: loading the checkpoint: %w", err)
	}
	defer f.Close()
	if err := s.Load(f); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
