// Command bench measures the steps of training, what they are made of, log-densities, and draws, beside what the
// machine could do at best and, with -peers, beside Pyro, NumPyro, NumPy, SciPy and PyTorch: the same work on the same
// machine, in turns.
//
//	go run ./bench
//	go run ./bench -peers
//
// With -arviz it shows that ArviZ reads credence's draws, and agrees with its summary and its LOO, of which it tells
// the time that both take.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"

	"github.com/credence-ppl/credence/tensor"
)

// The systems that others are compared with.
const (
	credence   = "credence"
	boundName  = "bound"
	beforeName = "before"
)

// resultsFile is where -peers writes its table, in the folder of the module.
const resultsFile = "bench/RESULTS.md"

type options struct {
	peers       bool
	before      string
	json        string
	rounds      int
	seconds     float64
	seeds       int
	limit       time.Duration
	posteriordb string
	only        *regexp.Regexp
	serve       bool
	arviz       bool
}

const usage = `Measures the steps of training, what they are made of, log-densities, draws, the start of a program, and samplers, and
prints for each case and system the minimum and the median over all turns, the time in units of credence's, and
in units of the bound, which is what the machine needs at best, measured in the same run. Start it in the folder
of the module.

Usage: go run ./bench [flags]

`

func main() {
	// Whatever ends the program ends what it started, too.
	ctx, stop := signal.NotifyContext(context.Background(), endings...)
	defer stop()
	if _, err := tensor.Kernels(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	o, err := parse(os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err == nil && o.serve:
		err = serve(os.Stdin, os.Stdout)
	case err == nil && o.arviz:
		err = checkArviZ(ctx, os.Stdout)
	case err == nil:
		err = run(ctx, o, os.Stdout)
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// besideData is where data of posteriordb may lie beside the module.
const besideData = "../shared/posteriordb"

func dataFolder() string {
	if named := os.Getenv("CREDENCE_POSTERIORS"); named != "" {
		return named
	}
	if _, err := os.Stat(besideData); err != nil {
		return ""
	}
	return besideData
}

// parse reads the flags. flag.ErrHelp means that the help text was asked for and written.
func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.BoolVar(&o.peers, "peers", false, "measure the peers, too, and write "+resultsFile+"; the first time installs them in the user's cache folder (5 GB)")
	f.StringVar(&o.before, "before", "", "measure another build of this program, too, in turns with this one: the executable `file`, made with go build -o file ./bench; for one of an "+
		"older library, copy the folder bench into it. Launches and samplers are left out")
	f.StringVar(&o.json, "json", "", "write the rows {case, system, min, median, unit} to `file`")
	f.IntVar(&o.rounds, "rounds", 5, "turns of every system at every case")
	f.Float64Var(&o.seconds, "seconds", 2, "length of a turn at a step; turns at smaller pieces take a quarter")
	f.IntVar(&o.seeds, "seeds", 10, "runs of every sampler at every posterior")
	f.DurationVar(&o.limit, "limit", 10*time.Minute, "a sampler that has used more time at a posterior gets no further seeds there, and one that needs twice as much for one is ended")
	f.StringVar(&o.posteriordb, "posteriordb", dataFolder(), "`folder` with data of posteriordb; by default that in the environment variable "+
		"CREDENCE_POSTERIORS, or "+besideData+" where it is. Without it, samplers have only data that are made here")
	f.BoolVar(&o.arviz, "arviz", false, "measure LOO only, and have ArviZ and CmdStanPy read draws and compare their summary and LOO with credence's; installs the peers as -peers does")
	f.BoolVar(&o.serve, "serve", false, "measure on request, as the benchmark asks processes to; of no use by hand")
	only := f.String("only", "", "measure only cases whose name matches this regular `expression`")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stdout, usage)
			f.SetOutput(stdout)
			f.PrintDefaults()
		}
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q; all settings are flags, -help lists them", f.Arg(0))
	}
	if o.rounds < 1 {
		return o, fmt.Errorf("-rounds %d: expected at least 1", o.rounds)
	}
	if o.seeds < 1 {
		return o, fmt.Errorf("-seeds %d: expected at least 1", o.seeds)
	}
	if !(o.seconds > 0 && o.seconds <= 3600) {
		return o, fmt.Errorf("-seconds %v: expected a positive number, at most 3600", o.seconds)
	}
	var err error
	if o.only, err = regexp.Compile(*only); err != nil {
		return o, fmt.Errorf("-only: %w", err)
	}
	if o.before != "" { // a name alone would be looked up in the PATH
		if o.before, err = filepath.Abs(o.before); err != nil {
			return o, fmt.Errorf("-before: %w", err)
		}
	}
	if o.posteriordb != "" { // samplers run in another folder
		if o.posteriordb, err = filepath.Abs(o.posteriordb); err != nil {
			return o, fmt.Errorf("-posteriordb: %w", err)
		}
	}
	return o, nil
}

func run(ctx context.Context, o options, out io.Writer) error {
	if _, err := os.Stat(filepath.Dir(resultsFile)); err != nil {
		return fmt.Errorf("there is no folder %s here: start it in the folder of the module", filepath.Dir(resultsFile))
	}
	var programs []program
	if o.peers {
		interpreter, err := python(ctx)
		if err != nil {
			return err
		}
		dir, err := os.MkdirTemp("", "credence-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if err := os.CopyFS(dir, scripts); err != nil {
			return err
		}
		if err := writeDigits(filepath.Join(dir, "peers", "digits")); err != nil {
			return err
		}
		if err := writeDensities(filepath.Join(dir, "peers", "densities")); err != nil {
			return err
		}
		programs = peers(interpreter, dir)
	}
	if o.before != "" {
		for _, k := range []kind{step, piece, density, simulation} {
			programs = append([]program{{system: beforeName, kind: k, command: []string{o.before, "-serve"}}}, programs...)
		}
	}
	r := results{date: time.Now(), out: out}
	// What was measured before an error or an interruption is kept.
	measured := r.measureAll(ctx, programs, o)
	if measured != nil && len(r.rows) == 0 {
		return measured
	}
	if len(r.rows) == 0 {
		return fmt.Errorf("-only %v matches no case", o.only)
	}
	if rates := r.rates(); rates != "" {
		fmt.Fprintf(out, "\nbound: %s\n", rates)
	}
	if o.json != "" {
		if err := r.writeJSON(o.json); err != nil {
			return err
		}
	}
	if o.peers {
		r.cut = measured != nil
		if err := os.WriteFile(resultsFile, r.markdown(o), 0o644); err != nil {
			return err
		}
	}
	return measured
}
