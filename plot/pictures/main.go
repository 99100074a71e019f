// Command pictures draws the pictures of docs/pictures.md, and those of other pages of docs that show what a program
// computes: go -C plot run ./pictures
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"log"
	"path/filepath"
	"strings"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/plot/graphviz"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/ppl/graph"
)

// picture is a picture of the page.
type picture struct {
	file string
	draw func() (*plot.Figure, error)
}

// pictures returns all pictures of the page, in its order.
func pictures() ([]picture, error) {
	schools, err := eightSchools()
	if err != nil {
		return nil, err
	}
	line, err := straightLine()
	if err != nil {
		return nil, err
	}
	counts, err := manyZeros()
	if err != nil {
		return nil, err
	}
	steps, err := fitted()
	if err != nil {
		return nil, err
	}
	probs, outcomes, err := classified()
	if err != nil {
		return nil, err
	}
	ranks, err := calibration()
	if err != nil {
		return nil, err
	}
	centered, nonCentered := schools.centered, schools.nonCentered
	return []picture{
		{"trace.svg", func() (*plot.Figure, error) { return plot.Trace(centered, plot.Sites("mu", "tau")) }},
		{"rank.svg", func() (*plot.Figure, error) { return plot.Rank(centered, plot.Limit(3)) }},
		{"posterior.svg", func() (*plot.Figure, error) {
			return plot.Posterior(nonCentered, plot.Sites("mu", "tau", "theta[A]"), plot.ROPE(-1, 1))
		}},
		{"forest.svg", func() (*plot.Figure, error) { return plot.Forest(nonCentered, plot.Sites("mu", "tau", "theta")) }},
		{"forests.svg", func() (*plot.Figure, error) {
			return plot.Forests(map[string]*draws.Draws{"centered": centered, "non-centered": nonCentered}, plot.Sites("mu", "tau", "theta"))
		}},
		{"ridge.svg", func() (*plot.Figure, error) { return plot.Ridge(nonCentered, plot.Sites("mu", "tau", "theta")) }},
		{"pair.png", func() (*plot.Figure, error) { return plot.Pair(centered, plot.Sites("mu", "tau", "theta[A]")) }},
		{"lm.svg", func() (*plot.Figure, error) {
			return plot.LM(line.predicted, "y", line.xs, plot.Observed(line.xs, line.ys))
		}},
		{"parallel.svg", func() (*plot.Figure, error) { return plot.Parallel(centered) }},
		{"autocorrelation.svg", func() (*plot.Figure, error) { return plot.Autocorrelation(centered, plot.Limit(3)) }},
		{"ess.svg", func() (*plot.Figure, error) { return plot.ESS(nonCentered, plot.Sites("mu", "tau", "theta[A]")) }},
		{"energy.svg", func() (*plot.Figure, error) { return plot.Energy(centered) }},
		{"prior-predictive.svg", func() (*plot.Figure, error) { return plot.PriorPredictive(line.prior, "y", line.y) }},
		{"posterior-predictive.svg", func() (*plot.Figure, error) { return plot.PosteriorPredictive(line.predicted, "y", line.y) }},
		{"posterior-predictive-counts.svg", func() (*plot.Figure, error) { return plot.PosteriorPredictive(counts.predicted, "y", counts.y) }},
		{"loo-pit.svg", func() (*plot.Figure, error) { return plot.LOOPIT(line.logLikelihood, line.predicted, "y", line.y) }},
		{"khat.svg", func() (*plot.Figure, error) { return plot.Khat(line.logLikelihood.LOO()) }},
		{"compare.svg", func() (*plot.Figure, error) { return plot.Compare(line.models) }},
		{"elbo.svg", func() (*plot.Figure, error) { return plot.ELBO(steps) }},
		{"reliability.svg", func() (*plot.Figure, error) { return plot.Reliability(probs, outcomes) }},
		{"sbc.svg", func() (*plot.Figure, error) { return plot.SBC(ranks, posteriorDraws) }},
	}, nil
}

// draw draws pictures into a folder, of some size if it is not 0.
func draw(all []picture, folder, format string, width, height int) error {
	for _, p := range all {
		f, err := p.draw()
		if err != nil {
			return err
		}
		if width > 0 && height > 0 {
			f.Resize(width, height)
		}
		if err := f.Save(filepath.Join(folder, strings.TrimSuffix(p.file, filepath.Ext(p.file))+cmp.Or(format, filepath.Ext(p.file)))); err != nil {
			return fmt.Errorf("%s: %w", p.file, err)
		}
	}
	return nil
}

// graphs draws the graphs of the eight schools, as they are and reparameterized.
func graphs(folder string) error {
	model := ppl.Bind(schools, effects)
	for name, m := range map[string]ppl.Model{"centered": model, "non-centered": ppl.LocScale(model, 0, "theta")} {
		g, err := graph.Of(m, 1)
		if err != nil {
			return err
		}
		if err := graphviz.Save(context.Background(), g, filepath.Join(folder, name+".svg")); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	log.SetFlags(0)
	folder := flag.String("out", "../docs/pictures/plot", "folder to write the pictures to")
	format := flag.String("format", "", ".svg or .png; without it, that of each picture")
	width := flag.Int("width", 0, "width in pixels; 0 means that of each picture")
	height := flag.Int("height", 0, "height in pixels; 0 means that of each picture")
	flag.Parse()
	page, err := pictures()
	if err != nil {
		log.Fatal("pictures: ", err)
	}
	if err := draw(page, *folder, *format, *width, *height); err != nil {
		log.Fatal("pictures: ", err)
	}
	if err := draw(others, filepath.Join(*folder, ".."), *format, *width, *height); err != nil {
		log.Fatal("pictures: ", err)
	}
	if err := graphs(filepath.Join(*folder, "..")); err != nil {
		log.Fatal("pictures: ", err)
	}
}
