package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"slices"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
	"github.com/credence-ppl/credence/examples/bnn-mnist/serve"
	"github.com/credence-ppl/credence/infer"
)

const (
	pageDraws    = 50  // networks that the page asks, if they are not too large
	measured     = 250 // test digits that are looked at while it trains,
	measureDraws = 4   // with so many networks
	units        = 24  // of the first layer that the page shows
)

// pageMemory bounds what the networks that the page asks take, in bytes; while they are drawn they take as much again.
// That comes late, when the training is paused or over: what is too much would end the program, and with it what was
// learned.
const pageMemory int64 = 2 << 30

// pageNetworks returns how many networks the page can ask.
func (t *training) pageNetworks() (int, error) {
	each := 4 * t.weights() // Float32
	n := int(min(pageDraws, pageMemory/each))
	if n < 2 {
		return 0, fmt.Errorf("-hidden %d: two networks of %d weights, the fewest that can disagree on a page, take %s; expected at most %s",
			t.o.hidden, t.weights(), gigabytes(2*each), gigabytes(pageMemory))
	}
	return n, nil
}

func gigabytes(bytes int64) string { return fmt.Sprintf("%.1f GB", float64(bytes)/1e9) }

// show trains and serves a page about it until ctx is canceled. When the training is over, by itself or because
// somebody on the page stopped it, it is saved and reported as without a page.
func (t *training) show(ctx context.Context, out io.Writer) error {
	var err error
	if t.asked, err = t.pageNetworks(); err != nil {
		return err
	}
	l, err := serve.Listen(t.o.serve.address)
	if err != nil {
		return fmt.Errorf("-serve: %w", err)
	}
	host, _, _ := net.SplitHostPort(t.o.serve.address) // Listen would have refused others
	training, stop := context.WithCancel(ctx)
	defer stop()
	t.page = serve.New(serve.Options{
		Name: t.name(), Host: host, Train: t.train.Len(), Test: t.test, Epochs: t.o.epochs, Steps: t.steps(),
		Measure: t.measure, Network: t.network, Stop: stop,
	})
	t.trained = func() error { return t.showNetworks(ctx) }
	serving, end := context.WithCancelCause(ctx)
	served := make(chan struct{})
	go func() {
		defer close(served)
		end(t.page.Serve(serving, l))
	}()
	defer func() {
		end(nil)
		<-served
	}()
	fmt.Fprintf(out, "the page is at %s\n", serve.URL(l))
	if t.asked < pageDraws {
		fmt.Fprintf(out, "it asks %d networks: %d would take %s\n", t.asked, pageDraws, gigabytes(4*pageDraws*t.weights()))
	}
	if err := t.finish(training, out); err != nil || ctx.Err() != nil {
		return err
	}
	fmt.Fprintf(out, "\nthe page stays at %s until Ctrl-C\n", serve.URL(l))
	<-serving.Done()
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("-serve: %w", context.Cause(serving))
}

// showNetworks gives the page the trained network and, when that is trained, an ordinary one. If ctx is canceled it
// leaves them out: the report has its turn.
func (t *training) showNetworks(ctx context.Context) error {
	network, err := t.network(ctx)
	if err == nil {
		err = t.page.Ready(ctx, network)
	}
	if err == nil {
		network, err = t.ordinary(ctx)
	}
	if err == nil {
		err = t.page.Beside(ctx, network)
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// measure asks some networks drawn from the posterior about some test digits.
func (t *training) measure(ctx context.Context) (serve.Scores, error) {
	some := t.test.Slice(0, min(measured, t.test.Len()))
	a, err := ask(ctx, t.probs(t.classifier.model, t.svi.Posterior(), measureDraws), some.Images)
	if err != nil {
		return serve.Scores{}, err
	}
	p, err := report.NewPredictions(a.probs, some.Labels)
	if err != nil {
		return serve.Scores{}, err
	}
	return serve.Scores{Accuracy: p.Accuracy(), ECE: p.ECE()}, nil
}

// network draws the networks that the page asks from the posterior as it is now, once: every answer comes of the same.
func (t *training) network(ctx context.Context) (*serve.Network, error) {
	weights, err := infer.Predict(ctx, t.classifier.guide, t.svi.Posterior(), Batch{}, infer.PredictiveOptions{
		Draws: t.asked, Seed: t.o.seed, Sites: []string{"net.fc1.weight", "net.fc1.bias", "net.out.weight", "net.out.bias"}})
	if err != nil {
		return nil, err
	}
	n := &serve.Network{Steps: t.svi.Steps(), Probs: t.probs(t.classifier.model, infer.FromDraws(weights), t.asked)}
	n.Units, err = t.units()
	return n, err
}

// units returns the hidden units that matter most to the classes: those with the largest mean weights, beside their
// widths, to the last layer.
func (t *training) units() ([]serve.Unit, error) {
	values := map[string][]float64{}
	for _, name := range []string{"fc1.weight.loc", "fc1.weight.scale", "out.weight.loc", "out.weight.scale"} {
		p, err := t.svi.Param("net." + name)
		if err != nil {
			return nil, err
		}
		values[name] = p.Float64s()
	}
	matter := make([]float64, t.o.hidden)
	for i, loc := range values["out.weight.loc"] {
		matter[i%t.o.hidden] += math.Pow(loc/values["out.weight.scale"][i], 2)
	}
	order := make([]int, t.o.hidden)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(matter[b], matter[a]) })
	var chosen []serve.Unit
	for _, u := range order[:min(units, t.o.hidden)] {
		var unit serve.Unit
		for i := u * mnist.Pixels; i < (u+1)*mnist.Pixels; i++ {
			unit.Mean = append(unit.Mean, float32(values["fc1.weight.loc"][i]))
			unit.Width = append(unit.Width, float32(values["fc1.weight.scale"][i]))
		}
		chosen = append(chosen, unit)
	}
	return chosen, nil
}
