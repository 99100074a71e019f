package infer

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"github.com/credence-ppl/credence/tensor"
)

// A checkpoint is
//
//	magic, version, length of the header, header (JSON), CRC-32 of all that, values, CRC-32 of the values
//
// with integers in 32 bits and everything little-endian. The values are, parameter by parameter, the unconstrained value and the
// optimiser's state in the parameter's element type.
const (
	checkpointMagic   = "credence svi\n"
	checkpointVersion = 1
	maxHeader         = 64 << 20
)

// checkpointHeader is everything but the values.
type checkpointHeader struct {
	Seed    uint64
	Step    int
	Attempt int
	Params  []checkpointParam
}

type checkpointParam struct {
	Name      string
	Shape     []int
	DType     string
	Set       string // the constraint in words
	Updates   int
	Optimizer string
	Slots     int // state tensors; 0 before the first update
}

// CheckpointError is a checkpoint that cannot be used: cut short, damaged, of another version, or of another network.
type CheckpointError struct {
	Detail string
	Err    error
}

func (e *CheckpointError) Error() string {
	if e.Err != nil {
		return "infer: checkpoint: " + e.Detail + ": " + e.Err.Error()
	}
	return "infer: checkpoint: " + e.Detail
}

// Unwrap is the error behind it.
func (e *CheckpointError) Unwrap() error { return e.Err }

// ModelFault marks CheckpointError as an error that may be found inside model code: only the model knows which parameters it wants.
func (*CheckpointError) ModelFault() {}

// Save writes parameters, optimiser state, step count and random state: training that is loaded from it continues bit for bit.
func (s *SVI[D]) Save(w io.Writer) error {
	h := checkpointHeader{Seed: s.o.Seed, Step: s.step, Attempt: s.attempt}
	for _, p := range s.store.order {
		h.Params = append(h.Params, checkpointParam{p.name, p.real.Shape(), p.real.DType().String(), p.set, p.updates, s.o.Optimizer.Name(p.name), len(p.state)})
	}
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("infer: saving the checkpoint: %w", err)
	}
	out := bufio.NewWriter(w)
	var head bytes.Buffer
	head.WriteString(checkpointMagic)
	head.Write(binary.LittleEndian.AppendUint32(nil, checkpointVersion))
	head.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(text))))
	head.Write(text)
	head.Write(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(head.Bytes())))
	out.Write(head.Bytes()) // bufio keeps the first error for Flush
	sum := crc32.NewIEEE()
	body := io.MultiWriter(out, sum)
	for _, p := range s.store.order {
		for _, t := range append([]*tensor.Tensor{p.real}, p.state...) {
			if err := binary.Write(body, binary.LittleEndian, raw(t)); err != nil {
				return fmt.Errorf("infer: saving the checkpoint: %w", err)
			}
		}
	}
	out.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	if err := out.Flush(); err != nil {
		return fmt.Errorf("infer: saving the checkpoint: %w", err)
	}
	return nil
}

// raw is the values of an owned tensor, as the slice they are.
func raw(t *tensor.Tensor) any {
	if t.DType() == tensor.Float32 {
		return tensor.Raw[float32](t)
	}
	return tensor.Raw[float64](t)
}

// Load puts the SVI where the saved one was. After an error nothing has changed. Whether the parameters are those of this model turns
// out at the next step or prediction, which refuses another network's.
func (s *SVI[D]) Load(r io.Reader) error {
	in := bufio.NewReader(r)
	h, err := readHeader(in)
	if err != nil {
		return err
	}
	loaded := newStore(h.Seed)
	sum := crc32.NewIEEE()
	body := io.TeeReader(in, sum)
	for _, hp := range h.Params {
		p, err := readParameter(body, hp)
		if err != nil {
			return err
		}
		if name := s.o.Optimizer.Name(p.name); hp.Optimizer != name || hp.Slots != 0 && hp.Slots != s.o.Optimizer.Slots(p.name) {
			return &CheckpointError{Detail: fmt.Sprintf("parameter %q was trained with %s, this SVI has %s; use the same, or start anew", p.name, hp.Optimizer, name)}
		}
		if loaded.byName[p.name] != nil {
			return &CheckpointError{Detail: fmt.Sprintf("parameter %q stands in it twice", p.name)}
		}
		loaded.order = append(loaded.order, p)
		loaded.byName[p.name] = p
	}
	want := sum.Sum32()
	var got uint32
	if err := binary.Read(in, binary.LittleEndian, &got); err != nil {
		return cutShort(err)
	}
	if got != want {
		return &CheckpointError{Detail: "the values are damaged: their checksum differs"}
	}
	s.store, s.step, s.attempt, s.o.Seed = loaded, h.Step, h.Attempt, h.Seed
	return nil
}

