package report

import (
	"fmt"
	"math"
	"strings"
)

// chart is a picture of lines over two axes, in a box of chartWidth × chartHeight.
type chart struct {
	Title, X, Y    string
	XTicks, YTicks []tick
	Lines          []line
}

const (
	chartWidth, chartHeight = 320.0, 200.0
	left, top               = 42.0, 20.0 // of the axes in the box
	wide, high              = chartWidth - left - 20, chartHeight - top - 34
)

type tick struct {
	At   float64
	Text string
}

type line struct {
	Name   string
	Points string
	Dots   []point
	Dashed bool
}

type point struct {
	X, Y float64
	Says string
}

// axis is a range of numbers with the texts of some of them.
type axis struct {
	name     string
	from, to float64
	ticks    int // intervals between them
	format   string
	scale    float64 // of what the format shows
}

// at returns where a number lies, from 0 to 1.
func (a axis) at(v float64) float64 { return min(max((v-a.from)/(a.to-a.from), 0), 1) }

func newChart(title string, x, y axis) *chart {
	c := &chart{Title: title, X: x.name, Y: y.name}
	for i := range x.ticks + 1 {
		v := x.from + (x.to-x.from)*float64(i)/float64(x.ticks)
		c.XTicks = append(c.XTicks, tick{left + wide*x.at(v), fmt.Sprintf(x.format, v*x.scale)})
	}
	for i := range y.ticks + 1 {
		v := y.from + (y.to-y.from)*float64(i)/float64(y.ticks)
		c.YTicks = append(c.YTicks, tick{top + high*(1-y.at(v)), fmt.Sprintf(y.format, v*y.scale)})
	}
	return c
}

// add adds a line through points of two numbers on the axes. Those that say something are dots.
func (c *chart) add(name string, x, y axis, dashed bool, points []point) {
	l := line{Name: name, Dashed: dashed}
	var text []string
	for _, p := range points {
		at := point{left + wide*x.at(p.X), top + high*(1-y.at(p.Y)), p.Says}
		text = append(text, fmt.Sprintf("%.1f,%.1f", at.X, at.Y))
		if p.Says != "" {
			l.Dots = append(l.Dots, at)
		}
	}
	l.Points = strings.Join(text, " ")
	c.Lines = append(c.Lines, l)
}

var share = axis{from: 0, to: 1, ticks: 5, format: "%.0f %%", scale: 100}

// accuracyChart draws accuracy against the share of images that are answered.
func (p *Predictions) accuracyChart() *chart {
	x, y := share, share
	x.name, y.name = "share answered", "accuracy"
	y.from = math.Floor(10*p.Accuracy()) / 10
	y.ticks = max(1, int(math.Round(10*(1-y.from))))
	var points []point
	for percent := 5; percent <= 100; percent += 5 {
		at := float64(percent) / 100
		points = append(points, point{at, p.AccuracyAt(at), fmt.Sprintf("%d %% answered: %.2f %% right", percent, 100*p.AccuracyAt(at))})
	}
	c := newChart("Accuracy against the share of images it answers", x, y)
	c.add("", x, y, false, points)
	return c
}

// reliabilityChart draws, in tenths of the confidence, the share of answers that are right against the mean confidence.
func (p *Predictions) reliabilityChart() *chart {
	x, y := share, share
	x.name, y.name = "confidence", "share right"
	var points []point
	for _, b := range p.Reliability() {
		says := fmt.Sprintf("%d images of confidence %.0f %%: %.0f %% right", b.Images, 100*b.Confidence, 100*b.Accuracy)
		points = append(points, point{b.Confidence, b.Accuracy, says})
	}
	c := newChart("Share of answers that are right, by confidence", x, y)
	c.add("the network", x, y, false, points)
	c.add("as it should be", x, y, true, []point{{0, 0, ""}, {1, 1, ""}})
	return c
}

// angleChart draws both parts of the doubt against the angle by which images are turned.
func angleChart(degrees []float64, doubts []Doubt) *chart {
	most := 0.0
	for _, d := range doubts {
		most = max(most, d.Uncertainty.Total)
	}
	x := axis{name: "turned by", from: 0, to: degrees[len(degrees)-1], ticks: 6, format: "%.0f°", scale: 1}
	y := axis{name: "nats", from: 0, to: math.Max(0.1, math.Ceil(most*5)/5), ticks: 4, format: "%.2f", scale: 1}
	c := newChart("Doubt about test images that are turned", x, y)
	for _, part := range []struct {
		name   string
		dashed bool
		of     func(Uncertainty) float64
	}{
		{"entropy", false, func(u Uncertainty) float64 { return u.Total }},
		{"more data could cure", true, func(u Uncertainty) float64 { return u.Model }},
	} {
		var points []point
		for i, d := range doubts {
			v := part.of(d.Uncertainty)
			points = append(points, point{degrees[i], v, fmt.Sprintf("%.0f°: %s %.3f nats", degrees[i], part.name, v)})
		}
		c.add(part.name, x, y, part.dashed, points)
	}
	return c
}
