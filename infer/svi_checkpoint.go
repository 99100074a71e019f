package infer

import (
	"fmt"
	"io"

	"github.com/credence-ppl/credence/tensor"
)

// The values of an SVI's checkpoint are, parameter by parameter, the value on the real line, the optimizer's state, and
// the constrained value if words do not tell the constraint, in the parameter's element type.
var sviCheckpoint = checkpointKind{"credence svi\n", 1, "checkpoint of an SVI"}

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
	Slots     int    // state tensors; 0 before the first update
	Value     *[]int `json:",omitempty"` // shape of the constrained value, nil without one
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
		case p.Value != nil && !possible(*p.Value):
			return damaged("parameter %q has the impossible shape %v on its constrained scale", p.Name, *p.Value)
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

// readParameters reads the second part, and no further.
func readParameters(r io.Reader, header []checkpointParam) ([]*parameter, error) {
	in := newSummed(r)
	var params []*parameter
	for _, h := range header {
		p := &parameter{name: h.Name, set: h.Set, updates: h.Updates}
		for i := range 1 + h.Slots {
			t, err := readValues(in, h.DType, h.Shape)
			if err != nil {
				return nil, err
			}
			if i == 0 {
				p.real = t
			} else {
				p.state = append(p.state, t)
			}
		}
		if h.Value != nil {
			var err error
			if p.loaded, err = readValues(in, h.DType, *h.Value); err != nil {
				return nil, err
			}
		}
		params = append(params, p)
	}
	return params, in.check("values are")
}

func readValues(in io.Reader, dtype string, shape []int) (*tensor.Tensor, error) {
	if dtype == tensor.Float32.String() {
		return readAs[float32](in, shape, 4)
	}
	return readAs[float64](in, shape, 8)
}
