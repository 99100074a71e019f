package plot

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Figure is a picture: panels in rows and columns under a title and a legend, over a caption.
type Figure struct {
	Title   string
	Caption string // what is not drawn, and how to read what is

	legend     []entry
	panels     [][]*panel // rows of equally many; nil is an empty place
	own, asked size       // asked is zero if Resize was not called
}

// size is one in pixels.
type size struct{ width, height int }

// entry explains a mark in the legend.
type entry struct {
	name  string
	thumb gonum.Thumbnailer
}

// Panels returns the panels row by row, to change what the pictures do not offer: labels, ranges, marks of one's own.
func (f *Figure) Panels() []*gonum.Plot {
	var all []*gonum.Plot
	for _, p := range f.all() {
		all = append(all, p.Plot)
	}
	return all
}

// all returns the panels that there are.
func (f *Figure) all() (all []*panel) {
	for _, row := range f.panels {
		for _, p := range row {
			if p != nil {
				all = append(all, p)
			}
		}
	}
	return all
}

// Size returns the width and height in pixels, at 96 for an inch.
func (f *Figure) Size() (width, height int) { return f.size().width, f.size().height }

func (f *Figure) size() size {
	if f.asked == (size{}) {
		return f.own
	}
	return f.asked
}

// Resize sets the width and height in pixels, and returns f. Text and lines grow with it, but more slowly.
func (f *Figure) Resize(width, height int) *Figure {
	f.asked = size{width, height}
	return f
}

// Save writes the picture to a file, as SVG or PNG by the end of its name.
func (f *Figure) Save(path string) error {
	write := f.WriteSVG
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".svg":
	case ".png":
		write = f.WritePNG
	default:
		return fmt.Errorf("plot: a figure cannot be saved as %q; the name must end in .svg or .png", path)
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o666)
}

// WriteSVG writes the picture as SVG. Text stays text, in Liberation Sans, or what the viewer has in its place.
func (f *Figure) WriteSVG(w io.Writer) error {
	dpi, err := f.dpi()
	if err != nil {
		return err
	}
	width, height := f.Size()
	c := vgsvg.New(points(width, screen), points(height, screen))
	c.Scale(float64(dpi)/screen, float64(dpi)/screen)
	f.draw(draw.NewCanvas(c, points(width, dpi), points(height, dpi)))
	_, err = c.WriteTo(w)
	return err
}

// WritePNG writes the picture as PNG.
func (f *Figure) WritePNG(w io.Writer) error {
	dpi, err := f.dpi()
	if err != nil {
		return err
	}
	width, height := f.Size()
	c := vgimg.NewWith(vgimg.UseWH(points(width, dpi), points(height, dpi)), vgimg.UseDPI(dpi))
	f.draw(draw.New(c))
	_, err = vgimg.PngCanvas{Canvas: c}.WriteTo(w)
	return err
}

// screen is the number of pixels for an inch at the picture's own size.
const screen = 96

// points returns a length in points.
func points(pixels, dpi int) vg.Length { return vg.Length(pixels) * 72 / vg.Length(dpi) }

// dpi returns the number of pixels for an inch, which is more for pictures that are larger than their own size.
func (f *Figure) dpi() (int, error) {
	rows, cols := len(f.panels), len(f.panels[0])
	width, height := f.Size()
	leastWidth, leastHeight := max(240, 110*cols), max(180, 60+80*rows)
	const most = 20000
	switch {
	case width < leastWidth || height < leastHeight:
		return 0, fmt.Errorf("plot: a figure of %d × %d pixels is too small for %d × %d panels; they take %d × %d, and Limit makes them fewer",
			width, height, cols, rows, leastWidth, leastHeight)
	case width > most || height > most:
		return 0, fmt.Errorf("plot: a figure of %d × %d pixels; each may be %d at most", width, height, most)
	}
	growth := min(float64(width)/float64(f.own.width), float64(height)/float64(f.own.height))
	return int(screen * math.Sqrt(max(1, growth))), nil
}

