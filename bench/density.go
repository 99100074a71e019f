package main

import (
	"encoding/json"
	"os"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// densityCase is the sum of log-densities of a family and its gradient, in Float64 on one thread. It is computed as
// samplers compute it: the program is recorded once and replayed, at two points in turn, so that only what depends on
// data alone can be worked out beforehand.
type densityCase struct {
	Name     string    `json:"name"`
	Family   string    `json:"family"`
	Operands []operand `json:"operands"`
	Values   int       `json:"values"`
	Rounds   int       `json:"rounds"` // of a step
	of       func(p ...*tensor.Tensor) dist.Distribution
}

// densitySizes are how many values a density has. Few of them are computed often in a step, so that it can be timed.
var densitySizes = []struct {
	name           string
	values, rounds int
}{{"1m", 1_000_000, 1}, {"1k", 1000, 100}}

// densityCases returns the cases of all families in all sizes. A value with several elements counts for as many.
func densityCases() (cases []densityCase) {
	for _, size := range densitySizes {
		for _, f := range families {
			c := densityCase{"logprob-" + f.name + "-" + size.name, f.name, f.operands, size.values, size.rounds, f.of}
			for _, o := range f.operands {
				c.Values /= max(1, o.Events)
			}
			cases = append(cases, c)
		}
	}
	for _, f := range sequences {
		cases = append(cases, densityCase{"logprob-" + f.name, f.name, f.operands, sequence, 10, f.of})
	}
	return cases
}

// points are those where a density is computed.
type points [2][]float64

// program returns the density as a program of the operands that are not fixed, and its points.
func (c densityCase) program() (*tensor.Program, points) {
	var at points
	operands := make([]*tensor.Tensor, len(c.Operands))
	for i, o := range c.Operands {
		for j := range at {
			x := o.elements(c.Values, uint64(2*i+j))
			if o.Fixed {
				operands[i] = tensor.Of(x, o.shape(c.Values)...)
				break
			}
			at[j] = append(at[j], x...)
		}
	}
	p, _ := tensor.Record(at[0], func(x *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) {
		from := 0
		for i, o := range c.Operands {
			if !o.Fixed {
				shape := o.shape(c.Values)
				operands[i] = x.Slice(0, from, from+shape.Size()).Reshape(shape...)
				from += shape.Size()
			}
		}
		return dist.LogProbSum(c.of(operands[1:]...), operands[0], nil, 1), nil
	})
	return p, at
}

// prepare returns a step.
func (c densityCase) prepare() func() error {
	// Each point is the vector of a program of its own, in place, as arrays of the peers are.
	var programs [2]*tensor.Program
	for i := range programs {
		p, at := c.program()
		x, _ := p.Vectors()
		copy(x, at[i])
		programs[i] = p
	}
	next := 0
	return func() error {
		for range c.Rounds {
			p := programs[next]
			p.ValueAndGrad(p.Vectors())
			next = 1 - next
		}
		return nil
	}
}

// sums returns what all systems must agree on: the densities at both points, and then at each point for each operand
// that is not fixed the sum of the derivatives above 0 and that of those below.
func (c densityCase) sums() (sums []float64) {
	p, at := c.program()
	gradient := make([]float64, len(at[0]))
	var densities []float64
	for _, x := range at {
		densities = append(densities, p.ValueAndGrad(x, gradient))
		from := 0
		for _, o := range c.Operands {
			if o.Fixed {
				continue
			}
			above, below := 0.0, 0.0
			size := o.shape(c.Values).Size()
			for _, g := range gradient[from : from+size] {
				above += max(g, 0)
				below += min(g, 0)
			}
			sums = append(sums, above, below)
			from += size
		}
	}
	return append(densities, sums...)
}

// writeDensities writes a file with the cases for the peers.
func writeDensities(file string) error {
	text, err := json.Marshal(densityCases())
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644)
}
