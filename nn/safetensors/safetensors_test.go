package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/nn/safetensors"
	"github.com/credence-ppl/credence/tensor"
)

// file returns one with a header and numbers.
func file(header string, data ...byte) []byte {
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...), data...)
}

func equal(t *testing.T, want, got map[string]*tensor.Tensor) {
	t.Helper()
	require.Len(t, got, len(want))
	for name, w := range want {
		g := got[name]
		require.NotNil(t, g, name)
		require.Equal(t, w.DType(), g.DType(), name)
		require.Equal(t, w.Shape(), g.Shape(), name)
		require.Equal(t, bits(w), bits(g), name)
	}
}

func bits(t *tensor.Tensor) (bits []uint64) {
	for _, v := range t.Float64s() {
		bits = append(bits, math.Float64bits(v))
	}
	return bits
}

// all has both element types, no dimension, many, and none of a length, and numbers at the ends of their ranges.
var all = map[string]*tensor.Tensor{
	"fc1.weight": tensor.Of([]float32{1, -2.5, math.MaxFloat32, math.SmallestNonzeroFloat32, 0, -1}, 2, 3),
	"number":     tensor.Scalar(math.Pi),
	"empty":      tensor.Zeros(0, 3),
	"ends":       tensor.Of([]float64{math.MaxFloat64, 5e-324, math.Inf(-1), math.Copysign(0, -1)}, 1, 2, 1, 2),
	"<ä\"\\\n>":  tensor.Of([]float64{1}),
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "net.safetensors")
	notes := map[string]string{"format": "pt", "note": "línea\n"}
	require.NoError(t, safetensors.WriteFile(path, all, notes))
	got, metadata, err := safetensors.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, notes, metadata)
	equal(t, all, got)

	var empty bytes.Buffer
	require.NoError(t, safetensors.Write(&empty, nil, nil))
	got, metadata, err = safetensors.Read(&empty)
	require.NoError(t, err)
	require.Empty(t, got)
	require.Nil(t, metadata)
}

// TestLayout holds the bytes, by the description of the format: 8 bytes of length, a header whose length is a multiple
// of 8, the wider numbers first.
func TestLayout(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, safetensors.Write(&out, map[string]*tensor.Tensor{
		"a": tensor.Of([]float32{1, -2}), "b": tensor.Of([]float64{0.5}, 1, 1)}, map[string]string{"k": "v"}))
	header := `{"__metadata__":{"k":"v"},"b":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}`
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	require.Equal(t, file(header, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0), out.Bytes())
}

func TestEveryTypeOfNumber(t *testing.T) {
	for dtype, c := range map[string]struct {
		data []byte
		want *tensor.Tensor
	}{
		"F16":  {[]byte{0x00, 0x3c, 0x01, 0x00, 0xff, 0x7b, 0x00, 0xfc}, tensor.Of([]float32{1, 0x1p-24, 65504, float32(math.Inf(-1))})},
		"BF16": {[]byte{0x80, 0x3f, 0x49, 0xc0}, tensor.Of([]float32{1, -3.140625})},
		"I64":  {[]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, tensor.Of([]float64{-1})},
		"U64":  {[]byte{7, 0, 0, 0, 1, 0, 0, 0}, tensor.Of([]float64{1<<32 + 7})},
		"I32":  {[]byte{0, 0, 0, 0x80}, tensor.Of([]float64{math.MinInt32})},
		"U32":  {[]byte{0xff, 0xff, 0xff, 0xff}, tensor.Of([]float64{math.MaxUint32})},
		"I16":  {[]byte{0, 0x80}, tensor.Of([]float64{math.MinInt16})},
		"U16":  {[]byte{0xff, 0xff}, tensor.Of([]float64{math.MaxUint16})},
		"I8":   {[]byte{0x80, 0x7f}, tensor.Of([]float64{-128, 127})},
		"U8":   {[]byte{0x80}, tensor.Of([]float64{128})},
		"BOOL": {[]byte{1, 0}, tensor.Of([]float64{1, 0})},
	} {
		t.Run(dtype, func(t *testing.T) {
			shape := string(rune('0' + c.want.Size()))
			got, _, err := safetensors.Read(bytes.NewReader(file(`{"x":{"dtype":"`+dtype+`","shape":[`+shape+`],"data_offsets":[0,`+
				string(rune('0'+len(c.data)))+`]}}`, c.data...)))
			require.NoError(t, err)
			equal(t, map[string]*tensor.Tensor{"x": c.want}, got)
		})
	}
}

