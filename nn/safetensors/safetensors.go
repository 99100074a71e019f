// Package safetensors writes tensors to files that NumPy, PyTorch and JAX read by the Python library of that name, and
// reads theirs: weights of a network, say, under the names that nn.Parameters gives them.
//
//	err := safetensors.WriteFile("net.safetensors", map[string]*tensor.Tensor{"fc1.weight": w}, nil)
//
//	from safetensors.numpy import load_file
//	w = load_file("net.safetensors")["fc1.weight"]
//
// PyTorch's nn.Linear and credence's have their weights in the same order, [out, in], and the same names for them.
//
// A file is a length, a header in JSON, and the numbers, row by row, with the first byte the least. Whoever reads one
// runs nothing that is in it.
package safetensors

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/credence-ppl/credence/internal/atomicfile"
	"github.com/credence-ppl/credence/tensor"
)

// metadataName is what the header calls its notes, and no tensor.
const metadataName = "__metadata__"

// entry describes a tensor in the header.
type entry struct {
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets []int  `json:"data_offsets"` // of its first byte and behind its last, after the header
}

// WriteFile writes a file as [Write] does. What was there stays until all is written.
func WriteFile(path string, tensors map[string]*tensor.Tensor, metadata map[string]string) error {
	return atomicfile.Write(path, func(w io.Writer) error { return Write(w, tensors, metadata) })
}

// Write writes tensors by their names, in their element types, and notes of any kind, which may be nil.
func Write(w io.Writer, tensors map[string]*tensor.Tensor, metadata map[string]string) error {
	var names []string
	for name, t := range tensors {
		switch {
		case name == metadataName:
			return fmt.Errorf("safetensors: a tensor is called %q, which names the notes of a file", name)
		case !utf8.ValidString(name):
			return fmt.Errorf("safetensors: the name %q is not valid UTF-8", name)
		case t == nil:
			return fmt.Errorf("safetensors: tensor %q is nil", name)
		}
		names = append(names, name)
	}
	// The wider numbers first, so that all are aligned.
	slices.SortFunc(names, func(a, b string) int {
		if wide := size(tensors[b]) - size(tensors[a]); wide != 0 {
			return wide
		}
		return strings.Compare(a, b)
	})

	var header bytes.Buffer
	field := func(name string, value any) error {
		header.WriteString(map[bool]string{true: "{", false: ","}[header.Len() == 0])
		for i, v := range []any{name, value} {
			text, err := json.Marshal(v)
			if err != nil {
				return err
			}
			header.WriteString([]string{"", ":"}[i])
			header.Write(text)
		}
		return nil
	}
	if len(metadata) > 0 {
		if err := field(metadataName, metadata); err != nil {
			return err
		}
	}
	at := 0
	for _, name := range names {
		t := tensors[name]
		e := entry{"F64", append([]int{}, t.Shape()...), []int{at, at + t.Size()*size(t)}}
		if t.DType() == tensor.Float32 {
			e.DType = "F32"
		}
		if err := field(name, e); err != nil {
			return err
		}
		at = e.Offsets[1]
	}
	if header.Len() == 0 {
		header.WriteByte('{')
	}
	header.WriteByte('}')
	for header.Len()%8 != 0 {
		header.WriteByte(' ')
	}

	out := bufio.NewWriter(w)
	out.Write(binary.LittleEndian.AppendUint64(nil, uint64(header.Len())))
	out.Write(header.Bytes())
	var room [8]byte
	for _, name := range names {
		for _, v := range tensors[name].Float64s() {
			if size(tensors[name]) == 4 {
				out.Write(binary.LittleEndian.AppendUint32(room[:0], math.Float32bits(float32(v))))
			} else {
				out.Write(binary.LittleEndian.AppendUint64(room[:0], math.Float64bits(v)))
			}
		}
	}
	return out.Flush()
}

// size returns how many bytes a number of t takes.
func size(t *tensor.Tensor) int {
	if t.DType() == tensor.Float32 {
		return 4
	}
	return 8
}

// ReadFile reads a file as [Read] does.
func ReadFile(path string) (tensors map[string]*tensor.Tensor, metadata map[string]string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("safetensors: %w", err)
	}
	defer f.Close()
	tensors, metadata, err = Read(f)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return tensors, metadata, nil
}

// Read returns the tensors of a file by their names, and its notes. Numbers of 16 bits become Float32; whole numbers
// and truth values become Float64, where they are exact. A file that is not as its header says is an error that names
// the tensor, what was found and what was expected.
func Read(r io.Reader) (tensors map[string]*tensor.Tensor, metadata map[string]string, err error) {
	entries, metadata, err := readHeader(r)
	if err != nil {
		return nil, nil, fmt.Errorf("safetensors: %w", err)
	}
	tensors, err = readNumbers(r, entries)
	if err != nil {
		return nil, nil, fmt.Errorf("safetensors: %w", err)
	}
	return tensors, metadata, nil
}

