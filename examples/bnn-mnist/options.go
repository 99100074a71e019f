package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"github.com/credence-ppl/credence/examples/bnn-mnist/serve"
	"github.com/credence-ppl/credence/infer"
)

// options are the flags.
type options struct {
	data    string
	epochs  int
	batch   int
	hidden  int
	lr      float64
	prior   float64
	elbo    string
	draws   int
	seed    uint64
	json    bool
	save    string
	load    string
	start   string
	export  string
	report  string
	strange string
	args    []string // that it was started with
	serve   address
}

// address is the flag -serve, which may stand alone.
type address struct{ address string }

func (a *address) String() string { return a.address }

// Set takes what a flag that stands alone means, "true", for the usual address.
func (a *address) Set(s string) error {
	switch s {
	case "true":
		a.address = serve.Address
	case "false":
		a.address = ""
	default:
		a.address = s
	}
	return nil
}

// IsBoolFlag lets the flag stand alone.
func (*address) IsBoolFlag() bool { return true }

const usage = `Trains a Bayesian neural network on handwritten digits, or on images of your own, by stochastic
variational inference, and shows what it learned and when it does not know. Ctrl-C, or SIGTERM or
SIGHUP, stops the training, saves and reports what was learned so far.

Usage: bnn-mnist [flags]

`

// parse reads the flags. flag.ErrHelp means that the help text was asked for and written.
func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("bnn-mnist", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&o.data, "data", "", "`path` of images: a folder with a folder of PNG and JPEG files for each class, or train and test with such folders in\neach; a CSV file with a label and pixels in each row; or a folder of the four MNIST files, gzipped or not. Without it, 10,000\ndigits that are part of the program. Where there are no test images, -seed draws a fifth of each class")
	f.IntVar(&o.epochs, "epochs", 20, "passes over the training images")
	f.IntVar(&o.batch, "batch", 128, "images per step")
	f.IntVar(&o.hidden, "hidden", 1024, "hidden units")
	f.Float64Var(&o.lr, "lr", 0.015, "learning rate of Adam at the start; it falls to 0 along a cosine")
	f.Float64Var(&o.prior, "prior", 1, "standard deviation of the prior of every weight")
	f.StringVar(&o.elbo, "elbo", "meanfield", "objective: meanfield (divergence from the prior in closed form) or trace (by sampling)")
	f.IntVar(&o.draws, "draws", 20, "networks drawn from the posterior to predict with")
	f.Uint64Var(&o.seed, "seed", 1, "seed of all randomness; the same seed gives the same numbers")
	f.BoolVar(&o.json, "json", false, "print the result as one JSON object on the last line")
	f.StringVar(&o.save, "save", "", "write the trained network to `file`, also after Ctrl-C")
	f.StringVar(&o.load, "load", "", "start from the network in `file`; if it has fewer epochs than -epochs, training goes on")
	f.StringVar(&o.start, "start", "", "start the posterior's means at the weights in `file`, in the format safetensors, as PyTorch saves them;\nand its widths at those of -export")
	f.StringVar(&o.export, "export", "", "write the posterior's means and widths to `file`, in the format safetensors, for NumPy, PyTorch or JAX")
	f.Var(&o.serve, "serve", "show the training on a page, and let people draw: at "+serve.Address+" or, if that is taken, at\nanother port; with -serve=HOST:PORT elsewhere. It trains for 40 epochs unless -epochs says how many: the network is surer of\nwhat people draw, which is not quite what it has seen")
	f.StringVar(&o.report, "report", "", "write the report to `file` as one page of HTML, with pictures, and with what tells test images from\nimages of no class, beside an ordinary network; that takes as long as half the training")
	f.StringVar(&o.strange, "strange", "", "images that are of no class, in the IDX `file` or the folder of that name: says which kind of doubt tells them,\nand the program's own, from test images, beside an ordinary network")
	o.args = args
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stdout, usage)
			f.SetOutput(stdout)
			f.PrintDefaults()
		}
		return o, err
	}
	epochs := false
	f.Visit(func(f *flag.Flag) { epochs = epochs || f.Name == "epochs" })
	if o.serve.address != "" && !epochs {
		o.epochs = 40
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q; all settings are flags, -help lists them", f.Arg(0))
	}
	return o, o.check()
}

// check refuses impossible settings, each in one line that names the flag.
func (o options) check() error {
	for _, n := range []struct {
		flag  string
		value int
		least int
		most  int
	}{{"epochs", o.epochs, 1, 1e9}, {"batch", o.batch, 1, 1e9}, {"hidden", o.hidden, 1, 1e6}, {"draws", o.draws, 2, 1e6}} {
		switch {
		case n.value < n.least:
			return fmt.Errorf("-%s %d: expected at least %d", n.flag, n.value, n.least)
		case n.value > n.most:
			return fmt.Errorf("-%s %d: expected at most %d", n.flag, n.value, n.most)
		}
	}
	const least = 0x1p-126 // with all its digits
	for _, x := range []struct {
		flag  string
		value float64
	}{{"lr", o.lr}, {"prior", o.prior}} {
		switch {
		case !(x.value > 0) || math.IsInf(x.value, 1):
			return fmt.Errorf("-%s %v: expected a positive number", x.flag, x.value)
		case x.value < least || x.value > math.MaxFloat32:
			return fmt.Errorf("-%s %v: expected a number from %.2g to %.2g, which the network's Float32 numbers hold", x.flag, x.value, least, math.MaxFloat32)
		}
	}
	if _, err := o.loss(); err != nil {
		return err
	}
	if o.start != "" && o.load != "" {
		return errors.New("-start and -load: expected one of them; a network that is loaded has weights already")
	}
	for _, f := range []struct{ flag, path string }{{"save", o.save}, {"export", o.export}, {"report", o.report}} {
		if f.path == "" {
			continue
		}
		// Found out now, not after the training.
		if info, err := os.Stat(filepath.Dir(f.path)); err != nil || !info.IsDir() {
			return fmt.Errorf("-%s %s: there is no folder %s to write to", f.flag, f.path, filepath.Dir(f.path))
		}
		if info, err := os.Stat(f.path); err == nil && info.IsDir() {
			return fmt.Errorf("-%s %s: that is a folder, expected a file", f.flag, f.path)
		}
		if err := infer.CheckSaveFile(f.path); err != nil {
			return fmt.Errorf("-%s: %w", f.flag, err)
		}
	}
	return nil
}

func (o options) loss() (infer.ELBO, error) {
	switch o.elbo {
	case "meanfield":
		return infer.MeanFieldELBO{}, nil
	case "trace":
		return infer.TraceELBO{}, nil
	}
	return nil, fmt.Errorf("-elbo %q: expected meanfield or trace", o.elbo)
}
