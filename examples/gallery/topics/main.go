// Topics asks what texts are about, of which only the words are counted.
//
// Latent Dirichlet allocation (Blei, Ng & Jordan 2003): a topic is a distribution of words, a text has shares of
// topics, and each of its words comes from one of these. Which one is discrete; summed out, the words of a text are
// multinomial with a mixture of the topics, and chains move over probabilities only. Topics have no names: each chain
// finds the same ones in an order of its own, so that chains seem to disagree until their topics are matched. What does
// not depend on the order, such as the probability of a word in a text, needs no matching. The texts are made here, so
// that the topics are known. It prints
//
//	As chains find the topics, R-hat is up to 2.2. In one order:
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 400 independent draws.
//	Topic 0 (and in truth): oven 0.23 (0.23) salt 0.25 (0.25) bread 0.19 (0.23) stock 0.15 (0.15)
//	Topic 1 (and in truth): stock 0.16 (0.16) bank 0.21 (0.22) loan 0.15 (0.17) rate 0.19 (0.21) fund 0.12 (0.14)
//	Topic 2 (and in truth): star 0.21 (0.25) orbit 0.17 (0.22) moon 0.22 (0.25) rocket 0.13 (0.16)
//	It has a share of the first text between 0.31 and 0.55; in truth 0.32.
package main

//go:generate go run . -plot ../pictures/topics.svg

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

const texts, length, topics = 20, 120, 3

var words = strings.Fields("star orbit moon rocket oven salt bread stock bank loan rate fund")

// truth has the probabilities of the words in each topic. Stock is boiled in one, and sold in another.
var truth = tensor.Of([]float64{
	0.25, 0.22, 0.25, 0.16, 0.01, 0.02, 0.01, 0.01, 0.01, 0.01, 0.03, 0.02,
	0.03, 0.01, 0.01, 0.01, 0.23, 0.25, 0.23, 0.15, 0.01, 0.01, 0.03, 0.03,
	0.01, 0.01, 0.01, 0.02, 0.01, 0.02, 0.02, 0.16, 0.22, 0.17, 0.21, 0.14}, topics, 12)

// model observes how many times each text has each word; nil makes some up.
func model(c *ppl.Context, counts *tensor.Tensor) {
	var word *tensor.Tensor // [topic, word]
	ppl.Plate(c, "topics", topics, func(c *ppl.Context) {
		word = ppl.Sample(c, "word", dist.Dirichlet(tensor.Ones(len(words))))
	})
	ppl.Plate(c, "texts", texts, func(c *ppl.Context) {
		share := ppl.Sample(c, "share", dist.Dirichlet(tensor.Ones(topics))) // [text, topic]
		ppl.Sample(c, "counts", dist.Multinomial[dist.Probs](length, share.MatMul(word)), ppl.Obs(counts))
	})
}

// simulate makes up texts with the true topics.
func simulate() (*ppl.Trace, error) {
	return ppl.Run(ppl.Condition(ppl.Bind(model, nil), ppl.Values{"word": truth}), 1)
}

// matched returns draws whose topics are in the order of the first chain. Within a chain they keep their order.
func matched(post *draws.Draws) *draws.Draws {
	word, share := post.Get("word"), post.Get("share") // [chain, draw, topic, word] and [chain, draw, text, topic]
	var words, shares []*tensor.Tensor
	for c := range post.Chains() {
		order := closest(word.Index(0, c).Mean(0), word.Index(0, 0).Mean(0))
		words = append(words, word.Index(0, c).Take(1, order))
		shares = append(shares, share.Index(0, c).Take(2, order))
	}
	return post.With("word", tensor.Stack(0, words...)).With("share", tensor.Stack(0, shares...))
}

// closest returns the order of topics in which they are nearest to others.
func closest(found, others *tensor.Tensor) (best []int) {
	least := math.Inf(1)
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		if d := found.Take(0, order).Sub(others).Square().Sum().Item(); d < least {
			least, best = d, order
		}
	}
	return best
}

func run(ctx context.Context, s *gallery.Session) error {
	made, err := simulate()
	if err != nil {
		return err
	}
	found, err := infer.MCMC{Seed: 1, Warmup: 400, Draws: 600, Progress: s.Progress}.Run(ctx, ppl.Bind(model, made.Value("counts")))
	if err != nil {
		return err
	}
	worst := 0.0
	for _, r := range found.Summary().Rows {
		worst = max(worst, r.RHat)
	}
	s.Printf("As chains find the topics, R-hat is up to %.1f. In one order:\n", worst)
	post := matched(found)
	s.Judge(post)
	which := closest(truth, post.Get("word").Mean(0, 1)) // of the true topics these are
	sum := post.Summary()
	for k := range topics {
		s.Printf("Topic %d (and in truth):", k)
		for v, word := range words {
			if r := sum.Row(fmt.Sprintf("word[%d,%d]", k, v)); r.Mean > 0.1 {
				s.Printf(" %s %.2f (%.2f)", word, r.Mean, truth.At(which[k], v))
			}
		}
		s.Printf("\n")
	}
	r := sum.Row("share[0,2]")
	s.Printf("It has a share of the first text between %.2f and %.2f; in truth %.2f.\n", r.Q5, r.Q95, made.Value("share").At(0, which[2]))
	for v, word := range words {
		post = post.With(word, post.Get("word").Index(-1, v)) // star[2] is the probability of star in topic 2
	}
	return s.Draw(plot.Forest(post, plot.Sites(words...), plot.Limit(truth.Size())))
}

func main() { gallery.Main(run) }
