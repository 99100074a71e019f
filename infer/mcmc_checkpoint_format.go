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
	"math"
	"slices"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// A saved sampler is
//
//	credence sampler 3
//	CRC-32 of the next line
//	what a sampler is, in JSON
//	draws that no Run has returned, CRC-32 of these
//
// The draws are those of one chain after the other, site by site and then what Stats tells of them, little-endian in their
// element types. Versions 1 and 2 end before the draws, and have no sampler in its warm-up.
const (
	samplerMagic   = "credence sampler "
	samplerVersion = 3
)

// samplerState is the JSON of a saved sampler.
type samplerState struct {
	Kernel  string       `json:"kernel"`
	Metric  *metricKind  `json:"metric,omitempty"` // since version 3
	Seed    uint64       `json:"seed"`
	Warmup  int          `json:"warmup"`
	Thin    int          `json:"thin,omitempty"` // since version 3
	Latents []savedSite  `json:"latents"`
	Sites   []savedSite  `json:"sites,omitempty"` // whose draws follow; since version 3
	Chains  []chainState `json:"chains"`
}

// savedSite is a site with its shape: a latent's on the real line, others' as it is drawn.
type savedSite struct {
	Name  string       `json:"name"`
	Shape tensor.Shape `json:"shape"`
	DType string       `json:"dtype,omitempty"`
}

func sameSaved(a, b savedSite) bool {
	return a.Name == b.Name && a.Shape.Equal(b.Shape) && a.DType == b.DType
}

// metricKind is what decides how a metric is learnt.
type metricKind struct {
	Diagonal bool       `json:"diagonal,omitempty"`
	Dense    bool       `json:"dense,omitempty"`
	Fisher   bool       `json:"fisher,omitempty"`
	Blocks   [][]string `json:"blocks,omitempty"`
}

func (m Metric) kind() metricKind { return metricKind{m.Diagonal, m.Dense, m.Fisher, m.Blocks} }

func (k metricKind) equal(other metricKind) bool {
	return k.Diagonal == other.Diagonal && k.Dense == other.Dense && k.Fisher == other.Fisher &&
		slices.EqualFunc(k.Blocks, other.Blocks, slices.Equal[[]string])
}

type chainState struct {
	Transitions int            `json:"transitions"`
	Since       int            `json:"since,omitempty"` // the last draw
	Kept        int            `json:"kept,omitempty"`  // draws that no Run has returned
	Leapfrogs   int            `json:"leapfrogs"`
	Divergent   int            `json:"divergent,omitempty"`
	Rejected    map[string]int `json:"rejected,omitempty"`
	Position    vector         `json:"position"`
	Gradient    vector         `json:"gradient"`
	LogDensity  float64        `json:"log_density"`
	StepSize    float64        `json:"step_size"`
	metricState
	Warmup *warmupState `json:"adaptation,omitempty"` // nil after the warm-up
}

// warmupState is what a chain has learned that its metric and step size do not tell.
type warmupState struct {
	Searches bool         `json:"searches,omitempty"`
	Steps    float64      `json:"steps"` // that dual averaging has seen, and the rest of it
	Mean     float64      `json:"mean"`
	Average  float64      `json:"average"`
	Center   float64      `json:"center"`
	Moments  momentsState `json:"moments"`
}

// vector is numbers of a saved sampler. In JSON it is the base64 of their bits, which keeps what is not finite; versions 1
// and 2 have lists of numbers.
type vector []float64

func (v vector) MarshalJSON() ([]byte, error) {
	bits := make([]byte, 0, 8*len(v))
	for _, x := range v {
		bits = binary.LittleEndian.AppendUint64(bits, math.Float64bits(x))
	}
	return json.Marshal(bits)
}

