package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// few returns the cases with few values.
func few() (cases []densityCase) {
	for _, c := range densityCases()[:len(families)] {
		c.Values, c.Rounds = 30, 3
		cases = append(cases, c)
	}
	return cases
}

// The first numbers of the reference implementation of SplitMix64, begun at 0.
func TestUniformIsSplitMix64(t *testing.T) {
	const first, second = 0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4
	require.Equal(t, float64(first>>11)*0x1p-53, uniform(0))
	require.Equal(t, float64(second>>11)*0x1p-53, uniform(1))
}

// What is replayed is what a tape computes afresh from the operands of each point.
func TestDensitiesAreThoseOfFreshRuns(t *testing.T) {
	for _, c := range few() {
		t.Run(c.Name, func(t *testing.T) {
			var densities, slopes []float64
			for point := range 2 {
				tape := tensor.NewTape()
				var operands []*tensor.Tensor
				for i, o := range c.Operands {
					seed := 2 * i
					if !o.Fixed {
						seed += point
					}
					x := tensor.Of(o.elements(c.Values, uint64(seed)), o.shape(c.Values)...)
					operands = append(operands, tape.Leaf(x, !o.Fixed))
				}
				y := c.of(operands[1:]...).LogProb(operands[0]).Sum()
				require.NoError(t, dist.CheckParams(c.of(operands[1:]...), nil))
				tape.Backward(y)
				densities = append(densities, y.Detach().Item())
				for i, o := range c.Operands {
					if !o.Fixed {
						above, below := 0.0, 0.0
						for _, g := range tape.Grad(operands[i]).Float64s() {
							above, below = above+max(g, 0), below+min(g, 0)
						}
						slopes = append(slopes, above, below)
					}
				}
			}
			require.InDeltaSlice(t, append(densities, slopes...), c.sums(), 1e-9)
			require.NotEqual(t, densities[0], densities[1], "the points differ")

			step := c.prepare()
			require.NoError(t, step())
		})
	}
}

func TestAgree(t *testing.T) {
	c := benchmark{within: 1e-9}
	require.True(t, c.agree([]float64{1e6, 0}, []float64{1e6 + 1e-4, 0}))
	require.False(t, c.agree([]float64{1e6}, []float64{1e6 + 1e-2}))
	require.True(t, c.agree([]float64{1e6, 0}, []float64{1e6}), "without derivatives")
	require.False(t, c.agree([]float64{1}, nil))
	require.False(t, c.agree([]float64{1}, []float64{1, 2}))
	require.True(t, c.agree(nil, nil))
}

// fake is a system whose steps take so many milliseconds, and processors twice as many.
type fake struct {
	system string
	ms     time.Duration
	sums   []float64
}

func (f fake) name() string { return f.system }

func (f fake) turn(benchmark, float64) (answer, error) {
	return answer{NS: []time.Duration{f.ms * time.Millisecond}, CPUNS: []time.Duration{2 * f.ms * time.Millisecond}, Sums: f.sums}, nil
}

func TestOfDensitiesTheTimeOfProcessorsCounts(t *testing.T) {
	r := results{out: io.Discard}
	systems := []system{fake{credence, 1, []float64{5}}, fake{"torch", 2, []float64{5}}}
	require.NoError(t, r.measure(t.Context(), benchmark{name: "logprob-a-1m", kind: density}, systems, options{rounds: 1}))
	require.NoError(t, r.measure(t.Context(), benchmark{name: "a", kind: piece}, systems, options{rounds: 1}))
	require.Equal(t, []row{
		{"logprob-a-1m", credence, 2, 2, cpuUnit},
		{"logprob-a-1m", "torch", 4, 4, cpuUnit},
		{"logprob-a-1m", bestName, 4, 4, cpuUnit},
		{"a", credence, 1, 1, "ms"},
		{"a", "torch", 2, 2, "ms"},
	}, r.rows)
}

func TestSystemsThatDisagreeAreNotCompared(t *testing.T) {
	r := results{out: io.Discard}
	systems := []system{fake{credence, 1, []float64{5}}, fake{"torch", 2, []float64{6}}}
	err := r.measure(t.Context(), benchmark{name: "logprob-a-1m", kind: density}, systems, options{rounds: 1})
	require.EqualError(t, err, "logprob-a-1m: credence and torch must agree, and have [5] and [6]")
	require.Empty(t, r.rows)
}

// older is a system that has no case.
type older struct{ fake }

func (o older) turn(c benchmark, _ float64) (answer, error) {
	return answer{}, &noCaseError{o.system, c.name}
}

func TestSystemsWithoutACaseAreLeftOut(t *testing.T) {
	var out strings.Builder
	r := results{out: &out}
	systems := []system{fake{credence, 1, nil}, older{fake{system: beforeName}}}
	require.NoError(t, r.measure(t.Context(), benchmark{name: "a", kind: piece}, systems, options{rounds: 3}))
	require.Equal(t, []row{{"a", credence, 1, 1, "ms"}}, r.rows)
	require.Equal(t, 1, strings.Count(out.String(), "before has no case a\n"))
}
