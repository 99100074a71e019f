// Command bench measures the steps of training, on credence and, with -peers, on Pyro and NumPyro beside it: the same
// work on the same machine, in turns.
//
//	go run ./bench -peers
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"time"
)

type options struct {
	peers   bool
	json    string
	rounds  int
	seconds float64
	only    *regexp.Regexp
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o, err := parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err == nil:
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.BoolVar(&o.peers, "peers", false, "measure Pyro and NumPyro, too, and write "+resultsFile+"; the first time installs them in the user's cache folder (5 GB)")
	f.StringVar(&o.json, "json", "", "write the rows {case, system, min, median, unit} to `file`")
	f.IntVar(&o.rounds, "rounds", 5, "turns of every system at every case")
	f.Float64Var(&o.seconds, "seconds", 2, "length of a turn")
	only := f.String("only", "", "measure only cases whose name matches this regular `expression`")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q; -help lists the flags", f.Arg(0))
	}
	if o.rounds < 1 || !(o.seconds > 0) {
		return o, fmt.Errorf("-rounds is %d and -seconds %v; both must be positive", o.rounds, o.seconds)
	}
	var err error
	if o.only, err = regexp.Compile(*only); err != nil {
		return o, fmt.Errorf("-only: %w", err)
	}
	return o, nil
}

func run(ctx context.Context, o options) error {
	systems := []system{&own{}}
	if o.peers {
		python, err := environment(ctx)
		if err != nil {
			return err
		}
		for _, name := range []string{"pyro", "numpyro"} {
			p, err := startPeer(ctx, python, name)
			if err != nil {
				return err
			}
			defer p.stop()
			systems = append(systems, p)
		}
	}
	r := results{date: time.Now()}
	for _, c := range cases {
		if !o.only.MatchString(c.name) {
			continue
		}
		if err := r.measure(ctx, c.name, systems, o); err != nil {
			return err
		}
		r.write(os.Stdout, c.name)
	}
	if o.json != "" {
		if err := r.writeJSON(o.json); err != nil {
			return err
		}
	}
	if o.peers {
		return r.writeMarkdown(resultsFile, systems)
	}
	return nil
}

// system is something that can be measured.
type system interface {
	name() string
	versions() map[string]string

	// turn repeats a case for some seconds; ok is false if the system has no such case.
	turn(name string, seconds float64) (times []time.Duration, ok bool, err error)
}
