package report

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// Card is an image with what a classifier says of it.
type Card struct {
	Title   string    // what it is, in at most 10 characters: "is 7"
	Image   []byte    // mnist.Pixels bytes, as in a mnist.Set
	Probs   []float64 // probabilities of the mnist.Classes classes
	Refused bool      // the classifier says that it does not know
}

const (
	sideWidth = 10                         // text and bars beside an image
	barWidth  = sideWidth - 2              // without the class and a space
	cardWidth = mnist.Cols + 1 + sideWidth // 39, so that two cards and a gap fill 80 columns
	cardGap   = 2
)

// WriteSheet draws cards side by side, as many as fit the width in columns, at least one. Two pixels, one above the
// other, make one character, so that an image takes 14 lines of 28 columns. Beside it stand the title, the answer, its
// probability rounded down, and a bar for every class.
func WriteSheet(w io.Writer, width int, cards []Card) error {
	for i, c := range cards {
		if len(c.Image) != mnist.Pixels {
			return fmt.Errorf("report: card %d: found an image of %d bytes, expected %d", i, len(c.Image), mnist.Pixels)
		}
		if err := checkRow(c.Probs, mnist.Classes); err != nil {
			return fmt.Errorf("report: card %d: %w", i, err)
		}
	}
	var lines []string
	inBand := max((width+cardGap)/(cardWidth+cardGap), 1)
	for start := 0; start < len(cards); start += inBand {
		if start > 0 {
			lines = append(lines, "")
		}
		band := make([]string, mnist.Rows/2)
		for i, c := range cards[start:min(start+inBand, len(cards))] {
			image, side := drawing(c.Image), c.side()
			for row := range band {
				if i > 0 {
					band[row] += strings.Repeat(" ", cardGap)
				}
				band[row] += image[row] + " " + padRight(side[row], sideWidth)
			}
		}
		lines = append(lines, band...)
	}
	return writeLines(w, lines)
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

// side returns the lines beside the image: four of text, then one for each class.
func (c Card) side() []string {
	title := []rune(c.Title)
	best := argmax(c.Probs)
	says := fmt.Sprintf("says %d", best)
	if c.Refused {
		says = "no answer"
	}
	lines := []string{
		string(title[:min(len(title), sideWidth)]),
		says,
		fmt.Sprintf("%.0f %% sure", math.Floor(min(100*c.Probs[best]+1e-6, 100))),
		"",
	}
	for class, prob := range c.Probs {
		lines = append(lines, fmt.Sprintf("%d %s", class, bar(prob)))
	}
	return lines
}

// bar draws a probability as up to barWidth characters, in steps of an eighth of a character.
func bar(prob float64) string {
	eighths := min(int(math.Round(prob*8*barWidth)), 8*barWidth)
	parts := []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}
	return strings.Repeat("█", eighths/8) + parts[eighths%8]
}
