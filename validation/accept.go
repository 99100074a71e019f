package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
)

// title returns the name, with what is special about the sampling.
func (p posterior) title() string {
	if p.name == "eight_schools-eight_schools_centered" && !p.mustWarn {
		return p.name + ", LocScale"
	}
	return p.name
}

// result is how close one run came.
type result struct {
	passed   bool
	worst    float64 // standard errors of the mean or mean square that is farthest off
	at       string  // the parameter
	rHat     float64
	ess      float64 // the least, bulk or tail
	diverged int
	target   float64
	warned   bool
	mustWarn bool

	warming, drawing, draws float64 // leapfrogs of the warm-up, and of the draws
}

func (r result) String() string {
	verdict := "ok"
	switch {
	case r.mustWarn && r.passed:
		verdict = "warns, as it must"
	case r.mustWarn:
		verdict = "FAILED to warn"
	case !r.passed:
		verdict = "FAILED"
	}
	return fmt.Sprintf("%s: worst mean %.1f standard errors off (%s), R-hat %.3f, ESS %.0f, %d divergent, target acceptance %.2f", verdict, r.worst, r.at, r.rHat, r.ess, r.diverged, r.target)
}

// read returns the data and the answer.
func (p posterior) read(folder string) (d data, want reference, err error) {
	if p.want != nil {
		return d, *p.want, nil
	}
	if d, err = readData(filepath.Join(folder, p.name)); err != nil {
		return d, want, err
	}
	want, err = readReference(filepath.Join(folder, p.name))
	return d, want, err
}

// sample samples once and compares.
func (p posterior) sample(ctx context.Context, d data, want reference, seed uint64) (r result, err error) {
	kernel := infer.NUTS{TargetAccept: p.targetAccept, Metric: p.metric}
	post, err := infer.MCMC{Kernel: kernel, Chains: p.chains, Warmup: p.warmup, Draws: 1000, Seed: seed}.Run(ctx, p.load(d))
	if err != nil {
		return r, err
	}
	r.draws = float64(post.Chains() * post.Draws())
	r.drawing = post.Stats().Get("leapfrogs").Sum().Item()
	r.warming = -r.drawing
	for _, n := range post.Sampling().Leapfrogs {
		r.warming += float64(n)
	}
	r.target, r.mustWarn, r.warned = p.targetAccept, p.mustWarn, len(post.Summary().Warnings) > 0
	if r.target == 0 {
		r.target = 0.8
	}
	for _, v := range post.Stats().Get("divergent").Float64s() {
		r.diverged += int(v)
	}
	r.ess = r.draws
	for name, ref := range want.Parameters {
		x, err := chainsOf(post, name)
		if err != nil {
			return r, err
		}
		squares := make([][]float64, len(x))
		for c := range x {
			for _, v := range x[c] {
				squares[c] = append(squares[c], v*v)
			}
		}
		for _, off := range []float64{
			standardErrors(mean(x), draws.MCSEMean(x), ref.Mean, ref.MCSE),
			standardErrors(mean(squares), draws.MCSEMean(squares), ref.MeanSquare, ref.MCSEMeanSquare),
		} {
			if !(off <= r.worst) {
				r.worst, r.at = off, name
			}
		}
		r.rHat = max(r.rHat, draws.RHat(x))
		r.ess = min(r.ess, draws.ESSBulk(x), draws.ESSTail(x))
	}
	r.passed = r.worst < closeTo && r.rHat < 1.01 && r.ess > 400 && r.diverged == 0
	if p.mustWarn {
		r.passed = r.warned
	}
	return r, nil
}

func mean(x [][]float64) float64 {
	total, n := 0.0, 0
	for _, c := range x {
		for _, v := range c {
			total += v
		}
		n += len(c)
	}
	return total / float64(n)
}

// chainsOf returns the draws of a parameter in Stan's spelling, which counts from 1: beta[2] is element 1 of site beta.
func chainsOf(post *draws.Draws, name string) ([][]float64, error) {
	site, index, indexed := strings.Cut(strings.TrimSuffix(name, "]"), "[")
	if !slices.Contains(post.Names(), site) {
		return nil, fmt.Errorf("the reference has %q, the model has %q", name, post.Names())
	}
	all := post.Get(site)
	element := 0
	if indexed {
		i, err := strconv.Atoi(index)
		if err != nil || all.Rank() != 3 || i < 1 || i > all.Dim(2) {
			return nil, errors.Join(fmt.Errorf("the reference has %q, the site has shape %v", name, []int(all.Shape())), err)
		}
		element = i - 1
	}
	values, size := all.Float64s(), all.Size()/(post.Chains()*post.Draws())
	x := make([][]float64, post.Chains())
	for c := range x {
		for n := range post.Draws() {
			x[c] = append(x[c], values[(c*post.Draws()+n)*size+element])
		}
	}
	return x, nil
}
