package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
	"github.com/credence-ppl/credence/infer"
)

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

	Classes []string `json:"classes"` // names
}

// answered is the share of images answered at the post's point: the 12.5 % least certain are refused.
const answered = 0.875

// report measures what was learned and prints it.
func (t *training) report(ctx context.Context, out io.Writer) error {
	digits, err := t.ask(ctx, t.test.Images)
	if err != nil {
		return err
	}
	p, err := report.NewPredictions(digits.probs, t.test.Labels)
	if err != nil {
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
	layers, err := t.layers(ctx)
	if err != nil {
		return err
	}
	threshold := p.ThresholdAt(answered)
	strangers, err := t.strangers()
	if err != nil {
		return err
	}
	doubts, asked, err := t.doubts(ctx, digits, strangers, threshold)
	if err != nil {
		return err
	}

	page := &report.Page{
		Digits:      t.digits(),
		Network:     fmt.Sprintf("%d training images, %d test images, %s, %d epochs", t.train.Len(), t.test.Len(), t.name(), t.o.epochs),
		Command:     command(t.o.args),
		Predictions: p, Trained: negELBO, Ignoring: ignoring, Layers: layers, Cards: t.cards(digits, threshold),
		Threshold: threshold, Doubts: doubts,
	}
	things, strange := t.things(), "Images that are no digits"
	if !t.digits() {
		strange = "Images that are of no class"
	}
	for _, section := range []struct {
		title string
		write func() error
	}{
		{"On the test " + things, func() error { return p.WriteScores(out) }},
		{"Minus the ELBO over all training images, in nats per image: less is better", func() error { return writeELBO(out, negELBO, ignoring) }},
		{"Widths of the posterior", func() error { return report.WriteWidths(out, layers) }},
		{"Accuracy when it may say \"I don't know\"", func() error { return p.WriteRefusals(out, t.digits()) }},
		{"Ten test " + things + ": the first five, and the five it is least sure of", func() error { return report.WriteSheet(out, 80, page.Cards) }},
		{strange, func() error { return report.WriteDoubts(out, threshold, doubts) }},
	} {
		fmt.Fprintf(out, "\n%s\n\n", section.title)
		if err := section.write(); err != nil {
			return err
		}
	}
	if t.o.report != "" || t.o.strange != "" {
		if page.Separations, err = t.separations(ctx, digits, strangers, asked); err != nil {
			return err
		}
		if page.Degrees, page.Angles, err = t.angles(ctx, threshold); err != nil {
			return err
		}
		if err := t.reportStrange(page, out); err != nil {
			return err
		}
	}
	if !t.o.json {
		return nil
	}
	r := result{
		Accuracy: p.Accuracy(), NLL: p.NLL(), ECE: p.ECE(), Brier: p.Brier(), AccuracyAt875: p.AccuracyAt(answered),
		NegELBO: negELBO, NegELBOIgnoring: ignoring, TrainSeconds: t.seconds,
		TrainImages: t.train.Len(), TestImages: t.test.Len(), Epochs: t.o.epochs, Steps: t.svi.Steps(), Seed: t.o.seed,
		Classes: t.train.Classes(),
	}
	if t.seconds > 0 {
		r.ImagesPerSecond = float64(t.seen) / t.seconds
	}
	return json.NewEncoder(out).Encode(r)
}

// reportStrange prints which doubt tells strange images from others, and writes the page, as far as they are asked for.
func (t *training) reportStrange(page *report.Page, out io.Writer) error {
	if t.o.strange != "" {
		fmt.Fprint(out, "\nWhich doubt tells them apart\n\n")
		if err := report.WriteSeparations(out, page.Separations); err != nil {
			return err
		}
		fmt.Fprintf(out, "\nDoubt about %s that are turned\n\n", t.things())
		if err := report.WriteAngles(out, page.Angles); err != nil {
			return err
		}
	}
	if t.o.report == "" {
		return nil
	}
	if err := infer.SaveFile(t.o.report, page.WriteHTML); err != nil {
		return fmt.Errorf("-report: %w", err)
	}
	_, err := fmt.Fprintf(out, "\nreport written to %s\n", t.o.report)
	return err
}

func writeELBO(out io.Writer, trained, ignoring float64) error {
	_, err := fmt.Fprintf(out, "this guide                     %8s\na guide that ignores the data  %8s\n", report.Nats(trained), report.Nats(ignoring))
	if err == nil && trained >= ignoring {
		_, err = fmt.Fprintln(out, "\nThe posterior is no better than ignoring the data: it is undertrained, whatever\nits accuracy.")
	}
	return err
}

// digits reports whether the images are digits, not others.
func (t *training) digits() bool { return t.train.Names == nil }

// things returns what the images are.
func (t *training) things() string {
	if t.digits() {
		return "digits"
	}
	return "images"
}

// cards returns the first five test digits, and the five whose answer is least certain.
func (t *training) cards(digits answers, threshold float64) []report.Card {
	confidence := func(i int) float64 { return slices.Max(digits.probs[i]) }
	order := make([]int, len(digits.probs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(confidence(a), confidence(b)) })
	few, classes := min(5, len(order)), t.test.Classes()
	var cards []report.Card
	for k := range 2 * few {
		i := k
		if k >= few {
			i = order[k-few]
		}
		cards = append(cards, report.Card{
			Title: "is " + classes[t.test.Labels[i]], Image: t.test.Image(i),
			Classes: classes, Probs: digits.probs[i], Refused: confidence(i) < threshold,
		})
	}
	return cards
}

// command returns how the program was started.
func command(args []string) string {
	words := []string{"go run ./examples/bnn-mnist"}
	for _, a := range args {
		if a == "" || strings.ContainsAny(a, " \t\n\"'\\$*?[](){}&;|<>~`!#") {
			a = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
		words = append(words, a)
	}
	return strings.Join(words, " ")
}
