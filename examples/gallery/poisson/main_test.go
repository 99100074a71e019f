package main

import (
	"fmt"
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestPosterior compares the draws with what Stein's identity says of any density p on the real line that vanishes at
// both ends: E[∂ log p(x)] = 0 and E[x ∂ log p(x)] = -1. The derivatives are written out.
func TestPosterior(t *testing.T) {
	post, err := fit(t.Context(), nil)
	require.NoError(t, err)
	draw := func(name string) [][]float64 { return gallerytest.Chains(t, post, name) }
	level, spread := draw("level"), draw("spread")
	var town, z, age [][][]float64
	for j := range towns {
		town, z = append(town, draw(fmt.Sprintf("town[%d]", j))), append(z, draw(fmt.Sprintf("town_decentered[%d]", j)))
	}
	for i := range ages {
		age = append(age, draw(fmt.Sprintf("age[%d,0]", i)))
	}

	// scores are the derivatives with respect to level, log spread, town / spread and age, and x what they belong to.
	const dims = 2 + 4 + 6
	var zero, one [dims][][]float64
	for c := range level {
		for d := range zero {
			zero[d], one[d] = append(zero[d], nil), append(one[d], nil)
		}
		for i := range level[c] {
			tau := spread[c][i]
			x, score := [dims]float64{0: level[c][i], 1: math.Log(tau)}, [dims]float64{0: -level[c][i], 1: 1 - tau*tau/0.25}
			for j := range towns {
				x[2+j] = z[j][c][i]
				score[2+j] = -z[j][c][i]
			}
			for k := range ages {
				x[6+k] = age[k][c][i]
				score[6+k] = -age[k][c][i]
				for j := range towns {
					rest := cases.At(k, j) - people.At(k, j)/200*math.Exp(level[c][i]+town[j][c][i]+age[k][c][i])
					score[0] += rest
					score[1] += rest * town[j][c][i]
					score[2+j] += rest * tau
					score[6+k] += rest
				}
			}
			for d := range zero {
				zero[d][c] = append(zero[d][c], score[d])
				one[d][c] = append(one[d][c], x[d]*score[d])
			}
		}
	}
	for d := range zero {
		gallerytest.Near(t, 0, zero[d], fmt.Sprint("E[∂ log p] in dimension ", d))
		gallerytest.Near(t, -1, one[d], fmt.Sprint("E[x ∂ log p] in dimension ", d))
	}
}

// TestMaximum requires that the effects of age are where maximum likelihood has them, which is published for these
// data: log rates of 1.10, 1.52, 1.77, 1.86 and 1.42 from that of the youngest on (Dalgaard 2008, "Introductory
// statistics with R", section 15.2.1). The prior draws them together a little.
func TestMaximum(t *testing.T) {
	post, err := fit(t.Context(), nil)
	require.NoError(t, err)
	sum := post.Summary()
	for i, want := range []float64{1.10, 1.52, 1.77, 1.86, 1.42} {
		difference := sum.Row(fmt.Sprintf("age[%d,0]", i+1)).Mean - sum.Row("age[0,0]").Mean
		require.InDelta(t, want, difference, 0.15)
	}
}

func TestRun(t *testing.T) { gallerytest.Run(t, run) }
