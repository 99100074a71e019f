package plot

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
)

// Observed adds data as points (x, y). Those that are missing, as NaN, are left out.
func Observed(x, y []float64) Option {
	return func(o *options) { o.given, o.observed = append(o.given, "Observed"), [2][]float64{x, y} }
}

// Labels names the axes, which are called "x" and as the site without it.
func Labels(x, y string) Option {
	return func(o *options) { o.given, o.labels = append(o.given, "Labels"), [2]string{x, y} }
}

// LM draws a site that has one element for each number of x, such as the mean or the predictions of a regression, over
// x: the median of each element, and the band of their highest-density intervals. Observed adds the data that they are
// about. It takes Interval, Observed and Labels.
func LM(d *draws.Draws, site string, x []float64, opts ...Option) (*Figure, error) {
	o, err := read("LM", opts, "Interval", "Observed", "Labels")
	if err != nil {
		return nil, err
	}
	o.sites, o.given = []string{site}, append(o.given, "Sites")
	shown, caption, err := o.elements(d, max(1, len(x)))
	if err != nil {
		return nil, err
	}
	if size := d.Get(site).Shape()[2:].Size(); size != len(x) {
		return nil, o.errorf("%q has %d elements, and x %d; it takes one number for each", site, size, len(x))
	}
	if i := slices.IndexFunc(x, notFinite); i >= 0 {
		return nil, o.errorf("x[%d] is %v; it must be finite", i, x[i])
	}
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
	var median, low, high plotter.XYs
	for _, i := range order {
		y := shown[i].all()
		l, h := draws.HDI([][]float64{y}, o.part)
		median = append(median, plotter.XY{X: x[i], Y: quantile(y, 0.5)})
		low, high = append(low, plotter.XY{X: x[i], Y: l}), append(high, plotter.XY{X: x[i], Y: h})
	}
	if !o.has("Labels") {
		o.labels = [2]string{"x", site}
	}
	p := newPanel("", o.labels[0], o.labels[1])
	slices.Reverse(high)
	p.add(&plotter.Polygon{XYs: []plotter.XYs{append(low, high...)}, Color: faint(skyBlue, 0.35)})
	line := p.line(median, stroke(blue, 1.5))
	f := &Figure{Title: "Regression", Caption: caption, panels: [][]*panel{{p}}, own: size{560, 380}, legend: []entry{
		{"median", line}, {fmt.Sprintf("%s highest-density intervals", percent(o.part)), &plotter.Polygon{Color: faint(skyBlue, 0.35)}}}}
	if o.has("Observed") {
		points, err := o.points()
		if err != nil {
			return nil, err
		}
		f.Caption = join(f.Caption, missing(len(o.observed[0])-len(points), len(o.observed[0])))
		f.legend = append(f.legend, entry{"observed", p.points(points, black, 2, draw.CircleGlyph{})})
	}
	widen(&p.X, 0.03)
	widen(&p.Y, 0.05)
	return f, nil
}

// points returns the data that are observed.
func (o options) points() (points plotter.XYs, err error) {
	x, y := o.observed[0], o.observed[1]
	if len(x) != len(y) {
		return nil, o.errorf("Observed has %d numbers x and %d numbers y; it takes as many of each", len(x), len(y))
	}
	for i := range x {
		if !notFinite(x[i]) && !notFinite(y[i]) {
			points = append(points, plotter.XY{X: x[i], Y: y[i]})
		}
	}
	if len(points) == 0 {
		return nil, o.errorf("Observed has no finite point of %d", len(x))
	}
	return points, nil
}