func TestReadNamesWhatIsWrong(t *testing.T) {
	one := `{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":         {nil, "found the file's end before the length of its header (EOF), expected a safetensors file"},
		"no header":     {file(one)[:8], "found the file's end after 0 bytes of the header, expected 54"},
		"huge header":   {[]byte("PK\x03\x04-zip-file"), "found a header of 8100139738561989456 bytes, expected 2 to 100000000: is this a safetensors file?"},
		"a list":        {file(`[1]`), `found a header that begins with "[", expected an object of JSON in UTF-8`},
		"not JSON":      {file(`{"x":`), `found an entry "x" of the header that is not as expected: `},
		"no brace":      {file(`{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`), "found a header that is not JSON: "},
		"rest":          {file(one+`x`, 0, 0, 0, 0), "found 1 bytes after the header's JSON, expected spaces"},
		"twice":         {file(one[:len(one)-1]+`,"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 0, 0, 0, 0, 0, 0, 0, 0), `found "x" twice in the header, expected every name once`},
		"type":          {file(`{"x":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}`, 0), `tensor "x": found numbers of type "F8_E4M3", expected F64, F32, F16, BF16, or whole numbers`},
		"field":         {file(`{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"y":1}}`, 0, 0, 0, 0), `unknown field "y"`},
		"negative":      {file(`{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 0, 0, 0, 0), `tensor "x": found the shape [-1], expected dimensions that are not negative`},
		"overflow":      {file(`{"x":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}`, 0, 0, 0, 0), `tensor "x": found the shape [2147483647 2147483647 2147483647], expected dimensions`},
		"no shape":      {file(`{"x":{"dtype":"F32","data_offsets":[0,4]}}`, 0, 0, 0, 0), `tensor "x": found no shape, expected a list of dimensions`},
		"dimensions":    {file(`{"x":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}`, 0, 0, 0, 0), `tensor "x": found 17 dimensions, expected at most 16`},
		"one offset":    {file(`{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}`, 0, 0, 0, 0), `tensor "x": found 1 offsets, expected 2`},
		"offsets":       {file(`{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, 0, 0, 0, 0), `tensor "x": found offsets [0 4], expected 8 bytes for shape [2] of F32`},
		"a gap":         {file(`{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 0, 0, 0, 0, 0, 0, 0, 0), `tensor "x": found its numbers from byte 4 on, expected 0: tensors follow each other`},
		"an overlap":    {file(`{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 0, 0, 0, 0), `found its numbers from byte 0 on, expected 4`},
		"truncated":     {file(one, 0, 0), `tensor "x": found the file's end after 2 bytes, expected 4`},
		"trailing":      {file(one, 0, 0, 0, 0, 7), `found more bytes after the 4 of the tensors, expected the file's end`},
		"whole numbers": {file(`{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`, 1, 0, 0, 0, 0, 0, 0x20, 0), `tensor "x": found 9007199254740992 as element 0, expected whole numbers below 2⁵³, which Float64 holds`},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := safetensors.Read(bytes.NewReader(c.file))
			require.ErrorContains(t, err, "safetensors: ")
			require.ErrorContains(t, err, c.want)
			require.Nil(t, got)
		})
	}
	_, _, err := safetensors.ReadFile("none")
	require.ErrorContains(t, err, "safetensors: open none")
	broken := errors.New("disk on fire")
	_, _, err = safetensors.Read(io.MultiReader(bytes.NewReader(file(one)), iotest.ErrReader(broken)))
	require.ErrorIs(t, err, broken)
}

// TestReadDoesNotTrustTheHeader reads small files that declare 100 MB of header and 8 GB of numbers.
func TestReadDoesNotTrustTheHeader(t *testing.T) {
	for _, f := range [][]byte{
		append(binary.LittleEndian.AppendUint64(nil, 100_000_000), '{'),
		file(`{"x":{"dtype":"F64","shape":[200000000],"data_offsets":[0,1600000000]}}`),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := safetensors.Read(bytes.NewReader(f))
		runtime.ReadMemStats(&after)
		require.ErrorContains(t, err, "found the file's end after")
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
	}
}

func TestWriteRefuses(t *testing.T) {
	x := tensor.Of([]float64{1})
	for want, tensors := range map[string]map[string]*tensor.Tensor{
		`safetensors: a tensor is called "__metadata__", which names the notes of a file`: {"__metadata__": x},
		`safetensors: the name "\xff" is not valid UTF-8`:                                 {"\xff": x},
		`safetensors: tensor "x" is nil`:                                                  {"x": nil},
	} {
		path := filepath.Join(t.TempDir(), "f")
		require.NoError(t, os.WriteFile(path, []byte("old"), 0o644))
		require.EqualError(t, safetensors.WriteFile(path, tensors, nil), want)
		old, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, "old", string(old), "what was there stays")
	}
}

