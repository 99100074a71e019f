package plot

import (
	"slices"

	"github.com/credence-ppl/credence/infer/draws"
)

// Ridge draws the densities of many elements under each other, each as high as the others. It takes Sites and Limit.
func Ridge(d *draws.Draws, opts ...Option) (*Figure, error) {
	o, err := read("Ridge", opts, "Sites", "Limit")
	if err != nil {
		return nil, err
	}
	shown, caption, err := o.elements(d, 30)
	if err != nil {
		return nil, err
	}
	const height = 1.6 // of a ridge, so that it reaches over the next
	p := newPanel("", "", "")
	for i, e := range shown {
		curve, base := density(e.all()), float64(len(shown)-1-i)
		top := slices.MaxFunc(curve, byY).Y
		for k := range curve {
			curve[k].Y = base + height*curve[k].Y/top
		}
		p.fill(curve, base, faint(skyBlue, 0.8))
		p.line(curve, stroke(blue, 1))
	}
	p.rows(namesOf(shown))
	p.Y.Min, p.Y.Max = -0.1, float64(len(shown)-1)+height+0.1
	widen(&p.X, 0.02)
	return &Figure{Title: "Ridges", Caption: caption, panels: [][]*panel{{p}}, own: size{640, max(240, 150+28*len(shown))}}, nil
}
