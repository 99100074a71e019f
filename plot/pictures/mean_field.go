package main

import (
	"context"
	"image/color"
	"math"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// heights are those of children of some ages, as in docs/choosing.md, whose model this is.
type heights struct{ age, cm *tensor.Tensor }

func growing(c *ppl.Context, d heights) {
	birth := ppl.Sample(c, "birth", dist.Normal(80, 20))
	growth := ppl.Sample(c, "growth", dist.Normal(5, 5))
	ppl.Plate(c, "children", d.age.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "cm", dist.Normal(tensor.Add(birth, tensor.Mul(growth, d.age)), 5), ppl.Obs(d.cm))
	})
}

// meanField draws the posterior, and over it what AutoNormal finds: its densities, and the ellipse that holds 90 %.
func meanField() (*plot.Figure, error) {
	d := heights{tensor.Of([]float64{2, 3, 4, 5, 6, 7, 8}), tensor.Of([]float64{84, 99, 101, 114, 115, 120, 132})}
	const steps = 1500
	svi := infer.NewSVI(growing, infer.AutoNormal(growing, infer.AutoOptions{}), infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.3, Schedule: optim.Cosine(steps, 0)}, Loss: infer.TraceELBO{Particles: 4}})
	for range steps {
		if _, err := svi.Step(d); err != nil {
			return nil, err
		}
	}
	var loc, scale [2]float64
	for i, site := range []string{"birth", "growth"} {
		for what, to := range map[string]*float64{"loc": &loc[i], "scale": &scale[i]} {
			v, err := svi.Param("auto." + site + "." + what)
			if err != nil {
				return nil, err
			}
			*to = v.Item()
		}
	}
	post, err := infer.MCMC{Seed: 1}.Run(context.Background(), ppl.Bind(growing, d))
	if err != nil {
		return nil, err
	}
	f, err := plot.Pair(post, plot.Sites("birth", "growth"))
	if err != nil {
		return nil, err
	}
	f.Title, f.Caption = "What a mean field misses", "Blue: draws from the posterior. Red, dashed: the mean field."
	panels := f.Panels()
	radius := math.Sqrt(-2 * math.Log(0.1)) // of a standard normal plane's circle that holds 90 %
	over(panels[1], 2*math.Pi, func(a float64) (x, y float64) {
		return loc[0] + radius*scale[0]*math.Cos(a), loc[1] + radius*scale[1]*math.Sin(a)
	})
	for i, p := range []*gonum.Plot{panels[0], panels[2]} {
		over(p, 8, func(a float64) (x, y float64) {
			z := a - 4
			return loc[i] + scale[i]*z, math.Exp(-z*z/2) / (scale[i] * math.Sqrt(2*math.Pi))
		})
	}
	return f, nil
}

// over adds the curve of a function from 0 to end to a panel.
func over(p *gonum.Plot, end float64, at func(a float64) (x, y float64)) {
	const n = 100
	curve := make(plotter.XYs, n+1)
	for i := range curve {
		curve[i].X, curve[i].Y = at(end * float64(i) / n)
	}
	line := &plotter.Line{XYs: curve}
	line.Color, line.Width, line.Dashes = color.NRGBA{R: 0xd5, G: 0x5e, A: 0xff}, 1.5, []vg.Length{5, 2}
	p.Add(line)
}
