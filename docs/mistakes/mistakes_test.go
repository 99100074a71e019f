package mistakes

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
)

// topic is a kind of mistakes.
type topic struct {
	title    string
	intro    string
	mistakes []mistake
}

// mistake is a small program and what the library says of it.
type mistake struct {
	title   string
	why     string       // how it comes about, in Markdown
	program func() error // its error, or the warnings of its result
	says    []string     // parts of that: the site, what was found, what was expected, what to do
	varies  []variation  // what differs from run to run
}

// variation is what the page has in place of what matches.
type variation struct{ pattern, page string }

// said returns what the library says of each mistake, by its title; every program runs once.
var said = func() map[string]func() error {
	said := map[string]func() error{}
	for _, topic := range topics {
		for _, m := range topic.mistakes {
			said[m.title] = sync.OnceValue(m.program)
		}
	}
	return said
}()

// topics are all of them, in the order of the page.
var topics = []topic{
	shapes, scaling, names, labels, values, supports, counts, partly, matrices, series, places, priors, guides, parameters,
	discrete, subsampling, contexts, replays, handlers, predictions, comparisons, networks, equations, starts, chains, training,
}

func TestMistakes(t *testing.T) {
	titles := map[string]bool{}
	for _, topic := range topics {
		for _, m := range topic.mistakes {
			require.False(t, titles[m.title], "%q twice", m.title)
			titles[m.title] = true
			t.Run(topic.title+"/"+m.title, func(t *testing.T) {
				t.Parallel()
				err := said[m.title]()
				require.Error(t, err, "it passes in silence")
				require.NotEmpty(t, m.says)
				for _, words := range m.says {
					require.ErrorContains(t, err, words)
				}
			})
		}
	}
	require.GreaterOrEqual(t, len(titles), 150)
}

var ctx = context.Background()

// told returns what there is to say of a result: the error, or else its warnings.
func told[R any](result R, err error) error {
	if err != nil {
		return err
	}
	var warnings []string
	switch r := any(result).(type) {
	case *draws.Draws:
		warnings = r.Summary().Warnings
	case infer.Evaluation:
		warnings = r.Warnings
	case draws.ELPD:
		warnings = r.Warnings
	}
	if len(warnings) == 0 {
		return nil
	}
	return errors.New("warning: " + strings.Join(warnings, ".\nwarning: ") + ".")
}

// caught returns what a function panics with, if that is an error of the library.
func caught(f func()) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case interface {
			error
			ModelFault()
		}:
			err = p
		default:
			panic(p)
		}
	}()
	f()
	return nil
}

// steps trains for n steps, and returns the first error.
func steps[D any](s *infer.SVI[D], n int, data D) error {
	for range n {
		if _, err := s.Step(data); err != nil {
			return err
		}
	}
	return nil
}
