package plot

import (
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
)

// Parallel draws every draw as a line over the elements, each in units of its own standard deviation from its mean.
// Lines of divergent draws that run together show where the sampler fails. It takes Sites and Limit.
func Parallel(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Parallel", opts, "Sites", "Limit")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.judged(d, 20)
	if err != nil {
		return nil, err
	}
	if len(shown) < 2 {
		return nil, o.errorf("there is only %s to show; it takes two elements", shown[0].name)
	}
	values := make([][]float64, len(shown))
	for i, e := range shown {
		values[i] = standardized(e.all())
	}
	flags := divergent(d)
	const most = 300
	every := (d.Chains()*d.Draws() + most - 1) / most
	p := newPanel("", "", "standard deviations from the mean")
	plain, diverged := stroke(faint(blue, 0.25), 0.5), stroke(vermilion, 0.9)
	draw := func(style draw.LineStyle, is func(i int) bool) {
		for i := range values[0] {
			if is(i) {
				xys := make(plotter.XYs, len(values))
				for e := range values {
					xys[e] = plotter.XY{X: float64(e), Y: values[e][i]}
				}
				p.line(xys, style)
			}
		}
	}
	draw(plain, func(i int) bool { return i%every == 0 && (flags == nil || !flags[i]) })
	f := &Figure{Title: "Parallel coordinates", panels: [][]*panel{{p}}, own: size{max(480, 120+60*len(shown)), 400}}
	f.Caption = join(thinning(every, flags != nil), caption)
	if flags != nil {
		draw(diverged, func(i int) bool { return flags[i] })
		f.legend = []entry{{"draw", &plotter.Line{LineStyle: stroke(faint(blue, 0.6), 0.8)}}, {"divergent", &plotter.Line{LineStyle: stroke(vermilion, 2)}}}
	}
	p.X.Tick.Marker = names{shortened(namesOf(shown)), 1}
	p.X.Min, p.X.Max = 0, float64(len(shown)-1)
	widen(&p.Y, 0.03)
	return f, nil
}

// standardized returns numbers less their mean, in units of their standard deviation; 0 if they are all the same.
func standardized(x []float64) []float64 {
	center, spread := moments(x)
	out := make([]float64, len(x))
	for i, v := range x {
		if spread > 0 {
			out[i] = (v - center) / spread
		}
	}
	return out
}
