package draws

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Quantile returns a quantile of all draws, interpolated between the two nearest (definition 7 of Hyndman & Fan 1996).
// It is NaN if there are no draws, if a draw is NaN, and for p outside of [0, 1].
func Quantile(x [][]float64, p float64) float64 {
	sorted := slices.Concat(x...)
	slices.Sort(sorted)
	return quantile(sorted, p)
}

func quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 || math.IsNaN(sorted[0]) || !isPart(p) {
		return math.NaN()
	}
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return between(sorted[i], sorted[i+1], at-float64(i))
}

// isPart reports whether p is a part of the whole, from 0 to 1.
func isPart(p float64) bool { return p >= 0 && p <= 1 }

// between returns a + part·(b - a), also where the difference overflows.
func between(a, b, part float64) float64 {
	switch d := b - a; {
	case a == b || part == 0:
		return a
	case !math.IsInf(d, 0):
		return a + part*d
	}
	return 2 * (a/2 + part*(b/2-a/2))
}

// MCSEQuantile returns the Monte Carlo standard error of a quantile of all draws: half the width of the central 68 % of
// its distribution, which is that of a Beta order statistic. It is NaN for p outside of [0, 1].
func MCSEQuantile(x [][]float64, p float64) float64 {
	return judged(x, func(j *judge) float64 {
		if !isPart(p) {
			return math.NaN()
		}
		effective := j.essQuantile(p)
		b := distuv.Beta{Alpha: effective*p + 1, Beta: effective*(1-p) + 1}
		const one = 0.1586553
		size := float64(len(j.sorted))
		low := j.sorted[int(math.Floor(max(b.Quantile(one)*size-1, 0)))]
		high := j.sorted[int(math.Ceil(min(b.Quantile(1-one)*size-1, size-1)))]
		return high/2 - low/2
	})
}

// HDI returns the narrowest interval that holds the given part of all draws: all of them for 1. Its ends are NaN if
// there are no draws, if a draw is NaN, and for a part outside of [0, 1].
func HDI(x [][]float64, part float64) (low, high float64) {
	sorted := slices.Concat(x...)
	slices.Sort(sorted)
	n := len(sorted)
	if n == 0 || math.IsNaN(sorted[0]) || !isPart(part) {
		return math.NaN(), math.NaN()
	}
	inside := min(int(math.Floor(part*float64(n))), n-1)
	width := func(i int) float64 { return sorted[i+inside]/2 - sorted[i]/2 } // half of it is always a number
	best := 0
	for i := range n - inside {
		if width(i) < width(best) {
			best = i
		}
	}
	return sorted[best], sorted[best+inside]
}
