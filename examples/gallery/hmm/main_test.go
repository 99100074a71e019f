package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/credence-ppl/credence/tensor"
	"github.com/stretchr/testify/require"
)

// TestForward compares the forward algorithm with a sum over all 1024 paths of the states of ten years.
func TestForward(t *testing.T) {
	const years = 10
	rates, stay := []float64{15, 26}, []float64{0.9, 0.8}
	transition := [2][2]float64{{stay[0], 1 - stay[0]}, {1 - stay[1], stay[1]}}
	emissions := dist.Poisson(tensor.Of(rates)).LogProb(quakes.Slice(0, 0, years).Unsqueeze(-1))
	total, restless := 0.0, 0.0 // restless is of the paths through unrest in year 4
	for path := range 1 << years {
		p := 0.5
		for year := range years {
			state := path >> year & 1
			if year > 0 {
				p *= transition[path>>(year-1)&1][state]
			}
			p *= math.Exp(emissions.At(year, state))
		}
		total += p
		if path>>4&1 == 1 {
			restless += p
		}
	}
	logs := tensor.Of([]float64{stay[0], 1 - stay[0], 1 - stay[1], stay[1]}, 2, 2).Log()
	alpha, beta := forward(emissions, logs), backward(emissions, logs)
	require.InDelta(t, math.Log(total), alpha[years-1].LogSumExp(0).Item(), 1e-12)
	require.InDelta(t, restless/total, alpha[4].Add(beta[4]).Softmax(0).At(1), 1e-12)
}

// TestPosterior compares the draws with a sum over a grid of the density, by the scaled forward algorithm. The grid has
// the log-odds of staying, u, which adds stay (1 - stay) to the density.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	y := quakes.Float64s()
	require.Len(t, y, 2006-firstYear+1)
	density := func(p []float64) float64 {
		calm, more, stay0, stay1 := p[0], p[1], sigmoid(p[2]), sigmoid(p[3])
		rates := [2]float64{calm, calm + more}
		l := 3*math.Log(calm) - calm/4 + 3*math.Log(more) - more/4 + 9*math.Log(stay0*stay1) + math.Log((1-stay0)*(1-stay1))
		var table [2][42]float64
		for k := range rates {
			for v := range table[k] {
				table[k][v] = math.Exp(float64(v)*math.Log(rates[k]/20) - rates[k] + 20) // but for a constant
			}
		}
		a := [2]float64{0.5, 0.5}
		for i, v := range y {
			if i > 0 {
				a = [2]float64{a[0]*stay0 + a[1]*(1-stay1), a[0]*(1-stay0) + a[1]*stay1}
			}
			a[0], a[1] = a[0]*table[0][int(v)], a[1]*table[1][int(v)]
			sum := a[0] + a[1]
			l += math.Log(sum)
			a[0], a[1] = a[0]/sum, a[1]/sum
		}
		return l
	}
	axes := []gallerytest.Axis{{Low: 10, High: 20, N: 14}, {Low: 2, High: 22, N: 14}, {Low: -0.5, High: 7, N: 16}, {Low: -1.5, High: 7, N: 16}}
	c := gallerytest.Coordinate
	stay := func(k int) func([]float64) float64 { return func(p []float64) float64 { return sigmoid(p[k]) } }
	want := gallerytest.Grid(t, axes, density, c(0), c(1), stay(2), stay(3))
	for i, name := range []string{"calm", "more", "stay[0]", "stay[1]"} {
		gallerytest.Agree(t, post, name, want[i])
	}
}

func sigmoid(u float64) float64 { return 1 / (1 + math.Exp(-u)) }
