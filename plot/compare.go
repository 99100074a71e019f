package plot

import (
	"cmp"
	"image/color"
	"maps"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
)

// Compare draws estimates of how well models of the same data predict new ones, the best at the top, with a standard
// error on either side. Triangles are at the difference from the best, with the standard error of the difference, which
// is what tells whether a model is worse: data that both find hard do not add to it.
func Compare(models map[string]draws.ELPD) (f *Figure, err error) {
	o := options{picture: "Compare"}
	if len(models) < 2 {
		return nil, o.errorf("there are %d models; it takes two at least", len(models))
	}
	for _, name := range slices.Sorted(maps.Keys(models)) {
		if notFinite(models[name].Estimate) {
			return nil, o.errorf("the estimate of %q is %v; look at its warnings", name, models[name].Estimate)
		}
	}
	defer catch(&err)
	order := slices.SortedFunc(maps.Keys(models), func(a, b string) int {
		return cmp.Or(cmp.Compare(models[b].Estimate, models[a].Estimate), cmp.Compare(a, b))
	})
	best := models[order[0]]
	p := newPanel("", "elpd ("+best.Method+")", "")
	p.vertical(best.Estimate, stroke(gray, 0.8, 4, 2))
	var estimates, differences plotter.XYs
	for i, name := range order {
		m, y := models[name], float64(len(order)-1-i)
		p.interval(m.Estimate, m.SE, y, black)
		estimates = append(estimates, plotter.XY{X: m.Estimate, Y: y})
		if i > 0 {
			difference, se := m.Minus(best)
			p.interval(best.Estimate+difference, se, y+0.25, vermilion)
			differences = append(differences, plotter.XY{X: best.Estimate + difference, Y: y + 0.25})
		}
	}
	f = &Figure{Title: "Comparison of models", panels: [][]*panel{{p}}, own: size{640, 150 + 60*len(order)}, legend: []entry{
		{"elpd ± standard error", thumbs{&plotter.Line{LineStyle: stroke(black, 1.2)}, p.points(estimates, black, 3, draw.CircleGlyph{})}},
		{"difference from the best ± its standard error", thumbs{&plotter.Line{LineStyle: stroke(vermilion, 1.2)}, p.points(differences, vermilion, 3.5, draw.PyramidGlyph{})}},
	}}
	p.rows(order)
	widen(&p.X, 0.05)
	return f, nil
}

// interval adds a line from center - half to center + half, if half is known: a single datum has no standard error.
func (p *panel) interval(center, half, y float64, c color.Color) {
	if notFinite(half) {
		return
	}
	p.line(plotter.XYs{{X: center - half, Y: y}, {X: center + half, Y: y}}, stroke(c, 1.2))
}
