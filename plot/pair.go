package plot

import (
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
)

// Pair draws every element over every other, with their densities on the diagonal. Draws whose trajectories diverged
// are crosses: where they crowd, as in the neck of a funnel, the sampler could not follow the posterior. It takes Sites
// and Limit.
func Pair(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Pair", opts, "Sites", "Limit")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.elements(d, 4)
	if err != nil {
		return nil, err
	}
	if len(shown) < 2 {
		return nil, o.errorf("there is only %s to show; it takes two elements", shown[0].name)
	}
	flags := divergent(d)
	const most = 1000
	every := (d.Chains()*d.Draws() + most - 1) / most
	f := &Figure{Title: "Pairs", Caption: join(thinning(every, flags != nil), caption), own: size{60 + 170*len(shown), 80 + 160*len(shown)}}
	for i, y := range shown {
		row := make([]*panel, len(shown))
		for j, x := range shown[:i+1] {
			p := newPanel("", "", "")
			if i == j {
				p = diagonal(x)
			} else {
				p.pairs(x, y, flags, every)
			}
			if i == len(shown)-1 && i != j {
				p.X.Label.Text = x.name
			}
			if j == 0 && i > 0 {
				p.Y.Label.Text = y.name
			}
			row[j] = p
		}
		f.panels = append(f.panels, row)
	}
	if flags != nil {
		f.legend = []entry{{"draw", dots(nil)}, {"divergent", crosses(nil)}}
	}
	return f, nil
}

// diagonal returns the density of an element.
func diagonal(e element) *panel {
	p := newPanel(e.name, "", "")
	curve := density(e.all())
	p.fill(curve, 0, faint(skyBlue, 0.35))
	p.line(curve, stroke(blue, 1.2))
	widen(&p.X, 0.04)
	p.noY()
	return p
}

func dots(xys plotter.XYs) *plotter.Scatter {
	return &plotter.Scatter{XYs: xys, GlyphStyle: draw.GlyphStyle{Color: faint(blue, 0.35), Radius: 1.5, Shape: draw.CircleGlyph{}}}
}

func crosses(xys plotter.XYs) *plotter.Scatter {
	return &plotter.Scatter{XYs: xys, GlyphStyle: draw.GlyphStyle{Color: vermilion, Radius: 2.5, Shape: cross{}}}
}

// cross is a diagonal cross as a glyph, bold enough to be seen among dots.
type cross struct{}

func (cross) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	style := stroke(s.Color, 1.2)
	c.StrokeLine2(style, at.X-s.Radius, at.Y-s.Radius, at.X+s.Radius, at.Y+s.Radius)
	c.StrokeLine2(style, at.X-s.Radius, at.Y+s.Radius, at.X+s.Radius, at.Y-s.Radius)
}

// pairs adds the draws of two elements, of those that did not diverge one of every so many.
func (p *panel) pairs(x, y element, flags []bool, every int) {
	var plain, diverged plotter.XYs
	for c := range x.chains {
		for i, v := range x.chains[c] {
			at, n := plotter.XY{X: v, Y: y.chains[c][i]}, c*len(x.chains[c])+i
			switch {
			case notFinite(at.X) || notFinite(at.Y):
			case flags != nil && flags[n]:
				diverged = append(diverged, at)
			case n%every == 0:
				plain = append(plain, at)
			}
		}
	}
	if len(plain) > 0 {
		p.add(dots(plain))
	}
	if len(diverged) > 0 {
		p.add(crosses(diverged))
	}
	widen(&p.X, 0.04)
	widen(&p.Y, 0.04)
}

// thinning says in a caption that one of every so many draws is shown.
func thinning(every int, diverged bool) string {
	switch {
	case every == 1:
		return ""
	case diverged:
		return fmt.Sprintf("Every %s draw is shown, and every one that diverged.", ordinal(every))
	}
	return fmt.Sprintf("Every %s draw is shown.", ordinal(every))
}

// ordinal returns a number as in "every 4th".
func ordinal(n int) string {
	switch {
	case n%10 == 2 && n%100 != 12:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3 && n%100 != 13:
		return fmt.Sprintf("%drd", n)
	case n%10 == 1 && n%100 != 11:
		return fmt.Sprintf("%dst", n)
	}
	return fmt.Sprintf("%dth", n)
}