// grid puts panels of some size into rows of at most cols.
func (f *Figure) grid(panels []*panel, cols, width, height int) {
	cols = min(cols, len(panels))
	for from := 0; from < len(panels); from += cols {
		row := make([]*panel, cols)
		copy(row, panels[from:])
		f.panels = append(f.panels, row)
	}
	f.own = size{max(480, cols*width), max(240, 60+len(f.panels)*height)}
}

// draw draws the whole picture, text from the edges inwards and the panels in what is left.
func (f *Figure) draw(c draw.Canvas) {
	c.SetColor(color.White)
	c.Fill(c.Path())
	c = draw.Crop(c, 6, -10, 6, -6)
	if f.Title != "" {
		c.Max.Y -= paragraph(c, textStyle(11, black, true), f.Title, c.Max.Y) + 3
	}
	if len(f.legend) > 0 {
		c.Max.Y -= f.drawLegend(c)
	}
	if f.Caption != "" {
		style := textStyle(8, gray, false)
		height := style.Height(wrap(style, f.Caption, c.Size().X)) + 2
		paragraph(c, style, f.Caption, c.Min.Y+height)
		c.Min.Y += height + 5
	}
	f.drawPanels(c)
}

// drawLegend draws the legend in as many lines as it takes, and returns their height.
func (f *Figure) drawLegend(c draw.Canvas) vg.Length {
	const thumb, gap, line = 22, 4, 14
	style := textStyle(8.5, black, false)
	style.YAlign = draw.YCenter
	x, y := c.Min.X, c.Max.Y
	for _, e := range f.legend {
		width := thumb + gap + style.Width(e.name)
		if x > c.Min.X && x+width > c.Max.X {
			x, y = c.Min.X, y-line
		}
		icon := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: y - line + 3}, Max: vg.Point{X: x + thumb, Y: y - 3}}}
		e.thumb.Thumbnail(&icon)
		c.FillText(style, vg.Point{X: x + thumb + gap, Y: y - line/2}, e.name)
		x += width + 12
	}
	return c.Max.Y - y + line + 4
}

// drawPanels draws the panels with their data areas aligned.
func (f *Figure) drawPanels(c draw.Canvas) {
	rows, cols := len(f.panels), len(f.panels[0])
	const padX, padY = 12, 8
	width := (c.Size().X - padX*vg.Length(cols-1)) / vg.Length(cols)
	height := (c.Size().Y - padY*vg.Length(rows-1)) / vg.Length(rows)
	plots := make([][]*gonum.Plot, rows)
	for i, row := range f.panels {
		plots[i] = make([]*gonum.Plot, cols)
		for j, p := range row {
			if p != nil {
				plots[i][j] = p.sized(width, height)
			}
		}
	}
	tiles := draw.Tiles{Rows: rows, Cols: cols, PadX: padX, PadY: padY}
	for i, canvases := range gonum.Align(plots, tiles, c) {
		top := c.Min.Y
		for _, c := range canvases {
			top = max(top, c.Max.Y)
		}
		for j, c := range canvases {
			if p := plots[i][j]; p != nil {
				p.Title.Padding += top - c.Max.Y // data areas are aligned, and with it titles are
				c.Max.Y = top
				p.Draw(c)
			}
		}
	}
}

// paragraph writes text below top over the width of c, and returns its height.
func paragraph(c draw.Canvas, style text.Style, s string, top vg.Length) vg.Length {
	s = wrap(style, s, c.Size().X)
	style.YAlign = draw.YTop
	c.FillText(style, vg.Point{X: c.Min.X, Y: top + style.FontExtents().Descent}, s)
	return style.Height(s)
}

// wrap returns a text broken into lines of some width.
func wrap(style text.Style, s string, width vg.Length) string {
	var lines []string
	for _, given := range strings.Split(s, "\n") {
		line := ""
		for _, word := range strings.Fields(given) {
			switch longer := strings.TrimSpace(line + " " + word); {
			case line == "" || style.Width(longer) <= width:
				line = longer
			default:
				lines = append(lines, line)
				line = word
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// thumbs are thumbnails over each other.
type thumbs []gonum.Thumbnailer

func (all thumbs) Thumbnail(c *draw.Canvas) {
	for _, t := range all {
		t.Thumbnail(c)
	}
}
