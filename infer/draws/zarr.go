package draws

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/credence-ppl/credence/tensor"
)

// SaveZarr writes the data to a folder as a Zarr store of version 3, which ArviZ 1 opens:
//
//	data = arviz.from_zarr("run.zarr")
//
// Sites become variables with the dimensions chain, draw and those of their plates; a slash in a name becomes a dot,
// and an attribute keeps the name. Numbers are stored as they are, without compression. The folder appears when all of
// it is written. A store that was there is replaced; any other folder or file is left alone, with an error.
func (d InferenceData) SaveZarr(folder string) error {
	groups, err := d.groups()
	if err == nil && len(groups) == 0 {
		err = errors.New("there is nothing to write; every field is nil or empty")
	}
	if err == nil {
		err = replaceFolder(folder, func(folder string) error { return writeStore(folder, groups) })
	}
	if err != nil {
		return fmt.Errorf("draws: saving %s: %w", folder, err)
	}
	return nil
}

const zarrFile = "zarr.json"

// replaceFolder makes a folder with what write writes into it, in the place of a store that may be there.
func replaceFolder(folder string, write func(folder string) error) error {
	folder = filepath.Clean(folder)
	if err := replaceable(folder); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(folder), "."+filepath.Base(folder)+"-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	made, old := filepath.Join(work, "new"), filepath.Join(work, "old")
	if err := os.Mkdir(made, 0o777); err != nil {
		return err
	}
	if err := write(made); err != nil {
		return err
	}
	if err := os.Rename(folder, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(made, folder); err != nil {
		return errors.Join(err, os.Rename(old, folder))
	}
	return nil
}

// replaceable returns an error if there is something at the path other than a store.
func replaceable(folder string) error {
	switch _, err := os.Lstat(folder); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	if _, err := os.Stat(filepath.Join(folder, zarrFile)); err != nil {
		return errors.New("it is there already and is not a Zarr store, which alone would be replaced; remove it or choose another name")
	}
	return nil
}

// node is the metadata of a group or an array, as the specification of Zarr 3 has it.
type node struct {
	ZarrFormat   int            `json:"zarr_format"`
	NodeType     string         `json:"node_type"`
	Attributes   map[string]any `json:"attributes"`
	Consolidated *consolidated  `json:"consolidated_metadata,omitempty"`
	Shape        *tensor.Shape  `json:"shape,omitempty"`
	DataType     string         `json:"data_type,omitempty"`
	ChunkGrid    *setting       `json:"chunk_grid,omitempty"`
	ChunkKeys    *setting       `json:"chunk_key_encoding,omitempty"`
	FillValue    any            `json:"fill_value,omitempty"`
	Codecs       []setting      `json:"codecs,omitempty"`
	Dimensions   []string       `json:"dimension_names,omitempty"`
}

// consolidated is the metadata of all nodes of a store, with which readers open one file instead of all.
type consolidated struct {
	Kind           string          `json:"kind"`
	MustUnderstand bool            `json:"must_understand"`
	Metadata       map[string]node `json:"metadata"`
}

type setting struct {
	Name          string         `json:"name"`
	Configuration map[string]any `json:"configuration,omitempty"`
}

func newGroup(attributes map[string]any) node {
	return node{ZarrFormat: 3, NodeType: "group", Attributes: attributes}
}

// writeStore writes groups into an empty folder.
func writeStore(folder string, groups []group) error {
	all := map[string]node{}
	for _, g := range groups {
		dims := []string{}
		if g.sampled {
			dims = []string{"chain", "draw"}
		}
		all[g.name] = newGroup(map[string]any{"inference_library": "credence", "creation_library": "credence", "sample_dims": dims})
		if err := writeNode(filepath.Join(folder, g.name), all[g.name]); err != nil {
			return err
		}
		for _, a := range g.arrays {
			path := filepath.Join(folder, g.name, a.name)
			n := a.node()
			if err := writeNode(path, n); err != nil {
				return err
			}
			if err := a.writeChunks(path, n.ChunkGrid.Configuration["chunk_shape"].(tensor.Shape)); err != nil {
				return err
			}
			all[g.name+"/"+a.name] = n
		}
	}
	root := newGroup(map[string]any{})
	root.Consolidated = &consolidated{"inline", false, all}
	return writeNode(folder, root)
}

func writeNode(folder string, n node) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	text, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, zarrFile), text, 0o666)
}

