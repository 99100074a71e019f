package plot

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

// Posterior draws the density of every element with its mean and its highest-density interval, the narrowest that holds
// 90 % of the draws. It takes Sites, Limit, Interval, ROPE and Reference.
func Posterior(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Posterior", opts, "Sites", "Limit", "Interval", "ROPE", "Reference")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.elements(d, 12)
	if err != nil {
		return nil, err
	}
	f := &Figure{Title: "Posterior", Caption: caption, legend: []entry{
		{fmt.Sprintf("%s highest-density interval", percent(o.part)), &plotter.Line{LineStyle: stroke(black, 2.5)}}}}
	if o.has("ROPE") {
		f.legend = append(f.legend, entry{fmt.Sprintf("ROPE, %s to %s", number(o.rope[0]), number(o.rope[1])),
			&plotter.Polygon{Color: faint(orange, 0.35)}})
	}
	if o.has("Reference") {
		f.legend = append(f.legend, entry{"reference " + number(o.ref), &rule{LineStyle: stroke(vermilion, 1.2, 4, 2)}})
	}
	var panels []*panel
	for _, e := range shown {
		panels = append(panels, o.posterior(e))
	}
	f.grid(panels, 3, 250, 190)
	return f, nil
}

// posterior returns the panel of an element.
func (o options) posterior(e element) *panel {
	x := e.all()
	low, high := draws.HDI([][]float64{x}, o.part)
	center, _ := moments(x)
	p := newPanel(e.name, fmt.Sprintf("mean %s, interval %s to %s", number(center), number(low), number(high)), "")
	curve := density(x)
	top := 0.0
	for _, at := range curve {
		top = math.Max(top, at.Y)
	}
	if o.has("ROPE") {
		p.box(o.rope[0], o.rope[1], 0, top, faint(orange, 0.35))
		below, above := part(x, func(v float64) bool { return v < o.rope[0] }), part(x, func(v float64) bool { return v > o.rope[1] })
		p.X.Label.Text += fmt.Sprintf("\n%s in ROPE\n%s below, %s above", percent(1-below-above), percent(below), percent(above))
	}
	p.fill(curve, 0, faint(skyBlue, 0.35))
	p.line(curve, stroke(blue, 1.2))
	p.line(plotter.XYs{{X: low}, {X: high}}, stroke(black, 2.5))
	if o.has("Reference") {
		p.line(plotter.XYs{{X: o.ref}, {X: o.ref, Y: top}}, stroke(vermilion, 1.2, 4, 2))
		below, at := part(x, func(v float64) bool { return v < o.ref }), part(x, func(v float64) bool { return v == o.ref })
		p.X.Label.Text += fmt.Sprintf("\n%s below %s, %s above", percent(below), number(o.ref), percent(1-below-at))
	}
	widen(&p.X, 0.02)
	p.noY()
	return p
}
