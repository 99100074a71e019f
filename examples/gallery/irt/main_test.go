package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestPosterior tries Stein's identity with derivatives that are written out, abilities at other points than the
// model's, and the maximum of the likelihood that is published.
func TestPosterior(t *testing.T) {
	require.Equal(t, 1000.0, students.Sum().Item())
	post := gallerytest.Run(t, run)[0]
	var x [][][]float64 // log discriminations, then easiness
	for _, site := range []string{"discrimination", "easiness"} {
		for q := range questions {
			chains := gallerytest.Chains(t, post, fmt.Sprintf("%s[%d]", site, q))
			if site == "discrimination" {
				chains = gallerytest.Map(chains, math.Log)
			}
			x = append(x, chains)
		}
	}
	n := students.Float64s()
	gallerytest.Stein(t, x, func(x []float64) []float64 {
		score := make([]float64, 2*questions)
		for q := range questions {
			score[q], score[questions+q] = -x[q]/0.25, -x[questions+q]/4
		}
		for p := range n {
			// Sums over abilities of the density, and of it times the derivatives of its logarithm.
			total, sums := 0.0, make([]float64, 2*questions)
			for ability := -6.0; ability <= 6; ability += 0.25 {
				density, rest := math.Exp(-ability*ability/2), [questions]float64{}
				for q := range questions {
					slope := math.Exp(x[q])
					right := 1 / (1 + math.Exp(-slope*ability-x[questions+q]))
					if p>>(questions-1-q)&1 == 1 {
						density *= right
						rest[q] = 1 - right
					} else {
						density *= 1 - right
						rest[q] = -right
					}
				}
				total += density
				for q := range questions {
					sums[q] += density * rest[q] * math.Exp(x[q]) * ability
					sums[questions+q] += density * rest[q]
				}
			}
			for i := range score {
				score[i] += n[p] * sums[i] / total
			}
		}
		return score
	})

	// Bock & Aitkin 1981, "Marginal maximum likelihood estimation of item parameters", table 1, in the scale of logits.
	sum := post.Summary()
	for q, want := range []float64{2.77, 0.99, 0.25, 1.28, 2.05} {
		r := sum.Row(fmt.Sprintf("easiness[%d]", q))
		require.InDelta(t, want, r.Mean, r.SD)
	}
	for q, want := range []float64{0.83, 0.72, 0.89, 0.69, 0.66} {
		r := sum.Row(fmt.Sprintf("discrimination[%d]", q))
		require.InDelta(t, want, r.Mean, r.SD)
	}
}
