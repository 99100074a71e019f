package main

import (
	"context"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// cars are speeds and stopping distances, as in docs/workflow.md, whose models these are.
type cars struct{ mph, feet *tensor.Tensor }

var (
	mph = []float64{4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15,
		15, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25}
	feet = []float64{2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26,
		54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85}
)

func line(c *ppl.Context, d cars) {
	start := ppl.Sample(c, "start", dist.Normal(0, 100))
	slope := ppl.Sample(c, "slope", dist.Normal(0, 100))
	noise := ppl.Sample(c, "noise", dist.HalfNormal(100))
	ppl.Plate(c, "cars", d.mph.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "feet", dist.Normal(tensor.Add(start, tensor.Mul(slope, d.mph)), noise), ppl.Obs(d.feet))
	})
}

func power(c *ppl.Context, d cars) {
	at15 := ppl.Sample(c, "at 15", dist.LogNormal(4, 0.5))
	exponent := ppl.Sample(c, "exponent", dist.Normal(1.5, 0.5))
	spread := ppl.Sample(c, "spread", dist.HalfNormal(0.5))
	ppl.Plate(c, "cars", d.mph.Dim(0), func(c *ppl.Context) {
		typical := tensor.Add(at15.Log(), tensor.Mul(exponent, tensor.Div(d.mph, 15).Log()))
		ppl.Sample(c, "feet", dist.LogNormal(typical, spread), ppl.Obs(d.feet))
	})
}

// carsBy draws the cars and where a model expects others, for the same range of both models.
func carsBy(name string, model func(*ppl.Context, cars)) (*plot.Figure, error) {
	ctx := context.Background()
	post, err := sample(ppl.Bind(model, cars{tensor.Of(mph), tensor.Of(feet)}), 1)
	if err != nil {
		return nil, err
	}
	var speeds []float64
	for v := 4.0; v <= 25; v += 0.5 {
		speeds = append(speeds, v)
	}
	predicted, err := infer.Predict(ctx, model, infer.FromDraws(post), cars{mph: tensor.Of(speeds)}, infer.PredictiveOptions{Seed: 2})
	if err != nil {
		return nil, err
	}
	f, err := plot.LM(predicted, "feet", speeds, plot.Observed(mph, feet), plot.Labels("miles an hour", "feet"))
	if err != nil {
		return nil, err
	}
	f.Title = name
	for _, p := range f.Panels() {
		p.Y.Min, p.Y.Max = -45, slices.Max(feet)+60
	}
	return f.Resize(440, 340), nil
}
