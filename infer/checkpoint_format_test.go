package infer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/internal/racing"
)

func TestEveryTruncationIsRefused(t *testing.T) {
	whole := saved(t, learned(t, 2))
	s := learned(t, 3)
	check := unchanged(t, s)
	for n := range whole {
		err := s.Load(bytes.NewReader(whole[:n]))
		var refused *CheckpointError
		require.ErrorAs(t, err, &refused, "%d bytes", n)
		if n < len(sviCheckpoint.magic) {
			require.EqualError(t, err, "infer: checkpoint: this is not a checkpoint of an SVI")
		} else {
			require.EqualError(t, err, "infer: checkpoint: it is cut short", "%d bytes", n)
		}
		check()
	}
}

func TestEveryCorruptByteIsRefused(t *testing.T) {
	racing.SkipNumbers(t)
	whole := saved(t, learned(t, 2))
	s := learned(t, 3)
	check := unchanged(t, s)
	clear := regexp.MustCompile("not a checkpoint|version|cut short|damaged")
	bad := bytes.Clone(whole)
	for i := range whole {
		for flip := 1; flip < 256; flip++ {
			bad[i] = whole[i] ^ byte(flip)
			err := s.Load(bytes.NewReader(bad))
			refused, ok := errors.AsType[*CheckpointError](err)
			if !ok || !clear.MatchString(refused.Detail) {
				t.Fatalf("byte %d xor %d: %v", i, flip, err)
			}
		}
		bad[i] = whole[i]
		check()
	}
}

// TestOldCheckpointsAreRead, and written in the same way: version 1 is today's.
func TestOldCheckpointsAreRead(t *testing.T) {
	old, err := os.ReadFile("testdata/svi-1")
	require.NoError(t, err)
	s := learned(t, 2)
	require.NoError(t, s.Load(bytes.NewReader(old)))
	require.Equal(t, old, saved(t, s))
	require.InDelta(t, 0.09171884040502876, s.store.byName["m"].real.Item(), 1e-12)
	train(t, s, xrows, 1)
}

// frame is a checkpoint with the given header and values and with right checksums.
func framed(version uint32, header, values []byte) []byte {
	b := []byte(sviCheckpoint.magic)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(header)))
	b = append(b, header...)
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	b = append(b, values...)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(values))
}

func TestHeadersThatNoSVISaved(t *testing.T) {
	s := learned(t, 1)
	check := unchanged(t, s)
	param := func(fields string) string {
		return `{"Params":[{"Name":"m","DType":"Float64","Optimizer":"Adam"` + fields + `}]}`
	}
	for _, c := range []struct {
		version       uint32
		header, words string
	}{
		{2, "{}", "infer: checkpoint: it has version 2, this program reads version 1"},
		{1, "{", "the header is damaged: unexpected end of JSON input"},
		{1, `{"Step":-1}`, "the header is damaged: step -1, attempt 0"},
		{1, `{"Attempt":-1}`, "the header is damaged: step 0, attempt -1"},
		{1, param(`,"Updates":-1`), `the header is damaged: parameter "m" has -1 updates and 0 state tensors`},
		{1, `{"Step":9223372036854775807}`, of64Bits("the header is damaged: step 9223372036854775807, attempt 0")},
		{1, `{"Attempt":9223372036854775807}`, of64Bits("the header is damaged: step 0, attempt 9223372036854775807")},
		{1, param(`,"Updates":3`), `the header is damaged: parameter "m" has 3 updates in the 0 steps that asked for it`},
		{1, param(`,"Slots":-1`), `parameter "m" has 0 updates and -1 state tensors`},
		{1, param(`,"Absent":1`), `parameter "m" was absent from 1 of 0 steps`},
		{1, param(`,"Absent":-1`), `parameter "m" was absent from -1 of 0 steps`},
		{1, param(`,"DType":"Float16"`), `parameter "m" has the unknown element type "Float16"`},
		{1, param(`,"Shape":[-1]`), `parameter "m" has the impossible shape [-1]`},
		{1, param(`,"Shape":[0,1099511627777]`), of64Bits("the impossible shape [0 1099511627777]")},
		{1, param(`,"Shape":[1048576,1048577]`), `the impossible shape [1048576 1048577]`},
		{1, param(`,"Shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]`), `the impossible shape [1 1`},
		{1, param(`,"Shape":[1048576,64]`), "it is cut short"},
		{1, param(`,"Optimizer":"SGD"`), `parameter "m" was trained with SGD, this SVI has Adam; use the same, or start anew`},
		{1, param(`,"Slots":2`), `parameter "m" was trained with Adam, this SVI has Adam`},
		{1, `{"Params":[{"Name":"m","DType":"Float64"},{"Name":"m","DType":"Float64"}]}`, `it has parameter "m" twice`},
		{1, `{"Params":[{"Name":"m","DType":"Float64","Value":[2,-1]}]}`, `parameter "m" has the impossible shape [2 -1] on its constrained scale`},
	} {
		err := s.Load(bytes.NewReader(framed(c.version, []byte(c.header), nil)))
		require.ErrorContains(t, err, c.words)
		check()
	}
	long := framed(1, nil, nil)
	binary.LittleEndian.PutUint32(long[len(sviCheckpoint.magic)+4:], 1<<31)
	require.ErrorContains(t, s.Load(bytes.NewReader(long)), "the header is damaged: it claims 2147483648 bytes")
	check()
}

