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
	"os"

	"github.com/credence-ppl/credence/tensor"
)

// A checkpoint, of an SVI or a sampler, is
//
//	magic, version, length of the header, header (JSON), CRC-32 of all that, values, CRC-32 of the values
//
// with integers in 32 bits and everything little-endian.
type checkpointKind struct {
	magic   string
	version uint32
	what    string // is saved, in words
}

const (
	maxHeader = 1<<31 - 1
	maxSize   = min(1<<40, math.MaxInt/8) // elements of a tensor
	maxCount  = min(1<<48, math.MaxInt)   // more than anything counts to
)

// write writes a header and blocks of values.
func (k checkpointKind) write(w io.Writer, header any, values []any) error {
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	if err := writeSummed(w, []byte(k.magic), k.version, uint32(len(text)), text); err != nil {
		return err
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

// readHeader reads the first part of a checkpoint, and no further. The errors of this and of what reads values are
// CheckpointErrors.
func (k checkpointKind) readHeader(r io.Reader, header any) error {
	in := newSummed(r)
	text, err := k.readText(in)
	if err != nil {
		return err
	}
	if err := in.check("header is"); err != nil {
		return err
	}
	if err := json.Unmarshal(text, header); err != nil {
		return &CheckpointError{Detail: "the header is damaged", Err: err}
	}
	return nil
}

func (k checkpointKind) readText(in io.Reader) ([]byte, error) {
	magic := make([]byte, len(k.magic))
	switch _, err := io.ReadFull(in, magic); {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, cannotRead(err)
	case err != nil || string(magic) != k.magic:
		return nil, &CheckpointError{Detail: "this is not a " + k.what}
	}
	version, err := readUint32(in)
	if err != nil {
		return nil, err
	}
	if version != k.version {
		return nil, &CheckpointError{Detail: fmt.Sprintf("it has version %d, this program reads version %d", version, k.version)}
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

// summed reads with a checksum.
type summed struct {
	from io.Reader
	sum  hash.Hash32
}

func newSummed(r io.Reader) summed { return summed{r, crc32.NewIEEE()} }

// Read reads, as io.Reader has it.
func (s summed) Read(p []byte) (int, error) {
	n, err := s.from.Read(p)
	s.sum.Write(p[:n])
	return n, err
}

// check compares the checksum of what was read with the one that follows.
func (s summed) check(what string) error {
	want, err := readUint32(s.from)
	if err != nil {
		return err
	}
	if got := s.sum.Sum32(); got != want {
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

// readAs reads the values of a tensor.
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

// saving returns what kept something from being saved, nil if nothing did.
func saving(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("infer: saving the %s: %w", what, err)
}

func loadFile(what, path string, load func(r io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("infer: loading the %s: %w", what, err)
	}
	defer f.Close()
	if err := load(f); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
