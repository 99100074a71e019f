package infer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// A checkpoint is
//
//	magic, version, length of the header, header (JSON), CRC-32 of all that, values, CRC-32 of the values
//
// with integers in 32 bits and everything little-endian. The values are, parameter by parameter, the value on the real
// line and the optimiser's state, in the parameter's element type.
const (
	checkpointMagic   = "credence svi\n"
	checkpointVersion = 1
	maxHeader         = 64 << 20
	maxSize           = min(1<<40, math.MaxInt/8) // elements of a parameter
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
	Absent    int `json:",omitempty"` // steps that did not ask for it
	Optimizer string
	Slots     int // state tensors; 0 before the first update
}

// writeCheckpoint writes a header and the values of its parameters.
func writeCheckpoint(w io.Writer, h checkpointHeader, params []*parameter) error {
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := writeSummed(w, []byte(checkpointMagic), uint32(checkpointVersion), uint32(len(text)), text); err != nil {
		return err
	}
	var values []any
	for _, p := range params {
		values = append(values, raw(p.real))
		for _, t := range p.state {
			values = append(values, raw(t))
		}
	}
	return writeSummed(w, values...)
}

// writeSummed writes blocks and then their checksum.
func writeSummed(w io.Writer, blocks ...any) error {
	sum := crc32.NewIEEE()
	out := io.MultiWriter(w, sum)
	for _, b := range blocks {
		if err := binary.Write(out, binary.LittleEndian, b); err != nil {
			return err
		}
	}
	return binary.Write(w, binary.LittleEndian, sum.Sum32())
}

// raw is the values of an owned tensor, as the slice they are.
func raw(t *tensor.Tensor) any {
	if t.DType() == tensor.Float32 {
		return tensor.Raw[float32](t)
	}
	return tensor.Raw[float64](t)
}

// readHeader reads the first part of a checkpoint, and no further. The errors of this and of readParameters are
// CheckpointErrors.
func readHeader(r io.Reader) (h checkpointHeader, err error) {
	sum := crc32.NewIEEE()
	text, err := readHeaderText(io.TeeReader(r, sum))
	if err != nil {
		return h, err
	}
	if err := checkSum(r, sum, "header is"); err != nil {
		return h, err
	}
	if err := json.Unmarshal(text, &h); err != nil {
		return h, &CheckpointError{Detail: "the header is damaged", Err: err}
	}
	return h, h.check()
}

// check refuses what no SVI has saved.
func (h checkpointHeader) check() error {
	damaged := func(format string, args ...any) error {
		return &CheckpointError{Detail: "the header is damaged: " + fmt.Sprintf(format, args...)}
	}
	if h.Step < 0 || h.Step > maxCount || h.Attempt < 0 || h.Attempt > maxCount {
		return damaged("step %d, attempt %d", h.Step, h.Attempt)
	}
	names := map[string]bool{}
	for _, p := range h.Params {
		switch {
		case names[p.Name]:
			return damaged("it has parameter %q twice", p.Name)
		case p.Updates < 0 || p.Slots < 0:
			return damaged("parameter %q has %d updates and %d state tensors", p.Name, p.Updates, p.Slots)
		case p.Absent < 0 || p.Absent > h.Step:
			return damaged("parameter %q was absent from %d of %d steps", p.Name, p.Absent, h.Step)
		case p.Updates > h.Step-p.Absent:
			return damaged("parameter %q has %d updates in the %d steps that asked for it", p.Name, p.Updates, h.Step-p.Absent)
		case p.DType != tensor.Float32.String() && p.DType != tensor.Float64.String():
			return damaged("parameter %q has the unknown element type %q", p.Name, p.DType)
		case !possible(p.Shape):
			return damaged("parameter %q has the impossible shape %v", p.Name, p.Shape)
		}
		names[p.Name] = true
	}
	return nil
}

func possible(shape []int) bool {
	size := 1
	for _, d := range shape {
		if d < 0 || d > maxSize || d > 0 && size > maxSize/d {
			return false
		}
		size *= d
	}
	return len(shape) <= tensor.MaxRank
}

func readHeaderText(in io.Reader) ([]byte, error) {
	magic := make([]byte, len(checkpointMagic))
	switch _, err := io.ReadFull(in, magic); {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, cannotRead(err)
	case err != nil || string(magic) != checkpointMagic:
		return nil, &CheckpointError{Detail: "this is no checkpoint of an SVI"}
	}
	version, err := readUint32(in)
	if err != nil {
		return nil, err
	}
	if version != checkpointVersion {
		return nil, &CheckpointError{Detail: fmt.Sprintf("it has version %d, this program reads version %d", version, checkpointVersion)}
	}
	length, err := readUint32(in)
	if err != nil {
		return nil, err
	}
	if length > maxHeader {
		return nil, &CheckpointError{Detail: fmt.Sprintf("the header is damaged: it claims %d bytes", length)}
	}
	return readBytes(in, int64(length))
}

// checkSum compares the checksum of what was read with the one that follows.
func checkSum(r io.Reader, sum hash.Hash32, what string) error {
	want, err := readUint32(r)
	if err != nil {
		return err
	}
	if got := sum.Sum32(); got != want {
		return &CheckpointError{Detail: fmt.Sprintf("the %s damaged: the checksum is %08x and should be %08x", what, got, want)}
	}
	return nil
}

func readUint32(in io.Reader) (uint32, error) {
	b, err := readBytes(in, 4)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b), nil
}

// readBytes reads n bytes, and makes no more room for them than there are.
func readBytes(in io.Reader, n int64) ([]byte, error) {
	var b bytes.Buffer
	switch _, err := io.CopyN(&b, in, n); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &CheckpointError{Detail: "it is cut short"}
	case err != nil:
		return nil, cannotRead(err)
	}
	return b.Bytes(), nil
}

func cannotRead(err error) error { return &CheckpointError{Detail: "it cannot be read", Err: err} }

// readParameters reads the second part, and no further.
func readParameters(r io.Reader, header []checkpointParam) ([]*parameter, error) {
	sum := crc32.NewIEEE()
	in := io.TeeReader(r, sum)
	var params []*parameter
	for _, h := range header {
		p := &parameter{name: h.Name, set: h.Set, updates: h.Updates}
		for i := range 1 + h.Slots {
			t, err := readValues(in, h)
			if err != nil {
				return nil, err
			}
			if i == 0 {
				p.real = t
			} else {
				p.state = append(p.state, t)
			}
		}
		params = append(params, p)
	}
	return params, checkSum(r, sum, "values are")
}

func readValues(in io.Reader, h checkpointParam) (*tensor.Tensor, error) {
	if h.DType == tensor.Float32.String() {
		return readAs[float32](in, h.Shape, 4)
	}
	return readAs[float64](in, h.Shape, 8)
}

func readAs[T tensor.Float](in io.Reader, shape tensor.Shape, width int) (*tensor.Tensor, error) {
	b, err := readBytes(in, int64(shape.Size())*int64(width))
	if err != nil {
		return nil, err
	}
	values := make([]T, shape.Size())
	if _, err := binary.Decode(b, binary.LittleEndian, values); err != nil {
		return nil, cannotRead(err)
	}
	return tensor.Of(values).Reshape(shape...), nil
}
