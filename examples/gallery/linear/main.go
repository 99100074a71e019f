// Linear asks how fast the universe expands, and how sure one can be of that from 24 nebulae.
//
// The farther they are, the faster they move away: velocity = start + slope · distance + noise, a straight line. The
// slope is what is now called Hubble's constant. Today it is near 70, because Hubble took the nebulae to be nearer than
// they are, which his table cannot tell. Markov chains draw lines that fit it. It prints
//
//	Nebulae move away by 450 km/s for each Mpc, between 321 and 585 with probability 0.9.
//	One at 1.5 Mpc moves away by 637 km/s, between 205 and 1070 with probability 0.9.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 2200 independent draws.
package main

//go:generate go run . -plot ../pictures/linear.svg

import (
	"context"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// nebulae are those of Hubble 1929, "A relation between distance and radial velocity among extra-galactic nebulae",
// table 1.
type nebulae struct {
	distance *tensor.Tensor // Mpc
	velocity *tensor.Tensor // km/s, away from us
}

var data = nebulae{
	distance: tensor.Of([]float64{0.032, 0.034, 0.214, 0.263, 0.275, 0.275, 0.45, 0.5, 0.5, 0.63, 0.8, 0.9,
		0.9, 0.9, 0.9, 1.0, 1.1, 1.1, 1.4, 1.7, 2.0, 2.0, 2.0, 2.0}),
	velocity: tensor.Of([]float64{170, 290, -130, -70, -185, -220, 200, 290, 270, 200, 300, -30,
		650, 150, 500, 920, 450, 500, 500, 960, 500, 850, 800, 1090}),
}

// model has priors so wide that 24 nebulae say nearly everything.
func model(c *ppl.Context, d nebulae) {
	start := ppl.Sample(c, "start", dist.Normal(0, 500))
	slope := ppl.Sample(c, "slope", dist.Normal(0, 1000))
	noise := ppl.Sample(c, "noise", dist.HalfNormal(500))
	ppl.Plate(c, "nebulae", d.distance.Dim(0), func(c *ppl.Context) {
		mean := ppl.Deterministic(c, "mean", start.Add(slope.Mul(d.distance)))
		ppl.Sample(c, "velocity", dist.Normal(mean, noise), ppl.Obs(d.velocity))
	})
}

func fit(ctx context.Context, progress func(infer.Progress)) (*draws.Draws, error) {
	return infer.MCMC{Seed: 1, Progress: progress}.Run(ctx, ppl.Bind(model, data))
}

func run(ctx context.Context, s *gallery.Session) error {
	post, err := fit(ctx, s.Progress)
	if err != nil {
		return err
	}
	slope := post.Summary().Row("slope")
	s.Printf("Nebulae move away by %.0f km/s for each Mpc, between %.0f and %.0f with probability 0.9.\n",
		slope.Median, slope.Q5, slope.Q95)

	// New nebulae: the line is not known exactly, and no nebula lies exactly on it. velocity is nil, so it is drawn.
	distances := gallery.Range(0, 2.4, 25)
	anew := nebulae{distance: tensor.Of(distances)}
	predicted, err := infer.Predict(ctx, model, infer.FromDraws(post), anew, infer.PredictiveOptions{Seed: 2})
	if err != nil {
		return err
	}
	velocity := predicted.Summary().Row("velocity[15]")
	s.Printf("One at 1.5 Mpc moves away by %.0f km/s, between %.0f and %.0f with probability 0.9.\n",
		velocity.Median, velocity.Q5, velocity.Q95)
	s.Judge(post)
	return s.Draw(plot.LM(predicted, "velocity", distances, plot.Labels("distance (Mpc)", "velocity (km/s)"),
		plot.Observed(data.distance.Float64s(), data.velocity.Float64s())))
}

func main() { gallery.Main(run) }