// maxHeader is the longest header that is read, as in the Python library.
const maxHeader = 100_000_000

func readHeader(r io.Reader) (entries map[string]entry, metadata map[string]string, err error) {
	var first [8]byte
	if _, err := io.ReadFull(r, first[:]); err != nil {
		return nil, nil, fmt.Errorf("found the file's end before the length of its header (%w), expected a safetensors file", err)
	}
	length := binary.LittleEndian.Uint64(first[:])
	if length < 2 || length > maxHeader {
		return nil, nil, fmt.Errorf("found a header of %d bytes, expected 2 to %d: is this a safetensors file?", length, maxHeader)
	}
	header, err := io.ReadAll(io.LimitReader(r, int64(length)))
	if err != nil {
		return nil, nil, err
	}
	if uint64(len(header)) < length {
		return nil, nil, fmt.Errorf("found the file's end after %d bytes of the header, expected %d", len(header), length)
	}
	return parseHeader(header)
}

// parseHeader reads the fields of a header one by one, so that a name that comes twice is noticed.
func parseHeader(header []byte) (entries map[string]entry, metadata map[string]string, err error) {
	if header[0] != '{' || !utf8.Valid(header) {
		return nil, nil, fmt.Errorf("found a header that begins with %q, expected an object of JSON in UTF-8", header[:1])
	}
	in := json.NewDecoder(bytes.NewReader(header))
	in.DisallowUnknownFields()
	in.Token() // the brace
	entries = map[string]entry{}
	for in.More() {
		token, err := in.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, nil, fmt.Errorf("found a header that is not JSON: %w", err)
		}
		if _, twice := entries[name]; twice || name == metadataName && metadata != nil {
			return nil, nil, fmt.Errorf("found %q twice in the header, expected every name once", name)
		}
		if name == metadataName {
			metadata = map[string]string{}
			err = in.Decode(&metadata)
		} else {
			var e entry
			err = in.Decode(&e)
			entries[name] = e
		}
		if err != nil {
			return nil, nil, fmt.Errorf("found an entry %q of the header that is not as expected: %w", name, err)
		}
	}
	if _, err := in.Token(); err != nil {
		return nil, nil, fmt.Errorf("found a header that is not JSON: %w", err)
	}
	if rest := bytes.Trim(header[in.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return nil, nil, fmt.Errorf("found %d bytes after the header's JSON, expected spaces", len(rest))
	}
	return entries, metadata, nil
}

// readNumbers reads the tensors, which follow each other without gaps in the order of their offsets.
func readNumbers(r io.Reader, entries map[string]entry) (map[string]*tensor.Tensor, error) {
	var names []string
	for name, e := range entries {
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Compare(entries[a].Offsets, entries[b].Offsets) })
	tensors, at := map[string]*tensor.Tensor{}, 0
	for _, name := range names {
		e := entries[name]
		if e.Offsets[0] != at {
			return nil, fmt.Errorf("tensor %q: found its numbers from byte %d on, expected %d: tensors follow each other", name, e.Offsets[0], at)
		}
		at = e.Offsets[1]
		want := at - e.Offsets[0]
		b, err := io.ReadAll(io.LimitReader(r, int64(want)))
		if err != nil {
			return nil, err
		}
		if len(b) < want {
			return nil, fmt.Errorf("tensor %q: found the file's end after %d bytes, expected %d", name, len(b), want)
		}
		d := dtypes[e.DType]
		values, err := d.decode(e.DType, b)
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		tensors[name] = tensor.Of(values, len(values)).As(d.to).Reshape(e.Shape...)
	}
	if n, err := io.ReadFull(r, make([]byte, 1)); n > 0 {
		return nil, fmt.Errorf("found more bytes after the %d of the tensors, expected the file's end", at)
	} else if err != io.EOF {
		return nil, err
	}
	return tensors, nil
}

// check refuses shapes and offsets that do not fit each other.
func (e entry) check() error {
	d, known := dtypes[e.DType]
	if !known {
		return fmt.Errorf("found numbers of type %q, expected F64, F32, F16, BF16, or whole numbers", e.DType)
	}
	if len(e.Offsets) != 2 {
		return fmt.Errorf("found %d offsets, expected 2", len(e.Offsets))
	}
	if e.Shape == nil {
		return errors.New("found no shape, expected a list of dimensions")
	}
	if len(e.Shape) > tensor.MaxRank {
		return fmt.Errorf("found %d dimensions, expected at most %d", len(e.Shape), tensor.MaxRank)
	}
	total := d.size
	for _, n := range e.Shape {
		if n < 0 || n > 0 && total > math.MaxInt/n {
			return fmt.Errorf("found the shape %v, expected dimensions that are not negative and that memory holds", e.Shape)
		}
		total *= n
	}
	if from, to := e.Offsets[0], e.Offsets[1]; from < 0 || to < from || to-from != total {
		return fmt.Errorf("found offsets %v, expected %d bytes for shape %v of %s", e.Offsets, total, e.Shape, e.DType)
	}
	return nil
}
