package plot

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer"
)

// ELBO draws the ELBO of every step of an SVI, minus its loss, with a mean over the neighboring steps, which shows
// through the noise whether it still grows.
func ELBO(steps []infer.Step) (*Figure, error) {
	o := options{picture: "ELBO"}
	var xys plotter.XYs
	for _, s := range steps {
		if !notFinite(s.Loss) {
			xys = append(xys, plotter.XY{X: float64(s.N), Y: -s.Loss})
		}
	}
	if len(xys) == 0 {
		return nil, o.errorf("%d steps have no finite loss; collect them in the loop over SVI.Run", len(steps))
	}
	var notes []string
	if left := len(steps) - len(xys); left > 0 {
		notes = append(notes, fmt.Sprintf("%d losses are not finite and left out.", left))
	}
	p := newPanel("", "step", "ELBO (nats)")
	elbos := make([]float64, len(xys))
	for i, at := range xys {
		elbos[i] = at.Y
	}
	p.line(thinned(xys, 400), stroke(faint(skyBlue, 0.7), 0.6))
	smooth := p.line(thinned(smoothed(xys, min(500, len(xys)/40)), 400), stroke(blue, 1.6))
	p.X.Tick.Marker = ticks{whole: true}
	high := slices.Max(elbos)
	low := quantile(elbos, 0.1)
	low -= 0.5 * (high - low) // the first steps are often far below all others
	if below := part(elbos, func(v float64) bool { return v < low }); below > 0 {
		p.Y.Min = low
		notes = append(notes, fmt.Sprintf("%.0f steps are below the picture.", below*float64(len(elbos))))
	}
	widen(&p.Y, 0.03)
	return &Figure{Title: "ELBO", Caption: join(notes...), panels: [][]*panel{{p}}, own: size{640, 360}, legend: []entry{
		{"of each step", &plotter.Line{LineStyle: stroke(skyBlue, 1)}}, {"mean of neighboring steps", smooth}}}, nil
}

// smoothed returns the means over up to so many neighbors on each side.
func smoothed(xys plotter.XYs, reach int) plotter.XYs {
	out := make(plotter.XYs, len(xys))
	for i, at := range xys {
		near, mean := xys[max(0, i-reach):min(len(xys), i+reach+1)], 0.0
		for _, other := range near {
			mean += other.Y / float64(len(near))
		}
		out[i] = plotter.XY{X: at.X, Y: mean}
	}
	return out
}
