package optim_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer/optim"
)

func TestSchedules(t *testing.T) {
	half := (1 + math.Sqrt2/2) / 2 // a quarter of the way down half a cosine
	for name, c := range map[string]struct {
		s    optim.Schedule
		want map[int]float64
	}{
		"constant":         {optim.Constant, map[int]float64{1: 1, 1000: 1}},
		"cosine":           {optim.Cosine(100, 0), map[int]float64{1: 1, 26: half, 51: 0.5, 101: 0, 500: 0}},
		"cosine and floor": {optim.Cosine(100, 0.2), map[int]float64{1: 1, 26: 0.2 + 0.8*half, 51: 0.6, 101: 0.2, 500: 0.2}},
		"exponential":      {optim.Exponential(0.5), map[int]float64{1: 1, 2: 0.5, 4: 0.125}},
		"steps":            {optim.StepDecay(10, 0.1), map[int]float64{1: 1, 10: 1, 11: 0.1, 20: 0.1, 21: 0.01}},
		"warm-up":          {optim.WarmUp(4, nil), map[int]float64{1: 0.25, 2: 0.5, 4: 1, 5: 1, 100: 1}},
		"warm-up and more": {optim.WarmUp(4, optim.Exponential(0.5)), map[int]float64{1: 0.25, 4: 1, 5: 1, 6: 0.5, 7: 0.25}},
	} {
		for step, want := range c.want {
			require.InDelta(t, want, c.s(step), 1e-15, "%s at step %d", name, step)
		}
	}
}

func ExampleWarmUp() {
	s := optim.WarmUp(2, optim.StepDecay(2, 0.1))
	for step := 1; step <= 6; step++ {
		fmt.Printf("%.2f ", s(step))
	}
	// Output: 0.50 1.00 1.00 1.00 0.10 0.10
}
