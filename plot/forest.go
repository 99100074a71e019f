package plot

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
)

// Forest draws the medians and highest-density intervals of many elements under each other: thick lines hold half of
// the draws, thin ones 90 %. It takes Sites, Limit and Interval, which sets the part in the thin lines.
func Forest(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Forest", opts, "Sites", "Limit", "Interval")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.elements(d, 40)
	if err != nil {
		return nil, err
	}
	p := newPanel("", "", "")
	medians := make(plotter.XYs, len(shown))
	thin, thick := stroke(blue, 1.2), stroke(blue, 3.5)
	half := min(0.5, o.part)
	for i, e := range shown {
		x, y := e.all(), float64(len(shown)-1-i)
		for _, l := range []struct {
			part  float64
			style draw.LineStyle
		}{{o.part, thin}, {half, thick}} {
			low, high := draws.HDI([][]float64{x}, l.part)
			p.line(plotter.XYs{{X: low, Y: y}, {X: high, Y: y}}, l.style)
		}
		medians[i] = plotter.XY{X: quantile(x, 0.5), Y: y}
	}
	dots := p.points(medians, black, 2.5, draw.CircleGlyph{})
	p.rows(namesOf(shown))
	widen(&p.X, 0.03)
	return &Figure{Title: "Forest", Caption: caption, panels: [][]*panel{{p}}, legend: []entry{
		{fmt.Sprintf("%s highest-density interval", percent(o.part)), &plotter.Line{LineStyle: thin}},
		{percent(half), &plotter.Line{LineStyle: thick}}, {"median", dots},
	}, own: size{640, max(200, 130+20*len(shown))}}, nil
}

// rows names the rows of a panel, the first at the top.
func (p *panel) rows(labels []string) {
	labels = shortened(labels)
	slices.Reverse(labels)
	p.Y.Tick.Marker = names{labels, 1}
	p.Y.Tick.Length = 0
	p.Y.LineStyle.Width = vg.Length(0)
	p.Y.Min, p.Y.Max = -0.6, float64(len(labels))-0.4
}
