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
	"slices"

	"github.com/credence-ppl/credence/infer/draws"
)

// A sampler that was saved in one of the versions 1 to 3 is
//
//	credence sampler 3
//	CRC-32 of the next line
//	what a sampler is, in JSON
//	draws that no Run has returned, CRC-32 of these
//
// Versions 1 and 2 end before the draws, have no sampler in its warm-up, and write vectors as lists.
const oldMagic = "credence sampler "

type oldHeader struct {
	samplerHeader            // but for the chains
	Metric        *oldMetric `json:"metric"` // since version 3
	Chains        []oldChain `json:"chains"`
}

type oldMetric struct {
	Diagonal, Dense, Fisher bool
	Blocks                  [][]string
}

type oldChain struct {
	savedChain
	Leapfrogs   int       `json:"leapfrogs"`
	Position    oldVector `json:"position"`
	Gradient    oldVector `json:"gradient"`
	LogDensity  float64   `json:"log_density"`
	StepSize    float64   `json:"step_size"`
	Variance    oldVector `json:"variance"`
	Covariances []oldVector
	Warmup      *struct {
		Searches                     bool
		Steps, Mean, Average, Center float64
		Moments                      struct {
			N                              int
			Draws, Gradients, Rows, Slopes oldVector
		}
	} `json:"adaptation"`
}

// oldVector is numbers: in JSON a list, or the base64 of their bits.
type oldVector []float64

// UnmarshalJSON reads either.
func (v *oldVector) UnmarshalJSON(text []byte) error {
	if text[0] == '[' {
		return json.Unmarshal(text, (*[]float64)(v))
	}
	var bits []byte
	if err := json.Unmarshal(text, &bits); err != nil {
		return err
	}
	*v = make(oldVector, len(bits)/8)
	_, err := binary.Decode(bits, binary.LittleEndian, *v)
	return err
}

// oldSampler reports whether what comes is a sampler of an old format, and of which version.
func oldSampler(in *bufio.Reader) (version byte, old bool) {
	begin, _ := in.Peek(len(oldMagic) + 2)
	if len(begin) < len(oldMagic)+2 || string(begin[:len(oldMagic)]) != oldMagic {
		return 0, false
	}
	return begin[len(oldMagic)] - '0', true
}

// readOld reads a sampler of an old format.
func (s *Sampler) readOld(in *bufio.Reader, version byte) (h samplerHeader, made *draws.Draws, err error) {
	if version < 1 || version > 3 {
		return h, nil, &CheckpointError{Detail: "the saved sampler has a version that this program does not know"}
	}
	var lines [3][]byte
	for i := range lines {
		line, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return h, nil, cannotRead(err)
		}
		lines[i] = bytes.TrimSuffix(line, []byte("\n"))
	}
	var old oldHeader
	if sum := fmt.Sprintf("%08x", crc32.ChecksumIEEE(lines[2])); string(lines[1]) != sum {
		return h, nil, &CheckpointError{Detail: "the saved sampler is damaged or cut short: its checksum does not fit"}
	}
	if err := json.Unmarshal(lines[2], &old); err != nil {
		return h, nil, &CheckpointError{Detail: "the saved sampler is damaged", Err: err}
	}
	h = old.samplerHeader
	h.Kernel, h.Stats = "infer."+h.Kernel, s.stats()
	for i := range old.Chains {
		h.Chains = append(h.Chains, &old.Chains[i].savedChain)
	}
	if err = s.fits(h); err == nil {
		for i, c := range s.chains {
			if err = old.Chains[i].convert(c, old.Metric); err != nil {
				break
			}
		}
	}
	if err != nil {
		return h, nil, &CheckpointError{Detail: "the saved sampler is another one", Err: err}
	}
	if version < 3 {
		return h, nil, nil
	}
	values := newSummed(in)
	if made, err = s.readDraws(values, h.Chains); err != nil {
		return h, nil, err
	}
	return h, made, values.check("draws are")
}

// convert makes the chain one of today's format.
func (o *oldChain) convert(c *chain, kind *oldMetric) error {
	t, ok := c.kernel.(*trajectories)
	n := len(c.at.X)
	if !ok || len(o.Position) != n || len(o.Gradient) != n {
		return fmt.Errorf("it does not have %d elements", n)
	}
	if m := t.settings.metric; kind != nil && (kind.Diagonal != m.Diagonal || kind.Dense != m.Dense || kind.Fisher != m.Fisher ||
		!slices.EqualFunc(kind.Blocks, m.Blocks, slices.Equal[[]string])) {
		return errOtherMetric
	}
	g := t.metric
	if len(o.Covariances) == 0 && len(g.blocks) == 1 && g.blocks[0].optional && n > 32 && len(o.Variance) == n {
		// From when the zero Metric was diagonal for so many elements.
		covariance := make(oldVector, n*n)
		for i, v := range o.Variance {
			covariance[i*n+i] = v
		}
		o.Covariances = []oldVector{covariance}
	}
	if len(o.Covariances) != len(g.blocks) {
		return errOtherMetric
	}
	s := []float64{float64(o.Leapfrogs), o.StepSize, number(t.settings.metric.Fisher), float64(len(g.blocks))}
	s = append(s, o.Variance...)
	for i, b := range g.blocks {
		s = append(s, number(b.optional), float64(len(b.at)))
		for _, k := range b.at {
			s = append(s, float64(k))
		}
		s = append(s, o.Covariances[i]...)
	}
	if w := o.Warmup; w != nil {
		m := w.Moments
		s = append(s, number(w.Searches), w.Steps, w.Mean, w.Average, w.Center, float64(m.N))
		s = slices.Concat(s, m.Draws, m.Gradients, m.Rows, m.Slopes)
	}
	o.at, o.state = Point{o.Position, o.Gradient, o.LogDensity}, s
	return nil
}
