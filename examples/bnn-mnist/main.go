// Bnn-mnist trains a Bayesian neural network on handwritten digits and shows when it does not know.
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
	"os/signal"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/infer"
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
	return t.finish(ctx, out)
}

// finish trains, saves and reports.
func (t *training) finish(ctx context.Context, out io.Writer) error {
	fmt.Fprintf(out, "%d training images, %d test images, a network %d-%d-%d, prior N(0, %v²)\n",
		t.train.Len(), t.test.Len(), mnist.Pixels, t.o.hidden, mnist.Classes, t.o.prior)
	if err := t.run(ctx); err != nil {
		return t.blame(err)
	}
	if ctx.Err() != nil {
		fmt.Fprintf(out, "interrupted after %d of %d steps; what follows is what was learned so far\n", t.svi.Steps(), t.o.epochs*t.steps())
	}
	if t.o.save != "" {
		if err := t.svi.SaveFile(t.o.save); err != nil {
			return err
		}
		fmt.Fprintf(out, "saved to %s\n", t.o.save)
	}
	t.posterior = t.svi.Posterior()
	return t.blame(t.report(context.WithoutCancel(ctx), out))
}

// blame names the flag behind a checkpoint that turned out to be another network's only when it was used.
func (t *training) blame(err error) error {
	if _, ok := errors.AsType[*infer.CheckpointError](err); ok {
		return fmt.Errorf("-load %s: %w", t.o.load, err)
	}
	return err
}
