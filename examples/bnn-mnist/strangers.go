package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"

	"github.com/credence-ppl/credence/examples/bnn-mnist/ink"
	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
)

// stranger holds images that are not digits.
type stranger struct {
	name   string
	pixels []byte
}

// strangers returns sets of images that are not digits.
func (t *training) strangers() ([]stranger, error) {
	const number = 1000
	some := t.test.Slice(0, min(number, t.test.Len()))
	sets := []stranger{{t.things() + " turned by 90°", report.Turned(some.Images)}}
	for _, digits := range []mnist.Set{some, t.test, t.train} { // some, or all, may be of one class
		if bytes.Count(digits.Labels, digits.Labels[:1]) < digits.Len() {
			averages, err := report.Averages(digits, number, t.o.seed)
			if err != nil {
				return nil, err
			}
			sets = append(sets, stranger{"averages of two " + t.things(), averages})
			break
		}
	}
	sets = append(sets, stranger{"uniform noise", report.Noise(number, t.o.seed)})
	if n := len(t.strange) / mnist.Pixels; n > 0 {
		own := stranger{name: filepath.Base(t.o.strange)}
		for i := range min(n, number) { // evenly over them, which may be sorted by class
			at := i * n / min(n, number) * mnist.Pixels
			own.pixels = append(own.pixels, t.strange[at:at+mnist.Pixels]...)
		}
		sets = append(sets, own)
	}
	return sets, nil
}

// doubts returns how often it says "I don't know" to digits and to images that are not, and its answers to those.
func (t *training) doubts(ctx context.Context, digits answers, strangers []stranger, threshold float64) (doubts []report.Doubt, asked []answers, err error) {
	first, err := report.NewDoubt("test "+t.things(), digits.probs, digits.uncertainty, threshold)
	if err != nil {
		return nil, nil, err
	}
	doubts = []report.Doubt{first}
	for _, s := range strangers {
		a, err := t.ask(ctx, s.pixels)
		if err != nil {
			return nil, nil, err
		}
		d, err := report.NewDoubt(s.name, a.probs, a.uncertainty, threshold)
		if err != nil {
			return nil, nil, err
		}
		doubts, asked = append(doubts, d), append(asked, a)
	}
	return doubts, asked, nil
}

// separations returns how well doubt tells strange images from test digits, beside that of an ordinary network, which
// it trains.
func (t *training) separations(ctx context.Context, digits answers, strangers []stranger, asked []answers) ([]report.Separation, error) {
	network, err := t.ordinary(ctx)
	if err != nil {
		return nil, err
	}
	ordinary := func(pixels []byte) (report.Scores, error) {
		a, err := ask(ctx, network.Probs, pixels)
		return report.NewScores(a.probs, a.uncertainty), err
	}
	usual := report.NewScores(digits.probs, digits.uncertainty)
	ordinaryUsual, err := ordinary(t.test.Images)
	if err != nil {
		return nil, err
	}
	var separations []report.Separation
	for i, s := range strangers {
		scores, err := ordinary(s.pixels)
		if err != nil {
			return nil, err
		}
		separations = append(separations, report.NewSeparation(s.name, usual, report.NewScores(asked[i].probs, asked[i].uncertainty), ordinaryUsual, scores))
	}
	return separations, nil
}

// angles returns the doubt about test digits that are turned by more and more.
func (t *training) angles(ctx context.Context, threshold float64) (degrees []float64, doubts []report.Doubt, err error) {
	const number, step = 300, 15
	some := t.test.Slice(0, min(number, t.test.Len()))
	for turn := 0; turn <= 180; turn += step {
		var turned []byte
		for i := range some.Len() {
			turned = append(turned, ink.Change{Turn: float64(turn)}.Apply(some.Image(i))...)
		}
		a, err := t.ask(ctx, turned)
		if err != nil {
			return nil, nil, err
		}
		d, err := report.NewDoubt(fmt.Sprintf("%d°", turn), a.probs, a.uncertainty, threshold)
		if err != nil {
			return nil, nil, err
		}
		degrees, doubts = append(degrees, float64(turn)), append(doubts, d)
	}
	return degrees, doubts, nil
}
