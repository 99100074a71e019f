package plot_test

import (
	"context"
	"fmt"
	"log"
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
