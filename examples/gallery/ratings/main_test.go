package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestPosterior tries Stein's identity with derivatives that are written out. The density vanishes where two cutpoints
// meet, because every rating was given.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	var x [][][]float64 // cutpoints, warm, contact, log spread, leanings in units of it
	for k := range highest - 1 {
		x = append(x, gallerytest.Chains(t, post, fmt.Sprintf("cutpoints[%d]", k)))
	}
	x = append(x, gallerytest.Chains(t, post, "warm"), gallerytest.Chains(t, post, "contact"),
		gallerytest.Map(gallerytest.Chains(t, post, "spread"), math.Log))
	for j := range judges {
		x = append(x, gallerytest.Chains(t, post, fmt.Sprintf("leaning_decentered[%d,0]", j)))
	}
	sigmoid := func(v float64) float64 { return 1 / (1 + math.Exp(-v)) }
	gallerytest.Stein(t, x, func(x []float64) []float64 {
		spread := math.Exp(x[6])
		score := make([]float64, len(x))
		for k := range 4 {
			score[k] = -x[k] / 25
		}
		score[4], score[5], score[6] = -x[4]/9, -x[5]/9, 1-spread*spread/4
		for j := range judges {
			score[7+j] = -x[7+j]
			for b := range bottles {
				taste := x[4]*warm.At(b) + x[5]*contact.At(b) + spread*x[7+j]
				// The probability of a rating is above - below, those of ratings from this one and from the next one on.
				k, above, below := int(ratings.At(j, b)), 1.0, 0.0
				if k > 1 {
					above = sigmoid(taste - x[k-2])
				}
				if k < highest {
					below = sigmoid(taste - x[k-1])
				}
				if p := above - below; k > 1 {
					score[k-2] -= above * (1 - above) / p
				}
				if p := above - below; k < highest {
					score[k-1] += below * (1 - below) / p
				}
				byTaste := 1 - above - below
				score[4] += byTaste * warm.At(b)
				score[5] += byTaste * contact.At(b)
				score[6] += byTaste * spread * x[7+j]
				score[7+j] += byTaste * spread
			}
		}
		return score
	})

	// Maximum likelihood: Christensen 2019, the equation of the estimates for judges that differ.
	sum := post.Summary()
	for name, want := range map[string]float64{"warm": 3.06, "contact": 1.83, "spread": 1.13, "cutpoints[0]": -1.62,
		"cutpoints[1]": 1.51, "cutpoints[2]": 4.23, "cutpoints[3]": 6.09} {
		require.InDelta(t, want, sum.Row(name).Mean, sum.Row(name).SD, name)
	}
}
