package plot

import (
	"math"

	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

// Autocorrelation draws the correlation of every element with itself so many draws later, chain by chain. The sooner it
// falls to zero, the more a draw tells. 95 % of the autocorrelations of independent draws lie in the band. It takes
// Sites and Limit.
func Autocorrelation(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Autocorrelation", opts, "Sites", "Limit")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.judged(d, 12)
	if err != nil {
		return nil, err
	}
	f := &Figure{Title: "Autocorrelation", Caption: caption,
		legend: append(chainLegend(d.Chains()), entry{"95 % of independent draws", &plotter.Polygon{Color: bandColor}})}
	last := min(100, d.Draws()-1)
	edge := 1.96 / math.Sqrt(float64(d.Draws()))
	var panels []*panel
	for _, e := range shown {
		p := newPanel(e.name, "lag", "")
		p.box(0, float64(last), -edge, edge, bandColor)
		p.horizontal(0, stroke(gray, 0.5))
		for c, x := range e.chains {
			var xys plotter.XYs
			for lag, r := range draws.Autocorrelation(x)[:last+1] {
				if !math.IsNaN(r) { // draws that are all the same
					xys = append(xys, plotter.XY{X: float64(lag), Y: r})
				}
			}
			p.line(xys, kind(c))
		}
		p.X.Tick.Marker = ticks{whole: true}
		p.Y.Min, p.Y.Max = min(p.Y.Min, -0.2), 1
		panels = append(panels, p)
	}
	f.grid(panels, 3, 260, 180)
	return f, nil
}
