package ode_test

import (
	"context"
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ode"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// A population grows until there is no more room, and its derivative with respect to the rate of growth is known with
// it.
func ExampleSolve() {
	growth := ode.MustParse("size' = rate*size*(1 - size/room)", "rate", "room")
	times := tensor.Of([]float64{0, 2, 4, 8})
	sizes := func(x ...*tensor.Tensor) *tensor.Tensor {
		return ode.Solve(growth, tensor.Of([]float64{10}), tensor.Concat(0, x[0], tensor.Of([]float64{100})), times, ode.Options{})
	}
	rate := tensor.Of([]float64{0.8})
	fmt.Printf("%.3f\n", sizes(rate).Float64s())
	_, slope := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor { return sizes(x...).Slice(0, 3, 4).Sum() }, rate)
	fmt.Printf("%.3f\n", slope[0].Item())
	// Output:
	// [10.000 35.498 73.160 98.527]
	// 11.613
}

// The growth of a culture, from nine measurements of its size.
func ExampleSolve_growth() {
	growth := ode.MustParse("size' = rate*size*(1 - size/room)", "rate", "room")
	hours := tensor.Of([]float64{0, 2, 4, 6, 8, 10, 12, 14, 16})
	sizes := tensor.Of([]float64{0.52, 0.98, 1.79, 3.2, 4.6, 6.4, 7.2, 8.1, 7.9})
	model := func(c *ppl.Context) {
		rate := ppl.Sample(c, "rate", dist.LogNormal(-1, 1))
		room := ppl.Sample(c, "room", dist.LogNormal(2, 1))
		start := ppl.Sample(c, "start", dist.LogNormal(-1, 1))
		noise := ppl.Sample(c, "noise", dist.HalfNormal(0.2))
		size := ode.Solve(growth, start.Reshape(1), tensor.Stack(0, rate, room), hours, ode.Options{}).Squeeze(-1)
		ppl.Plate(c, "hours", hours.Dim(0), func(c *ppl.Context) {
			ppl.Sample(c, "size", dist.LogNormal(size.Log(), noise), ppl.Obs(sizes))
		})
	}
	post, err := infer.MCMC{Seed: 1, Chains: 2, Warmup: 300, Draws: 300}.Run(context.Background(), model)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range post.Summary().Rows[:3] {
		fmt.Printf("%s %.1f\n", row.Name(), row.Mean)
	}
	// Output:
	// rate 0.4
	// room 8.6
	// start 0.5
}

// A drug is swallowed three times, and from the fourth hour on flows into a vein for two hours: a state of its own is
// the rate of that infusion.
func ExampleSolve_pharmacokinetics() {
	drug := ode.MustParse(`
		gut' = -absorption*gut
		blood' = absorption*gut + infusion - elimination*blood
		infusion' = 0`, "absorption", "elimination")
	amounts := ode.Solve(drug, tensor.Zeros(3), tensor.Of([]float64{1.2, 0.15}), tensor.Of([]float64{0, 4, 8, 16, 24}), ode.Options{
		Jumps: []ode.Jump{
			{State: "gut", Times: tensor.Of([]float64{0, 8, 16}), By: tensor.Of([]float64{100, 100, 100})},
			{State: "infusion", Times: tensor.Of([]float64{4, 6}), By: tensor.Of([]float64{20, -20})},
		}})
	fmt.Printf("%.1f\n", amounts.Slice(1, 1, 2).Float64s()) // in the blood, before each dose
	// Output:
	// [0.0 61.8 60.0 52.5 50.2]
}
