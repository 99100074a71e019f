package plot

import (
	"image/color"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The colors that people with any common kind of color blindness tell apart, of Okabe and Ito (2008), "Color universal
// design".
var (
	black     = color.NRGBA{A: 0xff}
	orange    = color.NRGBA{R: 0xe6, G: 0x9f, A: 0xff}
	skyBlue   = color.NRGBA{R: 0x56, G: 0xb4, B: 0xe9, A: 0xff}
	green     = color.NRGBA{G: 0x9e, B: 0x73, A: 0xff}
	blue      = color.NRGBA{G: 0x72, B: 0xb2, A: 0xff}
	vermilion = color.NRGBA{R: 0xd5, G: 0x5e, A: 0xff}
	purple    = color.NRGBA{R: 0xcc, G: 0x79, B: 0xa7, A: 0xff}

	gray      = color.NRGBA{R: 0x55, G: 0x55, B: 0x55, A: 0xff}
	bandColor = color.NRGBA{R: 0xdd, G: 0xdd, B: 0xdd, A: 0xff} // what is to be expected
)

// Curves beside each other differ by color and by dashes.
var (
	colors = []color.NRGBA{blue, vermilion, green, orange, purple, skyBlue, black}
	dashes = [][]vg.Length{nil, {5, 2}, {1.5, 1.5}, {6, 2, 1.5, 2}, {9, 3}, {3, 3}, {3, 1, 1, 1}}
)

// kind returns the style of the curve of some number.
func kind(i int) draw.LineStyle { return stroke(colors[i%len(colors)], 1.2, dashes[i%len(dashes)]...) }

func stroke(c color.Color, width vg.Length, dashes ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: width, Dashes: dashes}
}

// faint returns a color that lets some of what is below it through.
func faint(c color.NRGBA, alpha float64) color.NRGBA {
	c.A = uint8(alpha*0xff + 0.5)
	return c
}

func textStyle(size vg.Length, c color.Color, bold bool) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	if bold {
		f.Weight = xfont.WeightBold
	}
	return text.Style{Color: c, Font: f, Handler: text.Plain{Fonts: font.DefaultCache}}
}
