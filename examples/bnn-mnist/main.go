// Bnn-mnist trains a Bayesian neural network on handwritten digits and shows when it does not know.
//
// The network has one hidden layer of ReLUs; every weight has a normal prior, and the posterior is approximated by an independent normal for
// each weight, found by stochastic variational inference. Model and guide are in model.go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"

	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
)

func main() {
	// The first interrupt ends the training, a second one the program.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop)
	err := run(ctx, os.Args[1:], os.Stdout)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bnn-mnist:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args, out)
	if err != nil {
		return err
	}
	t, err := newTraining(o)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d training images, %d test images, a network 784-%d-10, prior N(0, %v²)\n", t.train.Len(), t.test.Len(), o.hidden, o.prior)
	if err := t.run(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		fmt.Fprintf(out, "interrupted after %d of %d steps; what follows is what was learned so far\n", t.svi.Steps(), o.epochs*t.steps())
	}
	if o.save != "" {
		if err := t.svi.SaveFile(o.save); err != nil {
			return err
		}
		fmt.Fprintf(out, "saved to %s\n", o.save)
	}
	return t.report(context.WithoutCancel(ctx), out)
}

// result is what -json prints: shares from 0 to 1, nats per image.
type result struct {
	Accuracy        float64 `json:"accuracy"`
	NLL             float64 `json:"nll"`
	ECE             float64 `json:"ece"`
	Brier           float64 `json:"brier"`
	AccuracyAt875   float64 `json:"accuracy_at_875"`
	NegELBO         float64 `json:"neg_elbo"`
	NegELBOIgnoring float64 `json:"neg_elbo_ignoring"`
	TrainSeconds    float64 `json:"train_seconds"`
	ImagesPerSecond float64 `json:"images_per_second"`
	TrainImages     int     `json:"train_images"`
	TestImages      int     `json:"test_images"`
	Epochs          int     `json:"epochs"`
	Steps           int     `json:"steps"`
	Seed            uint64  `json:"seed"`
}

// answered is the share of digits answered at the post's point: the 12.5 % least certain are refused.
const answered = 0.875

// report measures what was learned and prints it.
func (t *training) report(ctx context.Context, out io.Writer) error {
	posterior := t.svi.Posterior()
	draws, err := t.predict(ctx, posterior, t.test.Images)
	if err != nil {
		return err
	}
	mean, uncertainty, err := report.Split(draws)
	if err != nil {
		return err
	}
	p, err := report.NewPredictions(mean, t.test.Labels)
	if err != nil {
		return err
	}
	fmt.Fprint(out, "\nOn the test digits\n\n")
	if err := p.WriteScores(out); err != nil {
		return err
	}
	negELBO, err := t.negELBO()
	if err != nil {
		return err
	}
	ignoring, err := t.negELBOIgnoring()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, `
Minus the ELBO over all training images, in nats per image; the lower, the better the whole posterior

  this guide                      %8.3f
  a guide that ignores the data   %8.3f
`, negELBO, ignoring)
	if negELBO >= ignoring {
		fmt.Fprintln(out, "\n  The posterior is no better than ignoring the data: it is undertrained, whatever its accuracy.")
	}
	layers, err := t.layers(ctx, posterior)
	if err != nil {
		return err
	}
	fmt.Fprint(out, "\nWidths of the posterior\n\n")
	if err := report.WriteWidths(out, layers); err != nil {
		return err
	}
	fmt.Fprint(out, "\nAccuracy when it may say \"I don't know\"\n\n")
	if err := p.WriteRefusals(out); err != nil {
		return err
	}
	threshold := p.ThresholdAt(answered)
	fmt.Fprint(out, "\nTen test digits, the five it is least sure of among them\n\n")
	if err := report.WriteSheet(out, 80, t.cards(mean, uncertainty, threshold)); err != nil {
		return err
	}
	fmt.Fprint(out, "\nImages that are no digits\n\n")
	if err := t.strangers(ctx, out, draws, threshold); err != nil {
		return err
	}
	if !t.o.json {
		return nil
	}
	r := result{
		Accuracy: p.Accuracy(), NLL: p.NLL(), ECE: p.ECE(), Brier: p.Brier(), AccuracyAt875: p.AccuracyAt(answered),
		NegELBO: negELBO, NegELBOIgnoring: ignoring, TrainSeconds: t.seconds,
		TrainImages: t.train.Len(), TestImages: t.test.Len(), Epochs: t.o.epochs, Steps: t.svi.Steps(), Seed: t.o.seed,
	}
	if t.seconds > 0 {
		r.ImagesPerSecond = float64(t.seen) / t.seconds
	}
	return json.NewEncoder(out).Encode(r)
}

// cards are the first five test digits, and the five whose answer is least certain.
func (t *training) cards(probs [][]float64, uncertainty []report.Uncertainty, threshold float64) []report.Card {
	order := make([]int, len(probs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch ca, cb := slices.Max(probs[a]), slices.Max(probs[b]); {
		case ca < cb:
			return -1
		case ca > cb:
			return 1
		}
		return 0
	})
	var cards []report.Card
	for _, i := range append([]int{0, 1, 2, 3, 4}, order[:5]...) {
		cards = append(cards, report.Card{Title: fmt.Sprintf("is %d", t.test.Labels[i]), Image: t.test.Image(i), Probs: probs[i], Refused: slices.Max(probs[i]) < threshold})
	}
	return cards
}

// strangers asks about images that are no digits.
func (t *training) strangers(ctx context.Context, out io.Writer, digits [][][]float64, threshold float64) error {
	some := t.test.Slice(0, min(1000, t.test.Len()))
	averages, err := report.Averages(some, 1000, t.o.seed)
	if err != nil {
		return err
	}
	doubt, err := report.NewDoubt("test digits", digits, threshold)
	if err != nil {
		return err
	}
	doubts := []report.Doubt{doubt}
	for _, s := range []struct {
		name   string
		pixels []byte
	}{
		{"digits turned by 90°", report.Turned(some.Images)},
		{"averages of two digits", averages},
		{"uniform noise", report.Noise(1000, t.o.seed)},
	} {
		draws, err := t.predict(ctx, t.svi.Posterior(), s.pixels)
		if err != nil {
			return err
		}
		doubt, err := report.NewDoubt(s.name, draws, threshold)
		if err != nil {
			return err
		}
		doubts = append(doubts, doubt)
	}
	return report.WriteDoubts(out, threshold, doubts)
}
