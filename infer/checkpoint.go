package infer

import (
	"fmt"
	"io"

	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/atomicfile"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// CheckpointError reports a checkpoint that cannot be used: cut short, damaged, of another version, or of another
// network or sampler.
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

// Unwrap returns the error behind it.
func (e *CheckpointError) Unwrap() error { return e.Err }

// ModelFault marks CheckpointError as an error that may be found inside model code: only the model knows which
// parameters it wants.
func (*CheckpointError) ModelFault() {}

// Save writes parameters, optimizer state, step count and random state: training that is loaded from it continues bit
// for bit.
func (s *SVI[D]) Save(w io.Writer) error {
	return saving("checkpoint", s.save(w))
}

func (s *SVI[D]) save(w io.Writer) error {
	if w == nil {
		return errNoWriter
	}
	h := checkpointHeader{Seed: s.o.Seed, Step: s.step, Attempt: s.attempt}
	var values []any
	for _, p := range s.store.order {
		head := checkpointParam{
			p.name, p.real.Shape(), p.real.DType().String(), p.set, p.updates, s.step - p.used, s.o.Optimizer.Name(p.name), len(p.state), nil,
		}
		all := append([]*tensor.Tensor{p.real}, p.state...)
		if v, err := p.value(); err == nil && v != nil && constraintOf(p.set) == nil {
			head.Value = new(append([]int{}, v.Shape()...)) // null would be no shape
			all = append(all, own(v.As(p.real.DType())))
		}
		h.Params = append(h.Params, head)
		for _, t := range all {
			values = append(values, raw.Slice(t))
		}
	}
	return sviCheckpoint.write(w, h, values)
}

// Load puts the SVI where the saved one was, its seed included. The optimizer must be the same; its settings may
// differ. After an error nothing has changed.
//
// Only the model knows which parameters it wants. The first step, Evaluate or Predict afterwards refuses another
// network's checkpoint: parameters of other shapes, and, if all steps before asked for the same parameters, a run that
// does not ask for all of them. Where training goes on with other parameters than all steps before, call Evaluate
// first, with data that ask for the old ones.
func (s *SVI[D]) Load(r io.Reader) error { return s.load(r, false) }

// load returns Load, from a reader with nothing else in it if alone is set.
func (s *SVI[D]) load(r io.Reader, alone bool) error {
	if err := optim.Validate(s.o.Optimizer); err != nil {
		return err
	}
	if r == nil {
		return &CheckpointError{Detail: errNoReader.Error()}
	}
	var h checkpointHeader
	if err := sviCheckpoint.readHeader(r, &h); err != nil {
		return err
	}
	if err := h.check(); err != nil {
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
	if alone {
		switch _, err := io.ReadFull(r, make([]byte, 1)); {
		case err == nil:
			return &CheckpointError{Detail: "something comes after its end; is the file several in one?"}
		case err != io.EOF:
			return cannotRead(err)
		}
	}
	loaded := newStore(h.Seed)
	loaded.loaded = h.Step > 0 || len(params) > 0
	for i, p := range params {
		absent := h.Params[i].Absent
		p.used = h.Step - absent
		loaded.varies = loaded.varies || absent > 0
		for _, values := range append(p.state, p.real) {
			if at, v := bound(values); at >= 0 {
				return &CheckpointError{Detail: fmt.Sprintf("the values are damaged: parameter %q or its state has %v at element %d", p.name, v, at)}
			}
		}
		loaded.add(p)
	}
	loaded.steady = h.Step > 1 && !loaded.varies
	s.store, s.step, s.attempt, s.o.Seed = loaded, h.Step, h.Attempt, h.Seed
	return nil
}

// SaveFile saves the SVI to a file. The file appears whole or not at all: whatever ends the program meanwhile, path
// names the old checkpoint or the new one.
//
// Symbolic links are followed and stay, and a file that is replaced keeps its mode; other hard links to it keep the old
// checkpoint. A device or a pipe is written to.
func (s *SVI[D]) SaveFile(path string) error {
	return saving("checkpoint", atomicfile.Write(path, s.save))
}

// SaveFile writes a file as the methods of that name do, whatever save writes: a checkpoint by Save with something of
// one's own behind it, which Load leaves unread.
func SaveFile(path string, save func(io.Writer) error) error {
	return saving("file", atomicfile.Write(path, save))
}

// CheckSaveFile returns nil if SaveFile could write to path now, and otherwise says why not. It leaves what is there as
// it is: long runs ask before they start.
func CheckSaveFile(path string) error {
	return saving("checkpoint", atomicfile.Check(path))
}

// LoadFile loads the SVI from a file, which has nothing but the checkpoint.
func (s *SVI[D]) LoadFile(path string) error {
	return loadFile("checkpoint", path, func(r io.Reader) error { return s.load(r, true) })
}