// TestPython has the Python library read a file and write it again, where it is installed: CREDENCE_PYTHON is an
// interpreter that has it with NumPy, by default python3. With PyTorch, a network loads the weights.
func TestPython(t *testing.T) {
	python := os.Getenv("CREDENCE_PYTHON")
	if python == "" {
		python = "python3"
	}
	if err := exec.Command(python, "-c", "import safetensors.numpy").Run(); err != nil {
		t.Skipf("%s has no safetensors with NumPy: %v", python, err)
	}
	net := nn.NewMLP((*tensor.Tensor).ReLU, 3, 2)
	weights := maps.Clone(all)
	for path, w := range nn.Parameters(net) {
		weights[path] = w.As(tensor.Float32)
	}
	dir := t.TempDir()
	require.NoError(t, safetensors.WriteFile(filepath.Join(dir, "from.safetensors"), weights, map[string]string{"by": "credence"}))
	out, err := exec.Command(python, "-c", `
import sys, numpy
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
t = load_file(sys.argv[1])
assert t["fc1.weight"].dtype == numpy.float32 and t["fc1.weight"].shape == (2, 3), t
assert t["number"].shape == () and t["number"] == numpy.pi
assert t["ends"][0, 0, 0, 1] == 5e-324
with safe_open(sys.argv[1], "numpy") as f:
    assert f.metadata() == {"by": "credence"}
save_file(t | {"half": numpy.array([0.1, 65504], "f2")}, sys.argv[2], metadata={"by": "numpy"})
try:
    import torch
    from safetensors.torch import load_file
except ImportError:
    sys.exit()
t = load_file(sys.argv[1])
net = torch.nn.ModuleDict({"layers": torch.nn.ModuleList([torch.nn.Linear(3, 2)])})
net.load_state_dict({k: v for k, v in t.items() if k.startswith("layers.")})
print("torch")
`, filepath.Join(dir, "from.safetensors"), filepath.Join(dir, "to.safetensors")).CombinedOutput()
	require.NoError(t, err, "%s", out)
	t.Logf("%s", out)

	got, metadata, err := safetensors.ReadFile(filepath.Join(dir, "to.safetensors"))
	require.NoError(t, err)
	require.Equal(t, map[string]string{"by": "numpy"}, metadata)
	weights["half"] = tensor.Of([]float32{0.0999755859375, 65504}) // 0.1 in 11 bits is 1638/16384
	equal(t, weights, got)
}

func FuzzRead(f *testing.F) {
	var whole bytes.Buffer
	require.NoError(f, safetensors.Write(&whole, all, map[string]string{"a": "b"}))
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:100])
	f.Add(file(`{}`))
	f.Add(file(`{"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}`, 1, 2, 3, 4))
	f.Fuzz(func(t *testing.T, b []byte) {
		tensors, metadata, err := safetensors.Read(bytes.NewReader(b))
		if err != nil {
			require.Nil(t, tensors)
			return
		}
		var out bytes.Buffer
		require.NoError(t, safetensors.Write(&out, tensors, metadata))
		again, notes, err := safetensors.Read(&out)
		require.NoError(t, err)
		require.Equal(t, len(metadata), len(notes))
		equal(t, tensors, again)
	})
}
