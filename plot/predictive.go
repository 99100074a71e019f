package plot

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// PosteriorPredictive draws the distribution of observed data over those of data sets that the model predicts for the
// same place, as infer.Predict makes them: if the model is right, the data look like one of them. Integers are compared
// value by value, with the interval that holds 90 % of the predicted shares.
func PosteriorPredictive(predicted *draws.Draws, site string, observed *tensor.Tensor) (*Figure, error) {
	o := options{picture: "PosteriorPredictive"}
	if observed == nil {
		return nil, o.errorf("there are no observed data")
	}
	return o.predictive("Posterior predictive check", predicted, site, observed)
}

// PriorPredictive draws the data sets that the model predicts before it has seen data, from infer.Predict of
// infer.Prior(). Data that were observed are drawn over them; nil draws none.
func PriorPredictive(predicted *draws.Draws, site string, observed *tensor.Tensor) (*Figure, error) {
	return options{picture: "PriorPredictive"}.predictive("Prior predictive check", predicted, site, observed)
}

func (o options) predictive(title string, d *draws.Draws, site string, observed *tensor.Tensor) (*Figure, error) {
	sets, y, caption, err := o.dataSets(d, site, observed)
	if err != nil {
		return nil, err
	}
	p := newPanel("", site, "")
	f := &Figure{Title: title, panels: [][]*panel{{p}}, own: size{640, 400}}
	if integers(slices.Concat(append(sets, y)...)) {
		f.legend = p.shares(sets, y)
	} else {
		f.legend = p.densities(sets, y)
	}
	f.Caption = join(fmt.Sprintf("%d of %d predictions are shown.", len(sets), d.Chains()*d.Draws()), caption)
	return f, nil
}

// dataSets returns some of the predicted data sets and the observed one, without the places where it is not finite.
func (o options) dataSets(d *draws.Draws, site string, observed *tensor.Tensor) (sets [][]float64, y []float64, caption string, err error) {
	switch {
	case d == nil:
		return nil, nil, "", o.errorf("there are no predictions; the *draws.Draws is nil")
	case !d.Has(site):
		return nil, nil, "", o.errorf("there are no predictions of a site %q; there are %q", site, d.Names())
	}
	all := d.Get(site)
	shape := all.Shape()[2:]
	if observed != nil && !observed.Shape().Equal(shape) {
		return nil, nil, "", o.errorf("site %q is predicted with shape %v and observed with shape %v; they must be the same", site, []int(shape), []int(observed.Shape()))
	}
	size, n := shape.Size(), all.Dim(0)*all.Dim(1)
	if size == 0 || n == 0 {
		return nil, nil, "", o.errorf("site %q has %d predictions of %d data; it takes one of each at least", site, n, size)
	}
	gaps := make([]bool, size)
	if observed != nil {
		for i, v := range observed.Float64s() {
			if gaps[i] = notFinite(v); !gaps[i] {
				y = append(y, v)
			}
		}
		if len(y) == 0 {
			return nil, nil, "", o.errorf("no observed value of site %q is finite", site)
		}
		caption = missing(size-len(y), size)
	}
	const most = 50
	values, broken := all.Float64s(), 0
	for k := range min(most, n) {
		from := k * n / min(most, n) * size
		var set []float64
		for i, v := range values[from : from+size] {
			switch {
			case gaps[i]:
			case notFinite(v):
				broken++
			default:
				set = append(set, v)
			}
		}
		if len(set) > 0 {
			sets = append(sets, set)
		}
	}
	if len(sets) == 0 {
		return nil, nil, "", o.errorf("no predicted value of site %q is finite", site)
	}
	if broken > 0 {
		caption = join(caption, fmt.Sprintf("%d predicted values are not finite and left out.", broken))
	}
	return sets, y, caption, nil
}

// densities draws the densities of data sets, of all of them together, and of the observed one.
func (p *panel) densities(sets [][]float64, y []float64) (legend []entry) {
	one, all := stroke(faint(skyBlue, 0.5), 0.7), stroke(blue, 1.8, 5, 2)
	var tops []float64
	for _, x := range sets {
		curve := density(x)
		tops = append(tops, slices.MaxFunc(curve, byY).Y)
		p.line(curve, one)
	}
	legend = append(legend, entry{"predicted", &plotter.Line{LineStyle: stroke(skyBlue, 1.2)}})
	pooled := slices.Concat(sets...)
	legend = append(legend, entry{"all predictions", p.line(density(pooled), all)})
	top := quantile(tops, 0.9)
	low, high := span(pooled)
	if y != nil {
		l := p.line(density(y), stroke(black, 1.8))
		legend = append(legend, entry{"observed", l})
		top = max(top, slices.MaxFunc(l.XYs, byY).Y)
		low, high = min(low, slices.Min(y)), max(high, slices.Max(y))
	}
	p.noY()
	p.X.Min, p.X.Max, p.Y.Max = low, high, 1.1*top // a few far predictions do not squeeze the rest
	widen(&p.X, 0.02)
	return legend
}

// shares draws how often each integer is in the observed data, beside how often it is in the predicted ones.
func (p *panel) shares(sets [][]float64, y []float64) (legend []entry) {
	all := slices.Concat(append(sets, y)...)
	low, high := slices.Min(all), slices.Max(all)
	width := math.Ceil((high - low + 1) / 40)
	bins := int((high-low)/width) + 1
	share := func(x []float64, bin int) float64 {
		return part(x, func(v float64) bool { return int((v-low)/width) == bin })
	}
	var medians plotter.XYs
	for bin := range bins {
		x := low + (float64(bin)+0.5)*width - 0.5
		if y != nil {
			p.box(x-0.4*width, x+0.4*width, 0, share(y, bin), faint(black, 0.25))
		}
		var of []float64
		for _, set := range sets {
			of = append(of, share(set, bin))
		}
		p.line(plotter.XYs{{X: x, Y: quantile(of, 0.05)}, {X: x, Y: quantile(of, 0.95)}}, stroke(blue, 1.5))
		medians = append(medians, plotter.XY{X: x, Y: quantile(of, 0.5)})
	}
	dots := p.points(medians, blue, 2.2, draw.CircleGlyph{})
	p.Y.Label.Text, p.Y.Min = "share", 0
	p.Y.Max *= 1.05
	p.X.Padding, p.X.Tick.Marker = 0, ticks{whole: true}
	if y != nil {
		legend = append(legend, entry{"observed", &plotter.Polygon{Color: faint(black, 0.25)}})
	}
	return append(legend, entry{"predicted: median and 90 %", thumbs{dots, &plotter.Line{LineStyle: stroke(blue, 1.5)}}})
}
