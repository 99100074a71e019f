package plot

import (
	"fmt"
	"image/color"
	"maps"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
)

// Forest draws the medians and highest-density intervals of many elements under each other: thick lines hold half of
// the draws, thin ones 90 %. It takes Sites, Limit and Interval, which sets the part in the thin lines. [Forests] has
// several models beside each other.
func Forest(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Forest", opts, "Sites", "Limit", "Interval")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.elements(d, 40)
	if err != nil {
		return nil, err
	}
	f := newForest(namesOf(shown), 1, o)
	dots := f.model(shown, blue, glyphs[0])
	return f.figure(caption, entry{"median", dots}), nil
}

// Forests draws a [Forest] of several models, the intervals of an element beside each other, in the order of the names
// of the models. Elements that a model does not have are left out of it. It takes the options of Forest; Limit is that
// of each model.
func Forests(models map[string]*draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Forests", opts, "Sites", "Limit", "Interval")
	if err != nil {
		return nil, err
	}
	if len(models) == 0 || len(models) > len(colors) {
		return nil, o.errorf("there are %d models; it takes one to %d", len(models), len(colors))
	}
	order := slices.Sorted(maps.Keys(models))
	shown := make([][]element, len(order))
	var rows, found []string
	caption := ""
	for i, name := range order {
		own, d, notes := o, models[name], ""
		own.picture = fmt.Sprintf("Forests: %q", name)
		if d != nil && o.has("Sites") {
			own.sites = slices.DeleteFunc(slices.Clone(o.sites), func(site string) bool { _, err := o.wish(d, site); return err != nil })
			if len(own.sites) == 0 {
				return nil, own.errorf("there are none of the sites %q; there are %q", o.sites, d.Names())
			}
			found = append(found, own.sites...)
		}
		if shown[i], notes, err = own.elements(d, 40); err != nil {
			return nil, err
		}
		if notes != "" {
			caption += fmt.Sprintf("%s: %s ", name, notes)
		}
		for _, e := range shown[i] {
			if !slices.Contains(rows, e.name) {
				rows = append(rows, e.name)
			}
		}
	}
	for _, site := range o.sites {
		if !slices.Contains(found, site) {
			return nil, o.errorf("no model has a site %q", site)
		}
	}
	f := newForest(rows, len(order), o)
	var legend []entry
	for i, name := range order {
		c := colors[i]
		dots := f.model(shown[i], c, glyphs[i])
		legend = append(legend, entry{name, thumbs{&plotter.Line{LineStyle: stroke(c, 1.2)}, dots}})
	}
	return f.figure(caption, legend...), nil
}

// glyphs tell models apart where colors do not.
var glyphs = []draw.GlyphDrawer{
	draw.CircleGlyph{}, draw.BoxGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.CrossGlyph{},
}

// forest is a forest that has room for some models in each row.
type forest struct {
	*panel
	rows         []string
	models, have int
	part, half   float64 // in thin and thick lines
}

func newForest(rows []string, models int, o options) *forest {
	return &forest{panel: newPanel("", "", ""), rows: rows, models: models, part: o.part, half: min(0.5, o.part)}
}

// model adds the next model, and returns its medians.
func (f *forest) model(shown []element, c color.Color, glyph draw.GlyphDrawer) *plotter.Scatter {
	medians := make(plotter.XYs, len(shown))
	down := (float64(f.have) - float64(f.models-1)/2) * 0.6 / float64(f.models)
	f.have++
	for i, e := range shown {
		x, y := e.all(), float64(len(f.rows)-1-slices.Index(f.rows, e.name))-down
		for _, l := range []struct {
			part  float64
			style draw.LineStyle
		}{{f.part, stroke(c, 1.2)}, {f.half, stroke(c, 3.5)}} {
			low, high := draws.HDI([][]float64{x}, l.part)
			f.line(plotter.XYs{{X: low, Y: y}, {X: high, Y: y}}, l.style)
		}
		medians[i] = plotter.XY{X: quantile(x, 0.5), Y: y}
	}
	return f.points(medians, black, 2.5, glyph)
}

// figure returns the forest when all models are in it, with what the legend says of them.
func (f *forest) figure(caption string, legend ...entry) *Figure {
	f.panel.rows(f.rows)
	widen(&f.X, 0.03)
	c := blue
	if f.models > 1 {
		c = gray
	}
	intervals := []entry{
		{fmt.Sprintf("%s highest-density interval", percent(f.part)), &plotter.Line{LineStyle: stroke(c, 1.2)}},
		{percent(f.half), &plotter.Line{LineStyle: stroke(c, 3.5)}},
	}
	height := 10 + 10*f.models // of a row
	return &Figure{Title: "Forest", Caption: strings.TrimSpace(caption), panels: [][]*panel{{f.panel}},
		legend: append(intervals, legend...), own: size{640, max(200, 130+height*len(f.rows))}}
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