func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &CheckpointError{Detail: "it is cut short"}
	}
	return &CheckpointError{Detail: "it cannot be read", Err: err}
}

func readHeader(in io.Reader) (h checkpointHeader, err error) {
	sum := crc32.NewIEEE()
	tee := io.TeeReader(in, sum)
	magic := make([]byte, len(checkpointMagic))
	if _, err := io.ReadFull(tee, magic); err != nil || string(magic) != checkpointMagic {
		return h, &CheckpointError{Detail: "this is no checkpoint of an SVI"}
	}
	var version, length uint32
	if err := binary.Read(tee, binary.LittleEndian, &version); err != nil {
		return h, cutShort(err)
	}
	if version != checkpointVersion {
		return h, &CheckpointError{Detail: fmt.Sprintf("it has version %d, this program reads version %d", version, checkpointVersion)}
	}
	if err := binary.Read(tee, binary.LittleEndian, &length); err != nil {
		return h, cutShort(err)
	}
	if length > maxHeader {
		return h, &CheckpointError{Detail: fmt.Sprintf("the header is damaged: it claims %d bytes", length)}
	}
	var text bytes.Buffer
	if _, err := io.CopyN(&text, tee, int64(length)); err != nil {
		return h, cutShort(err)
	}
	want := sum.Sum32()
	var got uint32
	if err := binary.Read(in, binary.LittleEndian, &got); err != nil {
		return h, cutShort(err)
	}
	if got != want {
		return h, &CheckpointError{Detail: "the header is damaged: its checksum differs"}
	}
	if err := json.Unmarshal(text.Bytes(), &h); err != nil {
		return h, &CheckpointError{Detail: "the header is damaged", Err: err}
	}
	return h, nil
}

func readParameter(in io.Reader, h checkpointParam) (*parameter, error) {
	p := &parameter{name: h.Name, set: h.Set, updates: h.Updates, loaded: true}
	size := 1
	for _, d := range h.Shape {
		if d < 0 || d > 0 && size > (1<<40)/d {
			return nil, &CheckpointError{Detail: fmt.Sprintf("parameter %q has the impossible shape %v", h.Name, h.Shape)}
		}
		size *= d
	}
	for slot := range 1 + h.Slots {
		t, err := readValues(in, h, size)
		if err != nil {
			return nil, err
		}
		if slot == 0 {
			p.real = t
		} else {
			p.state = append(p.state, t)
		}
	}
	return p, nil
}

// readValues reads as much as there is before it trusts the size.
func readValues(in io.Reader, h checkpointParam, size int) (*tensor.Tensor, error) {
	switch h.DType {
	case tensor.Float32.String():
		return readAs[float32](in, h, size, 4)
	case tensor.Float64.String():
		return readAs[float64](in, h, size, 8)
	default:
		return nil, &CheckpointError{Detail: fmt.Sprintf("parameter %q has the unknown element type %q", h.Name, h.DType)}
	}
}

func readAs[T tensor.Float](in io.Reader, h checkpointParam, size, width int) (*tensor.Tensor, error) {
	var text bytes.Buffer
	if _, err := io.CopyN(&text, in, int64(size)*int64(width)); err != nil {
		return nil, cutShort(err)
	}
	values := make([]T, size)
	if err := binary.Read(&text, binary.LittleEndian, values); err != nil {
		return nil, cutShort(err)
	}
	return tensor.Of(values).Reshape(h.Shape...), nil
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
	for _, do := range []func() error{f.Sync, f.Close, func() error { return os.Rename(f.Name(), path) }} {
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
