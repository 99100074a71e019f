package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
	"github.com/stretchr/testify/require"
)

// TestPosterior compares the draws with those of another algorithm, which sums out what chains move over here and draws
// the topic of every word: collapsed Gibbs sampling (Griffiths & Steyvers 2004, "Finding scientific topics").
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	made, err := simulate()
	require.NoError(t, err)
	counts := made.Value("counts")

	// Every word of every text has a topic, at first one at random.
	type token struct{ text, word, topic int }
	var tokens []token
	var byText [texts][topics]int
	var byTopic [topics]int
	var byWord [topics][12]int
	rng := rand.New(rand.NewPCG(1, 2))
	for d := range texts {
		for v := range words {
			for range int(counts.At(d, v)) {
				k := rng.IntN(topics)
				tokens = append(tokens, token{d, v, k})
				byText[d][k]++
				byTopic[k]++
				byWord[k][v]++
			}
		}
	}
	const sweeps, warmup = 6000, 500
	word, share := make([][][]float64, topics), make([][]float64, topics) // [topic][word][sweep] and [topic][sweep]
	for k := range word {
		word[k] = make([][]float64, len(words))
	}
	for sweep := range sweeps {
		for i := range tokens {
			w := &tokens[i]
			byText[w.text][w.topic]--
			byTopic[w.topic]--
			byWord[w.topic][w.word]--
			var upTo [topics]float64
			total := 0.0
			for k := range upTo {
				total += float64(byText[w.text][k]+1) * float64(byWord[k][w.word]+1) / float64(byTopic[k]+len(words))
				upTo[k] = total
			}
			u := rng.Float64() * total
			for w.topic = 0; upTo[w.topic] < u; w.topic++ {
			}
			byText[w.text][w.topic]++
			byTopic[w.topic]++
			byWord[w.topic][w.word]++
		}
		if sweep < warmup {
			continue
		}
		for k := range topics { // means given the topics of the words
			for v := range words {
				word[k][v] = append(word[k][v], float64(byWord[k][v]+1)/float64(byTopic[k]+len(words)))
			}
			share[k] = append(share[k], float64(byText[0][k]+1)/float64(length+topics))
		}
	}
	means := tensor.Zeros(topics, len(words)).Float64s()
	for i := range means {
		for _, p := range word[i/len(words)][i%len(words)] {
			means[i] += p / (sweeps - warmup)
		}
	}
	order := closest(tensor.Of(means, topics, len(words)), post.Get("word").Mean(0, 1))
	agree := func(element string, other []float64) {
		x, y := gallerytest.Chains(t, post, element), [][]float64{other}
		mean := func(chains [][]float64) (m float64) {
			for _, chain := range chains {
				for _, v := range chain {
					m += v / float64(len(chains)*len(chain))
				}
			}
			return m
		}
		require.InDelta(t, mean(y), mean(x), 4*math.Hypot(draws.MCSEMean(x), draws.MCSEMean(y)), element)
	}
	for k := range topics {
		for v := range words {
			agree(fmt.Sprintf("word[%d,%d]", k, v), word[order[k]][v])
		}
		agree(fmt.Sprintf("share[0,%d]", k), share[order[k]])
	}
}

// TestMatched: whatever the order of topics in a chain, draws are put into that of the first.
func TestMatched(t *testing.T) {
	post := draws.New(2, 5)
	post.Add("word", tensor.Shape{topics, len(words)}, tensor.Float64, nil)
	post.Add("share", tensor.Shape{1, topics}, tensor.Float64, nil)
	for i := range 5 {
		post.Put("word", 0, i, truth)
		post.Put("share", 0, i, tensor.Of([]float64{0.2, 0.3, 0.5}, 1, 3))
		post.Put("word", 1, i, truth.Take(0, []int{2, 0, 1}))
		post.Put("share", 1, i, tensor.Of([]float64{0.5, 0.2, 0.3}, 1, 3))
	}
	one := matched(post)
	for _, site := range []string{"word", "share"} {
		require.Equal(t, one.Get(site).Index(0, 0).Float64s(), one.Get(site).Index(0, 1).Float64s())
	}
}
