// Command validation samples eighteen posteriors whose answers are known, and compares. The models are written as one
// would write them, and are examples of their kinds: hierarchies, regressions, a time series, a Gaussian process, a
// mixture, hidden Markov models, differential equations.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/credence-ppl/credence/tensor"
)

const usage = `Samples posteriors with known answers by NUTS, four chains of 1,000 draws after 1,000 of warm-up,
and compares means and mean squares with reference draws. A posterior passes when each is within
4.5 standard errors, no R-hat exceeds 1.01, every bulk and tail effective sample size is above
400, and no transition was divergent.

With -metric it writes a table of leapfrogs instead: for a transition of the warm-up, a draw and an
effective draw of the worst number, the largest error in standard errors, and what a dense metric
takes after a long warm-up. Every seed is one chain.

Usage: validation -data FOLDER [flags] [NAME…]

NAME is a part of a posterior's name; without any, all are sampled.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if _, err := tensor.Kernels(); err != nil {
		fmt.Fprintln(os.Stderr, "validation:", err)
	}
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Println("validation:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	f := flag.NewFlagSet("validation", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	folder := f.String("data", "", "`folder` with one folder a posterior, each with data.json and reference.json")
	seeds := f.Int("seeds", 3, "how many `seeds`, from 1 on, each posterior is sampled with")
	metric := f.Bool("metric", false, "count the leapfrogs that the metric needs instead, also those of posteriors with simulated data")
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, usage)
		f.SetOutput(out)
		f.PrintDefaults()
		return nil
	} else if err != nil {
		return fmt.Errorf("%w; -help lists the flags", err)
	}
	if *seeds < 1 {
		return fmt.Errorf("-seeds %d: there is at least one", *seeds)
	}
	among := posteriors
	if *metric {
		among = slices.Concat(posteriors, simulated())
	}
	chosen, err := choose(among, f.Args())
	if err != nil {
		return err
	}
	if *folder == "" && slices.ContainsFunc(chosen, func(p posterior) bool { return p.want == nil }) {
		return errors.New("-data FOLDER says where the posteriors are; -help tells more")
	}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case dataError:
			err = e
		default:
			panic(e)
		}
	}()
	if *metric {
		return compareMetrics(ctx, out, *folder, chosen, *seeds)
	}
	var failed []string
	for _, p := range chosen {
		d, want, err := p.read(*folder)
		if err != nil {
			return err
		}
		for seed := range *seeds {
			begin := time.Now()
			r, err := p.sample(ctx, d, want, uint64(seed+1))
			if err != nil {
				return fmt.Errorf("%s: %w", p.title(), err)
			}
			fmt.Fprintf(out, "%-52s seed %d  %6.2f s  %s\n", p.title(), seed+1, time.Since(begin).Seconds(), r)
			if !r.passed {
				failed = append(failed, fmt.Sprintf("%s (seed %d)", p.title(), seed+1))
			}
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("failed: %s", strings.Join(failed, ", "))
	}
	fmt.Fprintf(out, "all passed: %d posteriors, %d seeds\n", len(chosen), *seeds)
	return nil
}

// choose returns those of the posteriors whose names contain one of the parts.
func choose(posteriors []posterior, parts []string) ([]posterior, error) {
	if len(parts) == 0 {
		return posteriors, nil
	}
	var chosen []posterior
	for _, p := range posteriors {
		if slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(p.title(), part) }) {
			chosen = append(chosen, p)
		}
	}
	for _, part := range parts {
		if !slices.ContainsFunc(chosen, func(p posterior) bool { return strings.Contains(p.title(), part) }) {
			var names []string
			for _, p := range posteriors {
				names = append(names, p.title())
			}
			return nil, fmt.Errorf("no posterior is called %q; there are %s", part, strings.Join(names, ", "))
		}
	}
	return chosen, nil
}
