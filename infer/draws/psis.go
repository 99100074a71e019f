package draws

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"github.com/credence-ppl/credence/internal/kernel"
)

// PSIS smooths importance ratios: the largest are replaced by quantiles of the generalized Pareto distribution that
// fits them (Vehtari, Simpson, Gelman, Yao, Gabry 2024, "Pareto smoothed importance sampling"). It returns the
// logarithms of the weights, which sum to 1, and the shape k̂ of the tail. The estimate of a mean by these weights can
// be trusted where k̂ is below [ParetoThreshold].
//
// relative is the number of effective draws for each draw: 1 for independent ones, and where it is not positive. k̂ is
// +Inf, and the weights are as the ratios have them, where the tail tells nothing: if it has fewer than five different
// ratios, if half of it or more are one and the same, which no continuous distribution fits, or nearly so, far above
// the rest, or if a ratio is infinite. Infinite ratios share all the weight. Weights are left where k̂ is below -1,
// too: the density rises towards its end there, and there is nothing to smooth. k̂ is NaN if all ratios are equal, or
// one is NaN. Ratios of 0 are left as they are.
func PSIS(logRatios []float64, relative float64) (logWeights []float64, k float64) {
	w := slices.Clone(logRatios)
	if len(w) == 0 {
		return w, math.NaN()
	}
	var s smoother
	k = s.smooth(w, relative)
	total := floats.LogSumExp(w)
	for i := range w {
		w[i] -= total
	}
	return w, k
}

// smoother smooths the importance ratios of one sample after another, in room that it keeps.
type smoother struct {
	tail    []place   // the largest ratios
	highest []float64 // as a heap, the smallest first
	excess  []float64
	terms   []float64
}

// smooth makes log ratios log weights, of which the largest is 0, and returns k̂.
func (s *smoother) smooth(w []float64, relative float64) (k float64) {
	top, least, size := math.Inf(-1), math.Inf(1), 1.0
	for _, v := range w {
		if math.IsNaN(v) {
			return math.NaN()
		}
		top, least = max(top, v), min(least, v)
		if !math.IsInf(v, 0) {
			size = max(size, math.Abs(v))
		}
	}
	switch {
	case math.IsInf(top, -1): // all are
		return math.NaN()
	case math.IsInf(top, 1):
		for i, v := range w {
			w[i] = math.Inf(-1)
			if v == top {
				w[i] = 0
			}
		}
		return math.Inf(1)
	}
	for i := range w {
		w[i] -= top
	}
	alike := rounding(size)
	if top-least <= alike {
		return math.NaN()
	}
	if !(relative > 0) {
		relative = 1
	}
	n := float64(len(w))
	return s.smoothTail(w, int(math.Ceil(min(n/5, 3*math.Sqrt(n/relative)))), alike)
}

// smoothTail replaces up to most of the largest values of w, which is at most 0, and returns k̂. Values no farther
// apart than alike are the same.
func (s *smoother) smoothTail(w []float64, most int, alike float64) (k float64) {
	const smallest = -708.3964185322641 // ln of the smallest normal number
	cutoff := max(s.largest(w, most+1), smallest)
	s.tail = s.tail[:0]
	for i, v := range w {
		if v > cutoff {
			s.tail = append(s.tail, place{v, i})
		}
	}
	slices.SortFunc(s.tail, func(a, b place) int { return cmp.Or(cmp.Compare(a.v, b.v), a.i-b.i) })
	if !s.tellsShape(alike) {
		return math.Inf(1)
	}
	s.excess = s.excess[:0] // increasing
	for _, p := range s.tail {
		s.excess = append(s.excess, math.Expm1(p.v-cutoff)*math.Exp(cutoff))
	}
	k, sigma := s.fitPareto()
	if math.IsNaN(k) || math.IsInf(k, 0) {
		return math.Inf(1)
	}
	if k < -1 {
		if s.isLump() {
			return math.Inf(1)
		}
		return k
	}
	for i, at := range s.tail {
		p := (float64(i) + 0.5) / float64(len(s.tail))
		quantile := -sigma * math.Log1p(-p)
		if k != 0 {
			quantile = sigma * math.Expm1(-k*math.Log1p(-p)) / k
		}
		w[at.i] = min(0, math.Log(quantile+math.Exp(cutoff)))
	}
	return k
}

// tellsShape reports whether a continuous distribution may fit the tail. Where more than half of it are equal, a fit
// can move the estimate although its k̂ is small.
func (s *smoother) tellsShape(alike float64) bool {
	different, most := 0, 0
	for from := 0; from < len(s.tail); {
		to := from + 1
		for to < len(s.tail) && s.tail[to].v-s.tail[from].v <= alike {
			to++
		}
		different, most = different+1, max(most, to-from)
		from = to
	}
	return different >= 5 && 2*most < len(s.tail)
}

// isLump reports whether half of the tail or more are alike but for a tenth of their excess: they are a lump apart from
// the rest, and their quantiles tell nothing of what is beyond them.
func (s *smoother) isLump() bool {
	return s.excess[len(s.excess)/2] > 0.9*s.excess[len(s.excess)-1]
}

// largest returns the mth largest of x, the smallest if there are fewer.
func (s *smoother) largest(x []float64, m int) float64 {
	m = min(m, len(x))
	h := append(s.highest[:0], x[:m]...)
	s.highest = h
	sift := func(at int) {
		for {
			child := 2*at + 1
			if child+1 < m && h[child+1] < h[child] {
				child++
			}
			if child >= m || h[at] <= h[child] {
				return
			}
			h[at], h[child] = h[child], h[at]
			at = child
		}
	}
	for at := m/2 - 1; at >= 0; at-- {
		sift(at)
	}
	for _, v := range x[m:] {
		if v > h[0] {
			h[0] = v
			sift(0)
		}
	}
	return h[0]
}

// fitPareto fits the generalized Pareto distribution to the excesses, by the posterior mean of Zhang & Stephens (2009),
// "A new and efficient estimation method for the generalized Pareto distribution", with k drawn towards 1/2 as by ten
// observations (Vehtari et al. 2024, appendix).
func (s *smoother) fitPareto() (k, sigma float64) {
	x, n := s.excess, float64(len(s.excess))
	points := 30 + int(math.Sqrt(n))
	quartile, largest := x[int(n/4+0.5)-1], x[len(x)-1]
	s.terms = slices.Grow(s.terms[:0], len(x))[:len(x)]
	shape := func(b float64) float64 {
		for i, v := range x {
			s.terms[i] = -b * v
		}
		kernel.Log1p(s.terms, s.terms)
		return floats.Sum(s.terms) / n
	}
	b, logL := make([]float64, points), make([]float64, points)
	for i := range b {
		b[i] = 1/largest + (1-math.Sqrt(float64(points)/(float64(i)+0.5)))/(3*quartile)
		k := shape(b[i])
		logL[i] = n * (math.Log(-b[i]/k) - k - 1)
	}
	total, mean := floats.LogSumExp(logL), 0.0
	for i, v := range logL {
		mean += b[i] * math.Exp(v-total)
	}
	k = shape(mean)
	return (n*k + 10*0.5) / (n + 10), -k / mean
}

// ParetoThreshold returns the k̂ up to which Pareto smoothed importance sampling with n draws is reliable: min(1 -
// 1/log₁₀ n, 0.7), by Vehtari et al. (2024).
func ParetoThreshold(n int) float64 { return min(1-1/math.Log10(float64(n)), 0.7) }
