package draws

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// PSIS smooths importance ratios: the largest are replaced by quantiles of the generalised Pareto distribution that fits
// them (Vehtari, Simpson, Gelman, Yao, Gabry 2024, "Pareto smoothed importance sampling"). It returns the logarithms of
// the weights, which sum to 1, and the shape k̂ of the tail. The estimate of a mean by these weights can be trusted where
// k̂ is below [ParetoThreshold].
//
// relative is the number of effective draws for each draw, 1 for independent ones. k̂ is +Inf if fewer than five ratios
// are in the tail, so that nothing is known about it, and NaN if all ratios are equal or one is not finite.
func PSIS(logRatios []float64, relative float64) (logWeights []float64, k float64) {
	n := len(logRatios)
	w := slices.Clone(logRatios)
	if n == 0 {
		return w, math.NaN()
	}
	top := floats.Max(w)
	for i := range w {
		w[i] -= top
	}
	k = smoothTail(w, int(math.Ceil(min(float64(n)/5, 3*math.Sqrt(float64(n)/relative)))))
	total := floats.LogSumExp(w)
	for i := range w {
		w[i] -= total
	}
	return w, k
}

// smoothTail replaces up to most of the largest values of w, which is at most 0, and returns k̂.
func smoothTail(w []float64, most int) (k float64) {
	order := make([]int, len(w))
	for i, v := range w {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return math.NaN()
		}
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case w[a] < w[b]:
			return -1
		case w[a] > w[b]:
			return 1
		}
		return 0
	})
	if w[order[0]] == 0 { // all are the largest
		return math.NaN()
	}
	const smallest = -708.3964185322641 // ln of the smallest normal number
	cutoff := max(w[order[max(0, len(w)-most-1)]], smallest)
	from, _ := slices.BinarySearchFunc(order, cutoff, func(i int, cutoff float64) int {
		if w[i] > cutoff {
			return 1
		}
		return -1
	})
	tail := order[from:]
	if len(tail) < 5 {
		return math.Inf(1)
	}
	excess := make([]float64, len(tail)) // increasing
	for i, at := range tail {
		excess[i] = math.Exp(w[at]) - math.Exp(cutoff)
	}
	k, sigma := fitPareto(excess)
	if math.IsNaN(k) || math.IsInf(k, 0) {
		return k
	}
	for i, at := range tail {
		p := (float64(i) + 0.5) / float64(len(tail))
		quantile := -sigma * math.Log1p(-p)
		if k != 0 {
			quantile = sigma * math.Expm1(-k*math.Log1p(-p)) / k
		}
		w[at] = min(0, math.Log(quantile+math.Exp(cutoff)))
	}
	return k
}

// fitPareto fits the generalised Pareto distribution to increasing positive numbers, by the posterior mean of Zhang &
// Stephens (2009), "A new and efficient estimation method for the generalized Pareto distribution", with k drawn towards
// 1/2 as by ten observations (Vehtari et al. 2024, appendix).
func fitPareto(x []float64) (k, sigma float64) {
	n := float64(len(x))
	points := 30 + int(math.Sqrt(n))
	quartile, largest := x[int(n/4+0.5)-1], x[len(x)-1]
	shape := func(b float64) float64 {
		sum := 0.0
		for _, v := range x {
			sum += math.Log1p(-b * v)
		}
		return sum / n
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

// ParetoThreshold is the k̂ up to which Pareto smoothed importance sampling with n draws is reliable: min(1 - 1/log₁₀ n,
// 0.7), by Vehtari et al. (2024).
func ParetoThreshold(n int) float64 { return min(1-1/math.Log10(float64(n)), 0.7) }

// relativeESS is the number of effective draws for each draw of the mean of exp(x).
func relativeESS(x [][]float64) float64 {
	top := math.Inf(-1)
	for _, c := range x {
		top = max(top, floats.Max(c))
	}
	likelihood := each(x, func(v float64) float64 { return math.Exp(v - top) })
	relative := ESSMean(likelihood) / float64(len(x)*len(x[0]))
	if math.IsNaN(relative) {
		return 1
	}
	return relative
}

// looPoint is what one datum adds to PSIS-LOO, from its log-likelihood in all draws: the log-density that the other
// data predict for it, and k̂.
func looPoint(x [][]float64) (elpd, k float64) {
	all := slices.Concat(x...)
	ratios := make([]float64, len(all))
	for i, v := range all {
		ratios[i] = -v
	}
	w, k := PSIS(ratios, relativeESS(x))
	floats.Add(w, all)
	return floats.LogSumExp(w), k
}

// waicPoint is what one datum adds to WAIC: its log-density, and the effective number of parameters.
func waicPoint(x [][]float64) (lpd, p float64) {
	all := slices.Concat(x...)
	return meanDensity(all), stat.Variance(all, nil)
}

// meanDensity is ln of the mean of exp(x).
func meanDensity(x []float64) float64 { return floats.LogSumExp(x) - math.Log(float64(len(x))) }
