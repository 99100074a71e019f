package serve

import (
	"context"
	"errors"
	"time"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
)

// A pass over the network costs about as much for sixteen images as for a few: the time goes into reading the weights.
// So requests that wait at the same time share a pass.
const (
	largest = 64                   // images of a pass
	company = 2 * time.Millisecond // that a pass waits for more, if the one before had several
	waiting = 256                  // requests that wait; more are refused
)

var (
	errBusy   = errors.New("too many requests wait for an answer; try again later")
	errClosed = errors.New("the server is about to end")
)

// question is an image that waits for an answer.
type question struct {
	image  []byte
	answer chan<- answer
}

type answer struct {
	said said
	err  error
}

// batcher collects images that wait, and asks about them together.
type batcher struct {
	ask       func(context.Context, []byte) ([]said, error)
	questions chan question
	ended     chan struct{}
}

func newBatcher(ask func(context.Context, []byte) ([]said, error)) *batcher {
	return &batcher{ask: ask, questions: make(chan question, waiting), ended: make(chan struct{})}
}

// about returns what the networks say of one image.
func (b *batcher) about(ctx context.Context, image []byte) (said, error) {
	got := make(chan answer, 1)
	select {
	case b.questions <- question{image, got}:
	default:
		return said{}, errBusy
	}
	select {
	case a := <-got:
		return a.said, a.err
	case <-ctx.Done():
		return said{}, ctx.Err()
	case <-b.ended:
		return said{}, errClosed
	}
}

// run answers until ctx is canceled.
func (b *batcher) run(ctx context.Context) {
	defer close(b.ended)
	several := false
	for {
		var batch []question
		select {
		case q := <-b.questions:
			batch = b.collect(q, several)
		case <-ctx.Done():
			return
		}
		several = len(batch) > 1
		images := make([]byte, 0, len(batch)*mnist.Pixels)
		for _, q := range batch {
			images = append(images, q.image...)
		}
		answers, err := b.ask(ctx, images)
		for i, q := range batch {
			a := answer{err: err}
			if err == nil {
				a.said = answers[i]
			}
			q.answer <- a // has room
		}
	}
}

// collect returns a question and those that wait with it.
func (b *batcher) collect(first question, wait bool) []question {
	batch := []question{first}
	var late <-chan time.Time
	if wait {
		late = time.After(company)
	}
	for len(batch) < largest {
		select {
		case q := <-b.questions:
			batch = append(batch, q)
			continue
		default:
		}
		if late == nil {
			return batch
		}
		select {
		case q := <-b.questions:
			batch = append(batch, q)
		case <-late:
			return batch
		}
	}
	return batch
}