// No SVI has values that are not finite, and a file with something behind a checkpoint is another one.
func TestValuesThatNoSVISaved(t *testing.T) {
	s := learned(t, 1)
	check := unchanged(t, s)
	header := `{"Params":[{"Name":"m","Shape":[2],"DType":"Float64","Optimizer":"Adam"}]}`
	values := func(x ...float64) (b []byte) {
		for _, v := range x {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		return b
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		err := s.Load(bytes.NewReader(framed(1, []byte(header), values(1, bad))))
		require.EqualError(t, err, fmt.Sprintf(`infer: checkpoint: the values are damaged: parameter "m" or its state has %v at element 1`, bad))
		check()
	}
	path := filepath.Join(t.TempDir(), "net")
	require.NoError(t, os.WriteFile(path, append(saved(t, s), saved(t, s)...), 0o600))
	require.EqualError(t, s.LoadFile(path), path+": infer: checkpoint: something comes after its end; is the file several in one?")
	check()
}

// of64Bits returns what is said of a number that only an int of 64 bits can be.
func of64Bits(words string) string {
	if math.MaxInt == math.MaxInt32 {
		return "cannot unmarshal number"
	}
	return words
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, os.ErrPermission }

func TestReaderAndWriterErrorsComeThrough(t *testing.T) {
	s := learned(t, 1)
	for n := range saved(t, s) {
		err := s.Load(io.MultiReader(bytes.NewReader(saved(t, s)[:n]), brokenReader{}))
		require.ErrorIs(t, err, os.ErrPermission, "after %d bytes", n)
		require.ErrorContains(t, err, "infer: checkpoint: it cannot be read: permission denied")
	}
	for n := range saved(t, s) {
		require.ErrorIs(t, s.Save(&fullDisk{n}), io.ErrShortWrite)
	}
}

// fullDisk takes so many bytes.
type fullDisk struct{ left int }

func (d *fullDisk) Write(b []byte) (int, error) {
	n := min(d.left, len(b))
	d.left -= n
	if n < len(b) {
		return n, io.ErrShortWrite
	}
	return n, nil
}

// Headers that claim more than there is.
var claims = []string{
	`{"Params":[{"Name":"m","Shape":[1048576,1048576],"DType":"Float64","Optimizer":"Adam"}]}`,
	`{"Params":[{"Name":"m","Shape":[134217728],"DType":"Float32","Optimizer":"Adam","Updates":1,"Slots":2}]}`,
	`{"Params":[{"Name":"m","Shape":[0],"DType":"Float32","Optimizer":"Adam","Updates":1,"Slots":1099511627776}]}`,
	`{"Params":[{"Name":"m","Shape":[0],"DType":"Float32","Optimizer":"Adam","Value":[134217728,4096]}]}`,
	`{"Params":[{"Name":"m","Shape":[0,9223372036854775807],"DType":"Float32","Optimizer":"Adam"}]}`,
	`{"Step":9223372036854775807,"Attempt":9223372036854775807,"Params":[{"Name":"m","DType":"Float64","Optimizer":"Adam","Updates":9223372036854775807,"Absent":9223372036854775807,"Slots":2}]}`,
}

// allocated is how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Nothing is allocated for bytes that are not there.
func TestLoadDoesNotTrustTheHeader(t *testing.T) {
	s := meanSVI(SVIOptions{})
	for _, header := range claims {
		for _, values := range [][]byte{nil, make([]byte, 1000)} {
			data := framed(sviCheckpoint.version, []byte(header), values)
			require.Less(t, allocated(func() { require.Error(t, s.Load(bytes.NewReader(data))) }), uint64(1<<20), header)
		}
	}
	long := framed(sviCheckpoint.version, nil, nil)
	binary.LittleEndian.PutUint32(long[len(sviCheckpoint.magic)+4:], maxHeader)
	require.Less(t, allocated(func() { require.ErrorContains(t, s.Load(bytes.NewReader(long)), "it is cut short") }), uint64(1<<20))
}

// FuzzLoadSVI reads arbitrary bytes, as they are and as header and values with right checksums: Load refuses them, or
// what it has read can be saved and loaded again, and either trains or is another network's. It takes no more memory
// than a multiple of the bytes.
func FuzzLoadSVI(f *testing.F) {
	start := len(sviCheckpoint.magic) + 8
	parts := func(whole []byte) (header, values []byte) {
		end := start + int(binary.LittleEndian.Uint32(whole[start-4:]))
		return whole[start:end], whole[end+4 : len(whole)-4]
	}
	come := changing()
	train(f, come, "a", 1)
	train(f, come, "b", 1)
	for _, whole := range [][]byte{saved(f, learned(f, 2)), saved(f, meanSVI(SVIOptions{})), saved(f, come)} {
		f.Add(whole, []byte{})
		f.Add(whole[:len(whole)-1], []byte{})
		header, values := parts(whole)
		f.Add(header, values)
	}
	for _, header := range append(claims, `{"Params":[{"Name":"a","Shape":[0,9],"DType":"Float32","Optimizer":"Adam"}]}`, "", "null", "[]", strings.Repeat("[", 1000)) {
		f.Add([]byte(header), []byte{})
		f.Add([]byte(header), make([]byte, 24))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		for _, data := range [][]byte{append(bytes.Clone(a), b...), framed(sviCheckpoint.version, a, b)} {
			s := learned(t, 1)
			check := unchanged(t, s)
			var err error
			used := allocated(func() { err = s.Load(bytes.NewReader(data)) })
			require.Less(t, used, uint64(1<<20+200*len(data)))
			if err != nil {
				check()
				continue
			}
			again := meanSVI(SVIOptions{})
			load(t, again, saved(t, s))
			require.Equal(t, stateOf(s), stateOf(again))
			steps := s.Steps()
			if _, err := s.Step(xrows); err != nil {
				require.Equal(t, steps, s.Steps())
			}
		}
	})
}
