package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// Card is an image with what a classifier says of it.
type Card struct {
	Title   string    // what it is: "is 7"
	Image   []byte    // mnist.Pixels bytes, as in a mnist.Set
	Classes []string  // their names, the same for all cards of a sheet
	Probs   []float64 // probabilities of the classes
	Refused bool      // the classifier says that it does not know
}

const (
	sideWidth = 10 // text and bars beside an image: two cards and a gap fill 80 columns; longer names take more
	mostNamed = 20 // characters of a class; longer names are shortened
	mostBars  = 10 // beside an image
	cardGap   = 2
)

// WriteSheet draws cards side by side, as many as fit the width in columns, at least one. Two pixels, one above the
// other, make one character, so that an image takes 14 lines of 28 columns. Beside it stand the title, the answer, its
// probability rounded down, and a bar for every class, or for the ten most probable ones.
func WriteSheet(w io.Writer, width int, cards []Card) error {
	side := sideWidth
	for i, c := range cards {
		if err := c.check(); err != nil {
			return fmt.Errorf("report: card %d: %w", i, err)
		}
		side = max(side, len("says ")+longest(c.Classes))
	}
	cardWidth := mnist.Cols + 1 + side
	var lines []string
	inBand := max((width+cardGap)/(cardWidth+cardGap), 1)
	for start := 0; start < len(cards); start += inBand {
		if start > 0 {
			lines = append(lines, "")
		}
		band := make([]string, mnist.Rows/2)
		for i, c := range cards[start:min(start+inBand, len(cards))] {
			image, text := drawing(c.Image), c.side(side)
			for row := range band {
				if i > 0 {
					band[row] += strings.Repeat(" ", cardGap)
				}
				band[row] += image[row] + " " + padRight(text[row], side)
			}
		}
		lines = append(lines, band...)
	}
	return writeLines(w, lines)
}

// check makes sure that a card can be drawn.
func (c Card) check() error {
	if len(c.Image) != mnist.Pixels {
		return fmt.Errorf("found an image of %d bytes, expected %d", len(c.Image), mnist.Pixels)
	}
	return checkRow(c.Probs, len(c.Classes))
}

// inked is the least ink that is drawn. The average of two digits keeps most of the strokes that only one of them has.
const inked = 96

// drawing returns an image as lines of half blocks.
func drawing(image []byte) []string {
	blocks := [2][2]string{{" ", "▄"}, {"▀", "█"}} // [upper][lower]
	ink := func(row, col int) int {
		if image[row*mnist.Cols+col] >= inked {
			return 1
		}
		return 0
	}
	lines := make([]string, mnist.Rows/2)
	for i := range lines {
		var line strings.Builder
		for col := range mnist.Cols {
			line.WriteString(blocks[ink(2*i, col)][ink(2*i+1, col)])
		}
		lines[i] = line.String()
	}
	return lines
}

// side returns the lines beside the image, at most as wide: four of text, then one for each class.
func (c Card) side(width int) []string {
	lines := []string{shortened(c.Title, width), c.says(), c.sure(), ""}
	named := longest(c.Classes)
	for _, b := range c.bars() {
		lines = append(lines, padRight(b.Class, named)+" "+bar(b.Prob, width-named-1))
	}
	for len(lines) < mnist.Rows/2 {
		lines = append(lines, "")
	}
	return lines
}

// says returns the answer.
func (c Card) says() string {
	if c.Refused {
		return "no answer"
	}
	return "says " + shortened(c.Classes[argmax(c.Probs)], mostNamed)
}

// sure returns the probability of the answer, rounded down.
func (c Card) sure() string {
	return fmt.Sprintf("%.0f %% sure", math.Floor(min(100*c.Probs[argmax(c.Probs)]+1e-6, 100)))
}

// longest returns how wide the names of classes are.
func longest(classes []string) int {
	width := 0
	for _, name := range classes {
		width = max(width, min(utf8.RuneCountInString(name), mostNamed))
	}
	return width
}

// shortened returns text of at most so many characters: its beginning and its end, which may have a number.
func shortened(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	end := (most - 1) / 2
	return string(runes[:most-1-end]) + "…" + string(runes[len(runes)-end:])
}

// classBar is a class with its probability.
type classBar struct {
	Class string
	Prob  float64
}

// bars returns the ten most probable classes, in their order.
func (c Card) bars() []classBar {
	order := make([]int, len(c.Probs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.Probs[b], c.Probs[a]) })
	order = order[:min(mostBars, len(order))]
	slices.Sort(order)
	var bars []classBar
	for _, class := range order {
		bars = append(bars, classBar{shortened(c.Classes[class], mostNamed), c.Probs[class]})
	}
	return bars
}

// bar draws a probability as up to width characters, in steps of an eighth of a character.
func bar(prob float64, width int) string {
	eighths := min(int(math.Round(prob*float64(8*width))), 8*width)
	parts := []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}
	return strings.Repeat("█", eighths/8) + parts[eighths%8]
}
