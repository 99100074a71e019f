package plot

import (
	"image/color"
	"math"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// panel is one coordinate system with its marks.
type panel struct {
	*gonum.Plot
	marks []gonum.Plotter
}

func newPanel(title, x, y string) *panel {
	p := &panel{Plot: gonum.New()}
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	align := p.Title.TextStyle
	p.Title.TextStyle = textStyle(9, black, true)
	p.Title.TextStyle.XAlign, p.Title.TextStyle.YAlign = align.XAlign, align.YAlign
	p.Title.Padding = 3
	for _, a := range []*gonum.Axis{&p.X, &p.Y} {
		of := a.Label.TextStyle
		a.Label.TextStyle = textStyle(8.5, black, false)
		a.Label.TextStyle.XAlign, a.Label.TextStyle.YAlign, a.Label.TextStyle.Rotation = of.XAlign, of.YAlign, of.Rotation
		of = a.Tick.Label
		a.Tick.Label = textStyle(8, black, false)
		a.Tick.Label.XAlign, a.Tick.Label.YAlign = of.XAlign, of.YAlign
		a.Tick.Length, a.Tick.Marker = 3, ticks{}
		a.Tick.LineStyle, a.LineStyle = stroke(gray, 0.5), stroke(gray, 0.5)
		a.Padding, a.Label.Padding = 3, 2
	}
	return p
}

// sized returns the panel as it is drawn in a place of some size: with as many ticks as have room, and its title in
// lines that fit.
func (p *panel) sized(width, height vg.Length) *gonum.Plot {
	q := *p.Plot
	q.Title.Text = wrap(q.Title.TextStyle, q.Title.Text, width)
	q.X.Label.Text = wrap(q.X.Label.TextStyle, q.X.Label.Text, width)
	q.X.Tick.Marker = fitted(&q.X, width-30, func(t gonum.Tick) vg.Length { return q.X.Tick.Label.Width(t.Label) + 14 })
	q.Y.Tick.Marker = fitted(&q.Y, height-30, func(gonum.Tick) vg.Length {
		if _, ok := q.Y.Tick.Marker.(names); ok {
			return q.Y.Tick.Label.Height("x") // each row has its name if lines do not touch
		}
		return 20
	})
	return &q
}

// fitted returns the ticks of an axis of some length of which each label has the room that it needs.
func fitted(a *gonum.Axis, length vg.Length, room func(gonum.Tick) vg.Length) gonum.Ticker {
	fits := func(t gonum.Ticker) bool {
		at := t.Ticks(a.Min, a.Max)
		for _, tick := range at {
			if len(at) > 1 && room(tick) > length*vg.Length((at[1].Value-at[0].Value)/(a.Max-a.Min)) {
				return false
			}
		}
		return true
	}
	switch t := a.Tick.Marker.(type) {
	case ticks:
		const enough = 9
		for t.most = max(1, min(enough, int(length/20))); t.most > 1 && !fits(t); {
			t.most--
		}
		return t
	case names:
		for t.every = 1; t.every < len(t.names) && !fits(t); {
			t.every++
		}
		return t
	}
	return a.Tick.Marker
}

// add adds marks, which are drawn in their order.
func (p *panel) add(marks ...gonum.Plotter) {
	p.Add(marks...)
	p.marks = append(p.marks, marks...)
}

// noY takes away the axis of values that tell nothing, as those of a density.
func (p *panel) noY() {
	p.HideY()
	p.Y.Min, p.X.Padding = 0, 0
}

// line adds a curve. Its points are finite.
func (p *panel) line(xys plotter.XYs, style draw.LineStyle) *plotter.Line {
	l := &plotter.Line{XYs: xys, LineStyle: style}
	p.add(l)
	return l
}

// fill adds the area between a curve and the axis y = base.
func (p *panel) fill(xys plotter.XYs, base float64, c color.Color) {
	outline := append(plotter.XYs{{X: xys[0].X, Y: base}}, xys...)
	outline = append(outline, plotter.XY{X: xys[len(xys)-1].X, Y: base})
	p.add(&plotter.Polygon{XYs: []plotter.XYs{outline}, Color: c})
}

// box adds a rectangle.
func (p *panel) box(left, right, low, high float64, c color.Color) {
	p.add(&plotter.Polygon{XYs: []plotter.XYs{{{X: left, Y: low}, {X: left, Y: high}, {X: right, Y: high}, {X: right, Y: low}}}, Color: c})
}

// points adds a scatter of glyphs.
func (p *panel) points(xys plotter.XYs, c color.Color, radius vg.Length, shape draw.GlyphDrawer) *plotter.Scatter {
	s := &plotter.Scatter{XYs: xys, GlyphStyle: draw.GlyphStyle{Color: c, Radius: radius, Shape: shape}}
	p.add(s)
	return s
}

// vertical and horizontal add lines through all of the panel, which do not widen it.
func (p *panel) vertical(x float64, style draw.LineStyle)   { p.add(&rule{x, true, style}) }
func (p *panel) horizontal(y float64, style draw.LineStyle) { p.add(&rule{y, false, style}) }

// rule is a straight line across a panel.
type rule struct {
	at       float64
	vertical bool
	draw.LineStyle
}

func (r *rule) Plot(c draw.Canvas, p *gonum.Plot) {
	x, y := p.Transforms(&c)
	if at := x(r.at); r.vertical && c.ContainsX(at) {
		c.StrokeLine2(r.LineStyle, at, c.Min.Y, at, c.Max.Y)
	}
	if at := y(r.at); !r.vertical && c.ContainsY(at) {
		c.StrokeLine2(r.LineStyle, c.Min.X, at, c.Max.X, at)
	}
}

// Thumbnail draws the line in a legend.
func (r *rule) Thumbnail(c *draw.Canvas) { (&plotter.Line{LineStyle: r.LineStyle}).Thumbnail(c) }

// widen gives an axis some room beyond the data, and a constant a range to lie in.
func widen(a *gonum.Axis, part float64) {
	room := part * (a.Max - a.Min)
	if room <= 4e-14*math.Max(math.Abs(a.Min), math.Abs(a.Max)) {
		room = math.Max(0.5, 0.1*math.Abs(a.Max))
	}
	a.Min, a.Max = a.Min-room, a.Max+room
}