func (a *array) node() node {
	shape := append(tensor.Shape{}, a.shape...) // that of a number is empty, not null
	n := node{ZarrFormat: 3, NodeType: "array", Attributes: map[string]any{}, Shape: &shape, Dimensions: a.dims}
	if a.site != "" {
		n.Attributes["site"] = a.site
	}
	n.ChunkGrid = &setting{"regular", map[string]any{"chunk_shape": a.chunk()}}
	n.ChunkKeys = &setting{"default", map[string]any{"separator": "/"}}
	n.Codecs = []setting{{"bytes", map[string]any{"endian": "little"}}}
	switch a.data.(type) {
	case []float64:
		n.DataType, n.FillValue = "float64", "NaN"
	case []float32:
		n.DataType, n.FillValue = "float32", "NaN"
	case []int64:
		n.DataType, n.FillValue = "int64", 0
	case []bool:
		n.DataType, n.FillValue, n.Codecs = "bool", false, []setting{{Name: "bytes"}}
	case []string:
		n.DataType, n.FillValue, n.Codecs = "string", "", []setting{{Name: "vlen-utf8"}}
	}
	return n
}

// chunkElements is how many elements a chunk has at most, unless a single draw has more.
const chunkElements = 1 << 21

// chunk returns the shape of a chunk: all of the array, or some of its draws.
func (a *array) chunk() tensor.Shape {
	chunk := append(tensor.Shape{}, a.shape...)
	for i := range chunk {
		chunk[i] = max(1, chunk[i])
	}
	for i := 0; i < min(2, len(chunk)) && chunk.Size() > chunkElements; i++ {
		chunk[i] = max(1, chunk[i]/((chunk.Size()-1)/chunkElements+1))
	}
	return chunk
}

// writeChunks writes the elements. Only the first two dimensions are divided. Elements of a chunk beyond the array are
// zero.
func (a *array) writeChunks(folder string, chunk tensor.Shape) error {
	if a.shape.Size() == 0 {
		return nil
	}
	shape, size := append(tensor.Shape{}, a.shape...), append(tensor.Shape{}, chunk...)
	for len(shape) < 2 {
		shape, size = append(tensor.Shape{1}, shape...), append(tensor.Shape{1}, size...)
	}
	row := tensor.Shape(shape[2:]).Size()
	for i := 0; i < shape[0]; i += size[0] {
		for j := 0; j < shape[1]; j += size[1] {
			var b bytes.Buffer
			for k := i; k < i+size[0]; k++ {
				from, to := (k*shape[1]+j)*row, (k*shape[1]+min(j+size[1], shape[1]))*row
				if k >= shape[0] {
					from, to = 0, 0
				}
				if err := a.encode(&b, from, to, size[1]*row); err != nil {
					return err
				}
			}
			path := filepath.Join(folder, "c")
			for d, at := range []int{i / size[0], j / size[1]} {
				if d >= 2-len(a.shape) {
					path = filepath.Join(path, strconv.Itoa(at))
				}
			}
			for range len(a.shape) - 2 {
				path = filepath.Join(path, "0")
			}
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				return err
			}
			if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
				return err
			}
		}
	}
	return nil
}

// encode writes elements from to to, and zeros up to n elements.
func (a *array) encode(b *bytes.Buffer, from, to, n int) error {
	switch data := a.data.(type) {
	case []string: // never divided
		le := binary.LittleEndian
		b.Write(le.AppendUint32(nil, uint32(len(data))))
		for _, s := range data {
			b.Write(le.AppendUint32(nil, uint32(len(s))))
			b.WriteString(s)
		}
		return nil
	case []float64:
		return write(b, data, from, to, n)
	case []float32:
		return write(b, data, from, to, n)
	case []int64:
		return write(b, data, from, to, n)
	case []bool:
		return write(b, data, from, to, n)
	}
	return fmt.Errorf("an array of %T", a.data)
}

func write[T any](b *bytes.Buffer, data []T, from, to, n int) error {
	if err := binary.Write(b, binary.LittleEndian, data[from:to]); err != nil {
		return err
	}
	return binary.Write(b, binary.LittleEndian, make([]T, n-(to-from)))
}
