package plot

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"github.com/credence-ppl/credence/tensor"
)

// Reliability draws how often what was predicted with some probability came true. Points on the diagonal are as sure as
// they should be, those below it too sure. probs holds a probability for each outcome, which is 1 where it came true
// and 0 where it did not; or, with one dimension more, a probability for each class, and outcomes the classes that were
// right, of which the most probable one is judged. Outcomes that are missing, as NaN, are left out.
func Reliability(probs, outcomes *tensor.Tensor) (*Figure, error) {
	answers, err := options{picture: "Reliability"}.answers(probs, outcomes)
	if err != nil {
		return nil, err
	}
	bins := reliability(answers)
	p := newPanel("", "predicted probability", "share that came true")
	p.line(plotter.XYs{{}, {X: 1, Y: 1}}, stroke(gray, 1, 4, 2))
	var points plotter.XYs
	for _, b := range bins {
		p.line(plotter.XYs{{X: b.predicted, Y: max(0, b.share-2*b.se)}, {X: b.predicted, Y: min(1, b.share+2*b.se)}}, stroke(blue, 1))
		points = append(points, plotter.XY{X: b.predicted, Y: b.share})
	}
	p.line(points, stroke(blue, 1.5))
	dots := p.points(points, blue, 2.8, draw.CircleGlyph{})
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	widen(&p.X, 0.02)
	widen(&p.Y, 0.02)
	return &Figure{Title: "Reliability", panels: [][]*panel{{p}}, own: size{420, 440},
		Caption: join(fmt.Sprintf("%d predictions in %d groups of neighboring probabilities; bars are two standard errors.", len(answers), len(bins)),
			missing(outcomes.Size()-len(answers), outcomes.Size())),
		legend: []entry{{"predictions", thumbs{&plotter.Line{LineStyle: stroke(blue, 1.5)}, dots}},
			{"as sure as right", &plotter.Line{LineStyle: stroke(gray, 1, 4, 2)}}}}, nil
}

// answer is a probability and whether what it was given to came true, 1 or 0.
type answer struct{ probability, true float64 }

// answers returns the answers to judge.
func (o options) answers(probs, outcomes *tensor.Tensor) ([]answer, error) {
	if probs == nil || outcomes == nil {
		return nil, o.errorf("it takes probabilities and outcomes; one of them is nil")
	}
	shape, of := probs.Shape(), outcomes.Shape()
	classes := 1
	switch {
	case of.Equal(shape):
	case len(shape) == len(of)+1 && of.Equal(shape[:len(of)]):
		classes = shape[len(of)]
	default:
		return nil, o.errorf("probabilities of shape %v and outcomes of shape %v; the first must be that of the second, or have the classes as one dimension more", []int(shape), []int(of))
	}
	p, right := probs.Float64s(), outcomes.Float64s()
	if len(right) == 0 || classes == 0 {
		return nil, o.errorf("there are no predictions; probabilities have shape %v", []int(shape))
	}
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return nil, o.errorf("probability %d is %v; it must be from 0 to 1", i, v)
		}
	}
	var answers []answer
	for i, y := range right {
		if math.IsNaN(y) {
			continue
		}
		if most := float64(max(classes, 2) - 1); !(y >= 0 && y <= most && y == math.Trunc(y)) {
			return nil, o.errorf("outcome %d is %v; it must be a whole number from 0 to %v", i, y, most)
		}
		if classes == 1 {
			answers = append(answers, answer{p[i], y})
			continue
		}
		row := p[i*classes : (i+1)*classes]
		a := answer{probability: slices.Max(row)}
		if slices.Index(row, a.probability) == int(y) {
			a.true = 1
		}
		answers = append(answers, a)
	}
	if len(answers) == 0 {
		return nil, o.errorf("all %d outcomes are missing", len(right))
	}
	return answers, nil
}

// bin holds answers of about the same probability.
type bin struct{ predicted, share, se float64 }

// reliability returns how often answers came true, in tenths of them by their probabilities. Answers of the same
// probability may be in two of them.
func reliability(answers []answer) (bins []bin) {
	answers = slices.Clone(answers)
	slices.SortStableFunc(answers, func(a, b answer) int { return cmp.Compare(a.probability, b.probability) })
	for part := range slices.Chunk(answers, (len(answers)+9)/10) {
		var b bin
		n := float64(len(part))
		for _, a := range part {
			b.predicted += a.probability / n
			b.share += a.true / n
		}
		b.se = math.Sqrt(max(b.share*(1-b.share), 0.25/n) / n)
		bins = append(bins, b)
	}
	return bins
}
