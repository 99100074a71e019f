// Gp asks how warm it was at noon, when the thermometer that writes every hour had failed from 10 to 15 o'clock.
//
// Nothing is known about the curve of temperatures but that it is smooth: times that are near have temperatures that
// are alike. A Gaussian process says that any of its values together are normal, with a covariance that falls with the
// distance in time. How smooth, how high and how noisy the curve is, is learned; what the values between are, given
// those that were measured, is a formula of normal distributions. Data are made, so that the truth is known. It prints
//
//	At 12 o'clock it was 20.6 °C, from 16.5 to 23.2 with probability 0.9; in truth 17.3.
//	At 18 o'clock it was 17.7 °C, from 17.2 to 18.1 with probability 0.9; in truth 17.8.
//	The thermometer errs by ± 0.5 °C; in truth 0.4.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1000 independent draws.
package main

//go:generate go run . -plot ../pictures/gp.svg

import (
	"context"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// day has the hours and temperatures that were measured, less their mean of mean, and the hours to predict, if any.
type day struct {
	hour, temperature *tensor.Tensor
	mean              float64
	at                *tensor.Tensor
}

func truth(hour float64) float64 {
	return 14 - 6*math.Cos(2*math.Pi*(hour-3)/24) + math.Sin(2*math.Pi*hour/7)
}

func simulate() day {
	var hours, temperatures []float64
	rng := tensor.NewRNG(1)
	for hour := range 24 {
		if h := float64(hour); hour < 10 || hour > 15 {
			hours, temperatures = append(hours, h), append(temperatures, truth(h)+0.4*rng.NormFloat64())
		}
	}
	y := tensor.Of(temperatures)
	mean := y.Mean().Item()
	return day{hour: tensor.Of(hours), temperature: tensor.Sub(y, mean), mean: mean}
}

func model(c *ppl.Context, d day) {
	length := ppl.Sample(c, "length", dist.InverseGamma(5, 20)) // hours over which temperatures are alike
	height := ppl.Sample(c, "height", dist.HalfNormal(10))      // of the curve
	noise := ppl.Sample(c, "noise", dist.HalfNormal(1))         // of a measurement
	kernel := func(a, b *tensor.Tensor) *tensor.Tensor {        // covariance of the curve at a and at b
		distance := tensor.Div(a.Unsqueeze(-1).Sub(b), length)
		return distance.Square().Mul(tensor.Scalar(-0.5)).Exp().Mul(height.Square())
	}
	n := d.hour.Dim(0)
	root := kernel(d.hour, d.hour).Add(tensor.Eye(n).Mul(noise.Square())).Cholesky()
	ppl.Sample(c, "temperature", dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(n), root), ppl.Obs(d.temperature))
	if d.at == nil {
		return
	}

	// Given the measurements, the curve elsewhere is normal with mean Kᵀ C⁻¹ y and covariance K' - Kᵀ C⁻¹ K, for the
	// covariance C = L Lᵀ of the measurements, theirs with the curve K, and that of the curve itself, K'.
	half := tensor.SolveLower(root, kernel(d.hour, d.at)) // L⁻¹ K
	white := tensor.SolveLower(root, d.temperature.Unsqueeze(-1))
	mean := half.T().MatMul(white).Squeeze(-1)
	tiny := tensor.Mul(tensor.Eye(d.at.Dim(0)), 1e-6) // against rounding: neighbors are nearly the same
	covariance := kernel(d.at, d.at).Sub(half.T().MatMul(half)).Add(tiny)
	curve := ppl.Sample(c, "deviation", dist.MultivariateNormal[dist.Covariance](mean, covariance), ppl.Obs(nil))
	ppl.Deterministic(c, "curve", tensor.Add(curve, d.mean))
}

func fit(ctx context.Context, d day, progress func(infer.Progress)) (*draws.Draws, error) {
	return infer.MCMC{Seed: 1, Draws: 500, Warmup: 500, Progress: progress}.Run(ctx, ppl.Bind(model, d))
}

// predict returns draws of the curve at some hours.
func predict(ctx context.Context, d day, post *draws.Draws, at []float64) (*draws.Draws, error) {
	d.at = tensor.Of(at)
	return infer.Predict(ctx, model, infer.FromDraws(post), d,
		infer.PredictiveOptions{Seed: 2, Keep: []string{"temperature"}, Sites: []string{"curve"}})
}

func run(ctx context.Context, s *gallery.Session) error {
	d := simulate()
	post, err := fit(ctx, d, s.Progress)
	if err != nil {
		return err
	}
	at := gallery.Range(0, 23, 47)
	curve, err := predict(ctx, d, post, at)
	if err != nil {
		return err
	}
	sum := curve.Summary()
	for _, i := range []int{24, 36} {
		r := sum.Rows[i]
		s.Printf("At %2.0f o'clock it was %.1f °C, from %.1f to %.1f with probability 0.9; in truth %.1f.\n",
			at[i], r.Mean, r.Q5, r.Q95, truth(at[i]))
	}
	s.Printf("The thermometer errs by ± %.1f °C; in truth 0.4.\n", post.Get("noise").Mean().Item())
	s.Judge(post)
	measured := tensor.Add(d.temperature, d.mean).Float64s()
	return s.Draw(plot.LM(curve, "curve", at, plot.Observed(d.hour.Float64s(), measured), plot.Labels("hour", "°C")))
}

func main() { gallery.Main(run) }
