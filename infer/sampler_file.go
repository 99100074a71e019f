package infer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/credence-ppl/credence/internal/atomicfile"
)

// SaveFile saves the sampler to a file, which appears whole or not at all, as with [SVI.SaveFile]. After a Run, the
// file has none of the draws that this has returned; what MCMC.Checkpoint has left there does.
func (s *Sampler) SaveFile(path string) error {
	if err := s.write(path); err != nil {
		return err
	}
	s.file = absolute(path)
	return nil
}

func (s *Sampler) write(path string) error {
	return saving("sampler", atomicfile.Write(path, s.save))
}

// LoadFile loads the sampler from a file, as [Sampler.Load] does.
func (s *Sampler) LoadFile(path string) error {
	if err := loadFile("sampler", path, s.Load); err != nil {
		return err
	}
	s.file = absolute(path)
	return nil
}

// absolute returns a path that means the same after a change of the working folder.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// claim looks before the first transition whether Checkpoint can be written, and refuses one that holds another run.
func (s *Sampler) claim() error {
	path := s.m.Checkpoint
	if path == "" || s.claimed {
		return nil
	}
	there, err := os.Stat(path)
	if err == nil && there.Mode().IsRegular() && there.Size() > 0 && !s.isFile(there) {
		return fmt.Errorf("infer: MCMC.Checkpoint: %q is there already; go on with it by Sampler.LoadFile, or remove it to begin anew", path)
	}
	if err := atomicfile.Check(path); err != nil {
		return fmt.Errorf("infer: MCMC.Checkpoint: %w", err)
	}
	s.claimed, s.saved = true, time.Now()
	return nil
}

// isFile reports whether the sampler was last saved to or loaded from a file, by whatever path.
func (s *Sampler) isFile(there os.FileInfo) bool {
	if s.file == "" {
		return false
	}
	mine, err := os.Stat(s.file)
	return err == nil && os.SameFile(mine, there)
}

// checkpoints saves the sampler whenever a period is over, until the chains have ended.
func (s *Sampler) checkpoints(ended <-chan struct{}) {
	for {
		due := time.NewTimer(time.Until(s.saved.Add(s.m.CheckpointEvery)))
		select {
		case <-ended:
			due.Stop()
			return
		case <-due.C:
			_ = s.checkpoint() // Progress tells; it is tried again
		}
	}
}

// checkpoint saves the sampler if that is wanted.
func (s *Sampler) checkpoint() error {
	if s.m.Checkpoint == "" {
		return nil
	}
	err := s.write(s.m.Checkpoint)
	s.saved = time.Now()
	s.unsaved.Store(&err)
	return err
}

// ended saves the sampler at the end of a run, and adds to the run's error what kept it from that.
func (s *Sampler) ended(err error) error {
	if failed := s.checkpoint(); failed != nil {
		return errors.Join(err, failed)
	}
	return err
}
