package plot_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// heights is a model of the mean and the spread of the heights of people, in centimeters.
func heights(c *ppl.Context, y *tensor.Tensor) {
	mean := ppl.Sample(c, "mean", dist.Normal(170, 20))
	sd := ppl.Sample(c, "sd", dist.HalfNormal(20))
	ppl.Plate(c, "people", 6, func(c *ppl.Context) {
		ppl.Sample(c, "height", dist.Normal(mean, sd), ppl.Obs(y))
	})
}

var measured = tensor.Of([]float64{162, 171, 168, 180, 175, 169})

// posterior returns draws from the posterior of heights.
func posterior() *draws.Draws {
	d, err := infer.MCMC{Kernel: infer.NUTS{}, Chains: 2, Draws: 200, Seed: 1}.Run(context.Background(), ppl.Bind(heights, measured))
	if err != nil {
		log.Fatal(err)
	}
	return d
}

// Pictures are saved as SVG or PNG.
func Example() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	f, err := plot.Trace(posterior())
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"trace.svg", "trace.png"} {
		if err := f.Save(filepath.Join(folder, name)); err != nil {
			log.Fatal(err)
		}
	}
	width, height := f.Size()
	fmt.Println(f.Title, "of", width, "×", height, "pixels")
	// Output: Trace of 800 × 350 pixels
}

// How likely is it that an effect is too small to matter, and how likely that it helps?
func ExamplePosterior() {
	d := draws.New(1, 100)
	d.Add("effect", nil, tensor.Float64, nil)
	for i := range 100 {
		d.Put("effect", 0, i, tensor.Scalar(float64(i)/20-1))
	}
	f, err := plot.Posterior(d, plot.ROPE(-0.5, 0.5), plot.Reference(0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Panels()[0].X.Label.Text)
	// Output:
	// mean 1.48, interval -1 to 3.5
	// 21 % in ROPE
	// 10 % below, 69 % above
	// 20 % below 0, 79 % above
}

// Which of two models of heights predicts a new height better?
func ExampleCompare() {
	models := map[string]draws.ELPD{}
	for name, sd := range map[string]float64{"as measured": 6, "far too sure": 0.5} {
		model := func(c *ppl.Context, y *tensor.Tensor) {
			mean := ppl.Sample(c, "mean", dist.Normal(170, 20))
			ppl.Plate(c, "people", 6, func(c *ppl.Context) { ppl.Sample(c, "height", dist.Normal(mean, sd), ppl.Obs(y)) })
		}
		ctx := context.Background()
		d, err := infer.MCMC{Kernel: infer.NUTS{}, Chains: 2, Draws: 200, Seed: 1}.Run(ctx, ppl.Bind(model, measured))
		if err != nil {
			log.Fatal(err)
		}
		l, err := infer.LogLikelihood(ctx, model, infer.FromDraws(d), measured, infer.LogLikelihoodOptions{})
		if err != nil {
			log.Fatal(err)
		}
		models[name] = l.LOO()
	}
	f, err := plot.Compare(models)
	if err != nil {
		log.Fatal(err)
	}
	rows := f.Panels()[0].Y.Tick.Marker.Ticks(0, 1)
	fmt.Println("the best:", rows[len(rows)-1].Label)
	// Output: the best: as measured
}

// What a model of heights predicts, beside the heights that were measured.
func ExamplePosteriorPredictive() {
	predicted, err := infer.Predict(context.Background(), heights, infer.FromDraws(posterior()), nil, infer.PredictiveOptions{Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	f, err := plot.PosteriorPredictive(predicted, "height", measured)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Caption)
	// Output: 50 of 400 predictions are shown.
}

// The course of an SVI.
func ExampleELBO() {
	svi := infer.NewSVI(heights, infer.AutoNormal(heights, infer.AutoOptions{}), infer.SVIOptions{Seed: 1})
	var steps []infer.Step
	for range 100 {
		step, err := svi.Step(measured)
		if err != nil {
			log.Fatal(err)
		}
		steps = append(steps, step)
	}
	f, err := plot.ELBO(steps)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Panels()[0].X.Label.Text, "and", f.Panels()[0].Y.Label.Text)
	// Output: step and ELBO (nats)
}

// An inference that is right, and one whose posterior is too narrow by half.
func ExampleSBC() {
	const simulations, draws = 200, 99
	rng := tensor.NewRNG(1)
	ranks := map[string][]int{}
	for range simulations {
		theta := rng.NormFloat64()     // from the prior Normal(0, 1)
		y := theta + rng.NormFloat64() // a datum, with which the posterior is Normal(y/2, √½)
		for _, p := range []struct {
			name string
			sd   float64
		}{{"right", math.Sqrt(0.5)}, {"narrow", math.Sqrt(0.5) / 2}} {
			below := 0
			for range draws {
				if y/2+p.sd*rng.NormFloat64() < theta {
					below++
				}
			}
			ranks[p.name] = append(ranks[p.name], below)
		}
	}
	f, err := plot.SBC(ranks, draws)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range f.Panels() {
		fmt.Println(p.Title.Text)
	}
	// Output:
	// narrow (!)
	// right
}