func (v *vector) UnmarshalJSON(text []byte) error {
	if text[0] == '[' {
		return json.Unmarshal(text, (*[]float64)(v))
	}
	var bits []byte
	if err := json.Unmarshal(text, &bits); err != nil {
		return err
	}
	if len(bits)%8 != 0 {
		return fmt.Errorf("%d bytes are no numbers of 8", len(bits))
	}
	*v = make(vector, 0, len(bits)/8)
	for ; len(bits) > 0; bits = bits[8:] {
		*v = append(*v, math.Float64frombits(binary.LittleEndian.Uint64(bits)))
	}
	return nil
}

// storedOf are the first draws of a chain, where a store has them: site by site, then what Stats tells.
func storedOf(made *draws.Draws, chain, kept int) (blocks []any) {
	if kept == 0 {
		return nil
	}
	for _, d := range []*draws.Draws{made, made.Stats()} {
		for _, name := range d.Names() {
			if all := d.Get(name); all.DType() == tensor.Float32 {
				blocks = append(blocks, stored[float32](all, chain, 0, kept))
			} else {
				blocks = append(blocks, stored[float64](all, chain, 0, kept))
			}
		}
	}
	return blocks
}

// readSamplerState reads the text of a saved sampler.
func readSamplerState(in *bufio.Reader) (state samplerState, version int, err error) {
	refuse := func(format string, args ...any) (samplerState, int, error) {
		return samplerState{}, 0, &CheckpointError{Detail: fmt.Sprintf(format, args...)}
	}
	begin, err := in.Peek(len(samplerMagic)) // a line of what is no text may be as long as all of it
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return state, 0, cannotRead(err)
	case string(begin) != samplerMagic:
		return refuse("this is no saved sampler")
	}
	var lines [3][]byte
	for i := range lines {
		line, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return state, 0, cannotRead(err)
		}
		lines[i] = bytes.TrimSuffix(line, []byte("\n"))
	}
	number, head, text := lines[0][len(samplerMagic):], lines[1], lines[2]
	if len(number) != 1 || number[0] < '1' || number[0] > '0'+samplerVersion {
		return refuse("the saved sampler has version %.20q, this program reads versions 1 to %d", number, samplerVersion)
	}
	if sum := fmt.Sprintf("%08x", crc32.ChecksumIEEE(text)); string(head) != sum {
		return refuse("the saved sampler is damaged or cut short: its checksum does not fit")
	}
	if err := json.Unmarshal(text, &state); err != nil {
		return state, 0, &CheckpointError{Detail: "the saved sampler is damaged", Err: err}
	}
	return state, int(number[0] - '0'), nil
}

// readDraws reads the draws that no Run had returned, and makes no more room for them than they need.
func (s *Sampler) readDraws(in io.Reader, chains []chainState) (*draws.Draws, error) {
	sum := crc32.NewIEEE()
	summed := io.TeeReader(in, sum)
	most := 0
	bits := make([][]byte, len(chains))
	for i, c := range chains {
		size, err := s.bytesOf(c.Kept)
		if err != nil {
			return nil, err
		}
		if bits[i], err = readBytes(summed, size); err != nil {
			return nil, err
		}
		most = max(most, c.Kept)
	}
	if err := checkSum(in, sum, "draws are"); err != nil || most == 0 {
		return nil, err
	}
	made := s.room(most)
	for i, c := range chains {
		for _, block := range storedOf(made, i, c.Kept) {
			n, err := binary.Decode(bits[i], binary.LittleEndian, block)
			if err != nil {
				return nil, cannotRead(err)
			}
			bits[i] = bits[i][n:]
		}
	}
	return made, nil
}

// bytesOf is how long the draws of a chain are.
func (s *Sampler) bytesOf(kept int) (int64, error) {
	size := int64(8 * len(statNames))
	for _, site := range s.sites() {
		width := int64(8)
		if site.DType == tensor.Float32.String() {
			width = 4
		}
		size += width * int64(site.Shape.Size())
	}
	if int64(kept) > math.MaxInt64/size {
		return 0, &CheckpointError{Detail: fmt.Sprintf("the saved sampler is damaged: it claims %d draws", kept)}
	}
	return int64(kept) * size, nil
}
