// Package gallery is a collection of small programs, each of which answers one question with a model. Each folder is a
// program of one file:
//
//	go -C examples/gallery run ./coin                          # prints the answer
//	go -C examples/gallery run ./coin -plot "$PWD/coin.svg"    # draws it, too
//
// The README of the folder examples leads to them by question. This package is what they share and what has nothing to
// do with models: flags, Ctrl-C, progress, and where pictures go. Programs of one's own need none of it.
package gallery

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/credence-ppl/credence/examples/bnn-mnist/progress"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
)

// Picture is what a program draws: a plot.Figure, or something else that can be saved as SVG or PNG.
type Picture interface{ Save(path string) error }

// Session is one run of a program.
type Session struct {
	Out  io.Writer // where answers go
	Plot string    // the file for the picture; empty for none

	Judged []*draws.Draws // what Judge has been given, for tests

	began  time.Time
	status *status
}

// Main runs a program with the flags of the command line. The first Ctrl-C cancels the context, and the second ends the
// program at once.
func Main(run func(context.Context, *Session) error) {
	name := filepath.Base(os.Args[0])
	s, err := parse(name, os.Args[1:], os.Stderr)
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		context.AfterFunc(ctx, stop)
		err = run(ctx, s)
		s.status.end()
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err == nil && s.Plot != "":
		fmt.Fprintln(os.Stderr, name+": the picture is in "+s.Plot)
	case err == nil:
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, name+": interrupted")
		os.Exit(130)
	default:
		fmt.Fprintln(os.Stderr, name+": "+err.Error())
		os.Exit(1)
	}
}

// parse returns the session that the arguments of a program ask for. Whether the picture can be written is looked at
// before the work begins.
func parse(name string, args []string, stderr io.Writer) (*Session, error) {
	s := &Session{Out: os.Stdout, began: time.Now(), status: &status{w: os.Stderr, terminal: progress.IsTerminal(os.Stderr)}}
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&s.Plot, "plot", "", "draw the answer to `FILE`, whose name ends in .svg or .png")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(stderr, "%s prints an answer, and draws it if -plot is given:\n", name)
		flags.SetOutput(stderr)
		flags.PrintDefaults()
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w; the only flag is -plot FILE", err)
	case flags.NArg() > 0:
		return nil, fmt.Errorf("unexpected argument %q; the only flag is -plot FILE", flags.Arg(0))
	case s.Plot == "":
		return s, nil
	}
	switch ext := strings.ToLower(filepath.Ext(s.Plot)); ext {
	case ".svg", ".png":
	default:
		return nil, fmt.Errorf("-plot %s: the name must end in .svg or .png", s.Plot)
	}
	if _, err := os.Stat(filepath.Dir(s.Plot)); err != nil {
		return nil, fmt.Errorf("-plot %s: %w", s.Plot, err)
	}
	return s, nil
}

// Range returns n numbers from low to high at even distances, along which curves are drawn.
func Range(low, high float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = low + (high-low)*float64(i)/float64(n-1)
	}
	return x
}

// Printf prints a part of the answer.
func (s *Session) Printf(format string, args ...any) {
	s.status.end()
	fmt.Fprintf(s.Out, format, args...)
}

// Draw saves a picture if there is a file for it. Its arguments are the results of the functions that make pictures:
//
//	return s.Draw(plot.Posterior(post))
func (s *Session) Draw(p Picture, err error) error {
	if err != nil || s.Plot == "" {
		return err
	}
	return p.Save(s.Plot)
}

// Judge prints how far draws of Markov chains can be trusted: the warnings of their summary, or that there are none.
func (s *Session) Judge(post *draws.Draws) {
	s.Judged = append(s.Judged, post)
	summary := post.Summary()
	s.Warn(summary.Warnings)
	if len(summary.Warnings) > 0 {
		return
	}
	rhat, ess := 1.0, math.Inf(1)
	for _, r := range summary.Rows {
		if !math.IsNaN(r.RHat) { // a constant has none
			rhat, ess = max(rhat, r.RHat), min(ess, r.ESSBulk, r.ESSTail)
		}
	}
	s.Printf("No warnings: %d chains agree (R-hat below %.2f), and are worth more than %.0f independent draws.\n",
		summary.Chains, math.Ceil(100*rhat)/100, math.Floor(ess/100)*100)
}

// Warn prints warnings of a result.
func (s *Session) Warn(warnings []string) {
	for _, w := range warnings {
		s.Printf("%s", wrapped("Warning: "+w+"."))
	}
}

// wrapped returns a text in lines of at most 110 columns, of which all but the first are indented.
func wrapped(text string) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		switch length := utf8.RuneCountInString(word); {
		case column == 0:
			column = length
		case column+1+length > 110:
			b.WriteString("\n  ")
			column = 2 + length
		default:
			b.WriteByte(' ')
			column += 1 + length
		}
		b.WriteString(word)
	}
	return b.String() + "\n"
}

// Progress shows on the terminal how far Markov chains are; it is for infer.MCMC.
func (s *Session) Progress(p infer.Progress) {
	s.status.show(p.Elapsed, "%d of %d transitions", p.Done, p.Total)
}

// Status shows on the terminal how far other work is.
func (s *Session) Status(format string, args ...any) {
	s.status.show(time.Since(s.began), format, args...)
}
