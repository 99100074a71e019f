package plot

import (
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
)

// Trace draws for every element the densities of its chains, and beside them the draws in their order. Chains that have
// found the same distribution have like densities, and their traces look like one band. Divergent draws are marked at
// the foot of the trace. It takes Sites and Limit.
func Trace(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Trace", opts, "Sites", "Limit")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.elements(d, 8)
	if err != nil {
		return nil, err
	}
	f := &Figure{Title: "Trace", Caption: caption, legend: chainLegend(d.Chains()), own: size{800, 90 + 130*len(shown)}}
	flags := divergent(d)
	for i, e := range shown {
		left, right := newPanel(e.name, "", ""), newPanel("", "", "")
		for c, x := range e.chains {
			style := kind(c)
			if x := finite(x); len(x) > 0 {
				left.line(density(x), style)
			}
			style.Width, style.Dashes, style.Color = 0.5, nil, faint(colors[c%len(colors)], 0.75)
			right.line(thinned(finitePoints(x), 400), style)
		}
		left.noY()
		widen(&right.Y, 0.04)
		right.X.Tick.Marker = ticks{whole: true}
		right.X.Min, right.X.Max = 0, float64(max(1, d.Draws()-1))
		if rug := divergences(flags, d.Draws(), right.Y.Min); rug != nil {
			right.add(rug)
		}
		if i == len(shown)-1 {
			right.X.Label.Text = "draw"
		}
		f.panels = append(f.panels, []*panel{left, right})
	}
	if flags != nil {
		f.legend = append(f.legend, entry{"divergent", divergences(flags, d.Draws(), 0)})
	}
	return f, nil
}

// chainLegend explains the colors of chains, nothing if there is only one.
func chainLegend(chains int) (legend []entry) {
	const most = 10
	if chains == 1 {
		return nil
	}
	for c := range min(chains, most) {
		name := fmt.Sprintf("chain %d", c)
		if c == most-1 && chains > most {
			name = fmt.Sprintf("… %d chains", chains)
		}
		legend = append(legend, entry{name, &plotter.Line{LineStyle: kind(c)}})
	}
	return legend
}

// divergences returns marks under the divergent draws; nil if there are none.
func divergences(flags []bool, n int, y float64) *plotter.Scatter {
	if flags == nil {
		return nil
	}
	s := &plotter.Scatter{GlyphStyle: draw.GlyphStyle{Color: black, Radius: 3, Shape: tick{}}}
	for i, on := range flags {
		if on {
			s.XYs = append(s.XYs, plotter.XY{X: float64(i % n), Y: y})
		}
	}
	return s
}

// tick is an upright stroke as a glyph.
type tick struct{}

func (tick) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	c.StrokeLine2(stroke(s.Color, 0.6), at.X, at.Y-s.Radius, at.X, at.Y+s.Radius)
}
