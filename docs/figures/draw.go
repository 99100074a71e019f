package main

import (
	"cmp"
	"image/color"
	"math"
	"os"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// answered is what one network says.
type answered struct {
	name        string
	calibration []bin
	sure        []curve
}

// bin is a tenth of the digits: those of about the same largest probability.
type bin struct{ confidence, right, stderr float64 }

// calibration returns the share of right answers by the probability that the network gave them.
func calibration(probs [][]float64, labels []byte) []bin {
	type answer struct {
		confidence float64
		right      float64
	}
	answers := make([]answer, len(probs))
	for i, p := range probs {
		answers[i].confidence = slices.Max(p)
		if slices.Index(p, answers[i].confidence) == int(labels[i]) {
			answers[i].right = 1
		}
	}
	slices.SortFunc(answers, func(a, b answer) int { return cmp.Compare(a.confidence, b.confidence) })
	var bins []bin
	for part := range slices.Chunk(answers, (len(answers)+9)/10) {
		var b bin
		n := float64(len(part))
		for _, a := range part {
			b.confidence += a.confidence / n
			b.right += a.right / n
		}
		b.stderr = math.Sqrt(max(b.right*(1-b.right), 0.25/n) / n)
		bins = append(bins, b)
	}
	return bins
}

// curve is the share of images of a kind whose answer is at most so sure.
type curve struct {
	name string
	sure []float64 // ascending
}

func sure(name string, probs [][]float64) curve {
	c := curve{name: name}
	for _, p := range probs {
		c.sure = append(c.sure, slices.Max(p))
	}
	slices.Sort(c.sure)
	return c
}

var (
	blue   = color.RGBA{R: 0x1f, G: 0x6f, B: 0xb4, A: 0xff}
	orange = color.RGBA{R: 0xd9, G: 0x5f, B: 0x02, A: 0xff}
	kinds  = []color.Color{
		color.RGBA{R: 0x33, G: 0x33, B: 0x33, A: 0xff}, color.RGBA{R: 0x7b, G: 0x4f, B: 0xa6, A: 0xff},
		color.RGBA{R: 0x2a, G: 0x9d, B: 0x62, A: 0xff}, color.RGBA{R: 0xc2, G: 0x2f, B: 0x4d, A: 0xff},
	}
)

// drawFigure writes three panels beside each other: calibration of both networks, and how sure each is of images by
// kind.
func drawFigure(path string, all []answered) error {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	panels := [][]*plot.Plot{{calibrationPlot(all)}}
	for i, a := range all {
		panels[0] = append(panels[0], surePlot(a, i == len(all)-1))
	}
	const width, height = 11.4 * vg.Inch, 3.9 * vg.Inch
	img := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(150))
	canvas := draw.New(img)
	tiles := draw.Tiles{Rows: 1, Cols: len(panels[0]), PadX: 18, PadTop: 6, PadBottom: 6, PadLeft: 6, PadRight: 10}
	for i, c := range plot.Align(panels, tiles, canvas)[0] {
		panels[0][i].Draw(c)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := (vgimg.PngCanvas{Canvas: img}).WriteTo(f); err != nil {
		return err
	}
	return f.Close()
}

func axes(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.Padding = 6
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	percent := plot.ConstantTicks{{Value: 0, Label: "0 %"}, {Value: 0.25}, {Value: 0.5, Label: "50 %"}, {Value: 0.75}, {Value: 1, Label: "100 %"}}
	p.X.Tick.Marker, p.Y.Tick.Marker = percent, percent
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = color.Gray{Y: 0xe4}, color.Gray{Y: 0xe4}
	p.Add(grid)
	return p
}

// bars are bins with an error of two standard errors.
type bars []bin

func (b bars) Len() int                         { return len(b) }
func (b bars) XY(i int) (x, y float64)          { return b[i].confidence, b[i].right }
func (b bars) YError(i int) (low, high float64) { return 2 * b[i].stderr, 2 * b[i].stderr }

func calibrationPlot(all []answered) *plot.Plot {
	p := axes("Digits: is it right as often as it says?", "how sure it is", "how often it is right")
	diagonal := plotter.NewFunction(func(x float64) float64 { return x })
	diagonal.Color, diagonal.Dashes = color.Gray{Y: 0x88}, []vg.Length{4, 3}
	p.Add(diagonal)
	p.Legend.Top, p.Legend.Left, p.Legend.Padding = true, true, 3
	for i, a := range all {
		c := []color.Color{blue, orange}[i]
		line, points, err := plotter.NewLinePoints(bars(a.calibration))
		if err != nil {
			panic(err) // numbers that are not finite
		}
		line.Color, line.Width = c, 1.5
		points.Color, points.Shape, points.Radius = c, draw.CircleGlyph{}, 2.5
		errors, err := plotter.NewYErrorBars(bars(a.calibration))
		if err != nil {
			panic(err)
		}
		errors.Color = c
		p.Add(line, points, errors)
		p.Legend.Add(a.name, line, points)
	}
	return p
}

// surePlot has a legend in one panel only, where no curve is in the way; colors are the same in all.
func surePlot(a answered, legend bool) *plot.Plot {
	p := axes("The "+a.name, "how sure it is", "share of images at most so sure")
	p.Legend.Top, p.Legend.Left, p.Legend.Padding = true, true, 3
	for i, c := range a.sure {
		points := plotter.XYs{{X: 0, Y: 0}}
		for k, s := range c.sure {
			points = append(points, plotter.XY{X: s, Y: float64(k) / float64(len(c.sure))}, plotter.XY{X: s, Y: float64(k+1) / float64(len(c.sure))})
		}
		line, err := plotter.NewLine(append(points, plotter.XY{X: 1, Y: 1}))
		if err != nil {
			panic(err)
		}
		line.Color, line.Width = kinds[i], 1.6
		p.Add(line)
		if legend {
			p.Legend.Add(c.name, line)
		}
	}
	return p
}
