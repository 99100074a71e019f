package report

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

var update = flag.Bool("update", false, "write testdata/*.golden anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// between is a distribution over the digits that gives p to one class and the rest to another.
func between(first int, p float64, second int) []float64 {
	probs := make([]float64, mnist.Classes)
	probs[first] += p
	probs[second] += 1 - p
	return probs
}

func TestWriteSheet(t *testing.T) {
	_, digits, err := mnist.Embedded()
	require.NoError(t, err)
	average, err := Averages(digits, 1, 3)
	require.NoError(t, err)
	cards := []Card{
		{Title: fmt.Sprintf("is %d", digits.Labels[0]), Image: digits.Image(0), Probs: between(1, 0.999, 7)},
		{Title: fmt.Sprintf("is %d", digits.Labels[1]), Image: digits.Image(1), Probs: between(7, 1, 0)},
		{Title: "noise", Image: Noise(1, 5), Probs: between(3, 0.375, 8), Refused: true},
		{Title: "average of two", Image: average, Probs: []float64{.1, .1, .1, .1, .1, .1, .1, .1, .1, .1}, Refused: true},
		{Title: "turned", Image: Turned(digits.Image(1)), Probs: between(4, 0.99, 2)},
	}
	for i := range cards {
		cards[i].Classes = digits.Classes()
	}
	var out strings.Builder
	require.NoError(t, WriteSheet(&out, 80, cards))
	golden(t, "sheet.golden", out.String())
	for line := range strings.Lines(out.String()) {
		require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 80)
	}
}

func TestSheetFillsTheWidth(t *testing.T) {
	cards := make([]Card, 6)
	for i := range cards {
		cards[i] = Card{Title: "is 1", Image: make([]byte, mnist.Pixels), Classes: mnist.Set{}.Classes(), Probs: between(1, 1, 0)}
	}
	for width, lines := range map[int]int{
		0: 6*15 - 1, 39: 6*15 - 1, 79: 6*15 - 1, 80: 3*15 - 1, 120: 3*15 - 1, 121: 2*15 - 1, 1000: 14,
	} {
		var out strings.Builder
		require.NoError(t, WriteSheet(&out, width, cards))
		require.Equal(t, lines, strings.Count(out.String(), "\n"), "width %d", width)
	}
}

// TestSheetNamesClasses shows long names, two that differ at their ends only, and the ten most probable of twelve
// classes.
func TestSheetNamesClasses(t *testing.T) {
	image := make([]byte, mnist.Pixels)
	card := Card{Title: "is elephant", Image: image, Classes: []string{"cat", "elephant"}, Probs: []float64{0.25, 0.75}}
	var out strings.Builder
	require.NoError(t, WriteSheet(&out, 80, []Card{card, card}))
	lines := strings.Split(out.String(), "\n")
	require.Equal(t, 2*14+1, len(lines)-1, "a card a band: two do not fit")
	for i, want := range []string{"is elephant", "says elephant", "75 % sure", "", "cat      █", "elephant ███"} {
		require.Equal(t, strings.TrimRight(strings.Repeat(" ", 29)+want, " "), lines[i])
	}

	short := Card{Title: "is horse", Image: image, Classes: []string{"cat", "horse"}, Probs: []float64{1, 0}, Refused: true}
	out.Reset()
	require.NoError(t, WriteSheet(&out, 80, []Card{short, short}))
	require.Equal(t, 14, strings.Count(out.String(), "\n"))
	require.Contains(t, out.String(), "cat   ████")

	many := Card{Title: "is a very long name of a class 11", Image: image, Probs: make([]float64, 12), Classes: make([]string, 12)}
	for i := range many.Classes {
		many.Classes[i] = fmt.Sprintf("a very long name of a class %d", i)
		many.Probs[i] = float64(12-i) / 78
	}
	side := many.side(25)
	require.Len(t, side, 14)
	require.Equal(t, []string{"is a very lo…f a class 11", "says a very lon…a class 0"}, side[:2])
	require.True(t, strings.HasPrefix(side[13], "a very lon…a class 9 "), side[13])
	for _, line := range side {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 25)
	}
	many.Probs[0], many.Probs[11] = many.Probs[11], many.Probs[0]
	require.True(t, strings.HasPrefix(many.side(25)[13], "a very lon… class 11 "), "the least probable are left out")
}

func TestDrawing(t *testing.T) {
	image := make([]byte, mnist.Pixels)
	image[0] = inked                 // upper left
	image[mnist.Cols+1] = 255        // second row, second column
	image[2], image[30] = 200, 200   // both rows of the third column
	image[3], image[31] = inked-1, 0 // too faint
	lines := drawing(image)
	require.Len(t, lines, 14)
	require.Equal(t, "▀▄█"+strings.Repeat(" ", 25), lines[0])
	for _, line := range lines[1:] {
		require.Equal(t, strings.Repeat(" ", 28), line)
	}
	for _, line := range drawing(bytes.Repeat([]byte{255}, mnist.Pixels)) {
		require.Equal(t, strings.Repeat("█", 28), line)
	}
}

func TestBar(t *testing.T) {
	for want, prob := range map[string]float64{
		"": 0.005, "▏": 0.01, "█": 0.125, "████▍": 0.5 + 3.0/64, "███████▉": 0.98, "████████": 1,
	} {
		require.Equal(t, want, bar(prob, 8), "probability %v", prob)
	}
	require.Equal(t, bar(1, 8), bar(1+1e-5, 8), "Float32 rounds")
}

func TestSideRoundsDown(t *testing.T) {
	for want, prob := range map[string]float64{"99 % sure": 0.9999, "100 % sure": 1, "57 % sure": 0.57, "62 % sure": 0.6299} {
		require.Equal(t, want, Card{Probs: between(1, prob, 0)}.sure())
	}
}

func TestWriteSheetRefusesOtherImages(t *testing.T) {
	var out strings.Builder
	image, probs, classes := make([]byte, mnist.Pixels), between(0, 1, 1), mnist.Set{}.Classes()
	require.EqualError(t, WriteSheet(&out, 80, []Card{{Image: image, Classes: classes, Probs: probs}, {Image: image[1:], Classes: classes, Probs: probs}}),
		"report: card 1: found an image of 783 bytes, expected 784")
	require.ErrorContains(t, WriteSheet(&out, 80, []Card{{Image: image, Classes: classes, Probs: probs[1:]}}),
		"report: card 0: found 9 classes, expected 10")
	require.ErrorContains(t, WriteSheet(&out, 80, []Card{{Image: image, Classes: classes, Probs: between(0, math.NaN(), 1)}}),
		"report: card 0: found probability NaN of class 0")
	require.Empty(t, out.String())
}
