package infer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/credence-ppl/credence/infer/draws"
)

// A sampler that was saved in one of the versions 1 to 3 is
//
//	credence sampler 3
//	CRC-32 of the next line
//	what a sampler is, in JSON
//	draws that no Run has returned, CRC-32 of these
//
// The JSON is today's, but that a chain and its kernel's state are one, and that the metric's kind is the sampler's.
// Versions 1 and 2 end before the draws, and have no sampler in its warm-up.
const oldMagic = "credence sampler "

type oldHeader struct {
	samplerHeader
	Metric *metricKind       `json:"metric"` // since version 3
	Chains []json.RawMessage `json:"chains"`
}

// oldSampler reports whether a sampler of an old format comes.
func oldSampler(in *bufio.Reader) bool {
	begin, _ := in.Peek(len(oldMagic))
	return string(begin) == oldMagic
}

// readOld reads a sampler of an old format.
func (s *Sampler) readOld(in *bufio.Reader) (h samplerHeader, made *draws.Draws, err error) {
	var lines [3][]byte
	for i := range lines {
		line, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return h, nil, cannotRead(err)
		}
		lines[i] = bytes.TrimSuffix(line, []byte("\n"))
	}
	version := string(lines[0][len(oldMagic):])
	if version != "1" && version != "2" && version != "3" {
		return h, nil, &CheckpointError{Detail: fmt.Sprintf("the saved sampler has version %.20q, which this program does not know", version)}
	}
	if sum := fmt.Sprintf("%08x", crc32.ChecksumIEEE(lines[2])); string(lines[1]) != sum {
		return h, nil, &CheckpointError{Detail: "the saved sampler is damaged or cut short: its checksum does not fit"}
	}
	var old oldHeader
	if err := json.Unmarshal(lines[2], &old); err != nil {
		return h, nil, &CheckpointError{Detail: "the saved sampler is damaged", Err: err}
	}
	h = old.samplerHeader
	h.Kernel, h.Stats, h.Chains = "infer."+h.Kernel, s.stats(), make([]savedChain, len(old.Chains))
	for i, text := range old.Chains {
		if err := json.Unmarshal(text, &h.Chains[i]); err != nil {
			return h, nil, &CheckpointError{Detail: "the saved sampler is damaged", Err: err}
		}
		h.Chains[i].State = text
	}
	if err = s.fits(h); err == nil {
		if t, ok := s.chains[0].kernel.(*trajectories); ok && !old.Metric.fits(t.settings.metric) {
			err = errOtherMetric
		}
	}
	if err != nil {
		return h, nil, &CheckpointError{Detail: "the saved sampler is another one", Err: err}
	}
	if version != "3" {
		return h, nil, nil
	}
	values := newSummed(in)
	if made, err = s.readDraws(values, h.Chains); err != nil {
		return h, nil, err
	}
	return h, made, values.check("draws are")
}
