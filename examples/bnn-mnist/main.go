// Bnn-mnist trains a Bayesian neural network on handwritten digits, or on images of one's own, and shows when it does
// not know.
//
// The network has one hidden layer of ReLUs; every weight has a normal prior, and the posterior is approximated by an
// independent normal for each weight, found by stochastic variational inference. Model and guide are in model.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/tensor"
)

func main() {
	if _, err := tensor.Kernels(); err != nil {
		fmt.Fprintln(os.Stderr, "bnn-mnist:", err)
	}
	err := run(untilStopped(), os.Args[1:], os.Stdout)
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
	if o.serve.address != "" {
		return t.show(ctx, out)
	}
	return t.finish(ctx, out)
}

// finish trains, saves and reports. It saves first: reports can fail, and nobody may be reading any more. What was
// learned before an error is saved, too, unless it would take the place of another network: errors come of weights that
// have gone bad.
func (t *training) finish(ctx context.Context, out io.Writer) error {
	fmt.Fprintf(out, "%d training images, %d test images, %s\n", t.train.Len(), t.test.Len(), t.name())
	if memory := t.weights() * bytesPerWeight; memory > 4e9 {
		fmt.Fprintf(out, "its %d weights take about %s of memory\n", t.weights(), gigabytes(memory))
	}
	before := t.svi.Steps()
	failed := t.run(ctx)
	learned, stopped := t.svi.Steps() > before, failed != nil || ctx.Err() != nil
	if !learned && !stopped {
		failed = t.check()
	}
	var saved error
	save := t.o.save != "" && (learned || !stopped) && (failed == nil || learned && !exists(t.o.save))
	if save {
		saved = infer.SaveFile(t.o.save, t.save)
	}
	switch {
	case failed != nil && save && saved == nil:
		return fmt.Errorf("%w; what was learned in %d steps is saved to %s", t.blame(failed), t.svi.Steps(), t.o.save)
	case failed != nil && t.o.save != "" && !save && exists(t.o.save):
		return fmt.Errorf("%w; %s is left as it was", t.blame(failed), t.o.save)
	case failed != nil:
		return t.blame(failed)
	case stopped && !learned:
		return errors.New("interrupted before the first step; nothing was learned, and nothing is saved")
	case stopped:
		fmt.Fprintf(out, "interrupted after %d of %d steps; what follows is what was learned so far\n", t.svi.Steps(), t.o.epochs*t.steps())
	}
	if t.o.save != "" && saved == nil {
		fmt.Fprintf(out, "saved to %s\n", t.o.save)
	}
	if t.o.export != "" && saved == nil {
		if saved = t.export(t.o.export); saved == nil {
			fmt.Fprintf(out, "means and widths written to %s\n", t.o.export)
		}
	}
	t.posterior = t.svi.Posterior()
	if t.trained != nil {
		if err := t.trained(); err != nil {
			return err
		}
	}
	reported := t.blame(t.report(context.WithoutCancel(ctx), out))
	if saved != nil {
		return saved
	}
	return reported
}

// bytesPerWeight is what training and report take, the posterior, its gradients, the optimizer and draws together:
// measured, by networks of 1,024 and 4,096 hidden units.
const bytesPerWeight = 190

// name describes the network in words.
func (t *training) name() string {
	return fmt.Sprintf("a network %d-%d-%d, prior N(0, %v²)", mnist.Pixels, t.o.hidden, len(t.train.Classes()), t.o.prior)
}

// exists reports whether a path leads to a file that has something in it.
func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() > 0
}

// blame names the flag behind a checkpoint that turned out to be another network's only when it was used.
func (t *training) blame(err error) error {
	if _, ok := errors.AsType[*infer.CheckpointError](err); ok {
		err = fmt.Errorf("-load %s: %w", t.o.load, err)
		if !t.digits() {
			err = fmt.Errorf("%w; -data has %d classes: %s", err, len(t.train.Names), few(t.train.Names))
		}
		return err
	}
	return err
}
