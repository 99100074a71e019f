package plot

import (
	"slices"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// nameTags writes names beside points, from the highest point down. A name that has no room is left out.
type nameTags struct {
	xys   plotter.XYs
	names []string
}

func (n *nameTags) Plot(c draw.Canvas, p *gonum.Plot) {
	x, y := p.Transforms(&c)
	style := textStyle(8, black, false)
	style.YAlign = draw.YCenter
	order := make([]int, len(n.xys))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return byY(n.xys[b], n.xys[a]) })
	var taken []vg.Rectangle
	for _, i := range order {
		const gap = 5
		at, half := vg.Point{X: x(n.xys[i].X), Y: y(n.xys[i].Y)}, style.Height(n.names[i])/2
		width := style.Width(n.names[i])
		from := at.X + gap
		if from+width > c.Max.X {
			from = at.X - gap - width
		}
		box := vg.Rectangle{Min: vg.Point{X: from, Y: at.Y - half}, Max: vg.Point{X: from + width, Y: at.Y + half}}
		if from < c.Min.X || slices.ContainsFunc(taken, func(r vg.Rectangle) bool { return overlap(r, box) }) {
			continue
		}
		taken = append(taken, box)
		c.FillText(style, vg.Point{X: from, Y: at.Y}, n.names[i])
	}
}

func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}
