package draws

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// The functions below judge draws [chain][draw] of one number, as Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021),
// "Rank-normalization, folding, and localization: an improved R̂ for assessing convergence of MCMC", define it. They
// are NaN for draws that are not finite, for chains of fewer than four draws and of unequal length. Draws that are all
// the same have no R̂, and as many effective draws as draws.

// RHat is the rank-normalised split R̂: the larger of that of the draws and that of their distances from the median. Near
// 1 the chains agree; above 1.01 they should not be trusted.
func RHat(x [][]float64) float64 {
	if !usable(x) {
		return math.NaN()
	}
	s := split(x)
	center, spread := rHat(rankNormal(s)), rHat(rankNormal(folded(s)))
	if math.IsNaN(spread) { // all draws are equally far from the median
		return center
	}
	return max(center, spread)
}

// ESSBulk is the number of independent draws that tell as much about the centre of the distribution.
func ESSBulk(x [][]float64) float64 {
	if !usable(x) {
		return math.NaN()
	}
	return ess(rankNormal(split(x)))
}

// ESSTail is the smaller of the numbers of independent draws that tell as much about the 5 % and the 95 % quantile.
func ESSTail(x [][]float64) float64 { return min(ESSQuantile(x, 0.05), ESSQuantile(x, 0.95)) }

// ESSMean is the number of independent draws that tell as much about the mean.
func ESSMean(x [][]float64) float64 {
	if !usable(x) {
		return math.NaN()
	}
	return ess(split(x))
}

// ESSSD is the number of independent draws that tell as much about the standard deviation.
func ESSSD(x [][]float64) float64 {
	if !usable(x) {
		return math.NaN()
	}
	center := stat.Mean(slices.Concat(x...), nil)
	return ess(split(each(x, func(v float64) float64 { return (v - center) * (v - center) })))
}

// ESSQuantile is the number of independent draws that tell as much about a quantile.
func ESSQuantile(x [][]float64, p float64) float64 {
	if !usable(x) {
		return math.NaN()
	}
	at := Quantile(x, p)
	return ess(split(each(x, func(v float64) float64 {
		if v <= at {
			return 1
		}
		return 0
	})))
}

// MCSEMean is the Monte Carlo standard error of the mean of all draws.
func MCSEMean(x [][]float64) float64 {
	return stat.StdDev(slices.Concat(x...), nil) / math.Sqrt(ESSMean(x))
}

// MCSESD is the Monte Carlo standard error of the standard deviation of all draws, by the delta method from the fourth
// moment.
func MCSESD(x [][]float64) float64 {
	all := slices.Concat(x...)
	center, n := stat.Mean(all, nil), float64(len(all))
	second, fourth := 0.0, 0.0
	for _, v := range all {
		d := (v - center) * (v - center)
		second += d / n
		fourth += d * d / n
	}
	return math.Sqrt((fourth - second*second) / ESSSD(x) / second / 4)
}

// MCSEQuantile is the Monte Carlo standard error of a quantile of all draws: half the width of the central 68 % of its
// distribution, which is that of a Beta order statistic.
func MCSEQuantile(x [][]float64, p float64) float64 {
	effective := ESSQuantile(x, p)
	if math.IsNaN(effective) {
		return math.NaN()
	}
	b := distuv.Beta{Alpha: effective*p + 1, Beta: effective*(1-p) + 1}
	const one = 0.1586553
	sorted := slices.Sorted(slices.Values(slices.Concat(x...)))
	size := float64(len(sorted))
	low := sorted[int(math.Floor(max(b.Quantile(one)*size-1, 0)))]
	high := sorted[int(math.Ceil(min(b.Quantile(1-one)*size-1, size-1)))]
	return (high - low) / 2
}

// EBFMI is the estimated Bayesian fraction of missing information of each chain, from the energies of its draws
// (Betancourt 2016, "Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo"). Below 0.3 the chain
// moves too slowly between energies.
func EBFMI(energy [][]float64) []float64 {
	out := make([]float64, len(energy))
	for c, e := range energy {
		steps := 0.0
		for i := 1; i < len(e); i++ {
			steps += (e[i] - e[i-1]) * (e[i] - e[i-1])
		}
		out[c] = steps / float64(len(e)-1) / stat.Variance(e, nil)
	}
	return out
}

// HDI is the narrowest interval that holds the given part of all draws.
func HDI(x [][]float64, part float64) (low, high float64) {
	sorted := slices.Sorted(slices.Values(slices.Concat(x...)))
	n := len(sorted)
	inside := int(math.Floor(part * float64(n)))
	if n == 0 || inside >= n || math.IsNaN(sorted[0]) {
		return math.NaN(), math.NaN()
	}
	best := 0
	for i := range n - inside {
		if sorted[i+inside]-sorted[i] < sorted[best+inside]-sorted[best] {
			best = i
		}
	}
	return sorted[best], sorted[best+inside]
}

// Quantile is a quantile of all draws, interpolated between the two nearest (definition 7 of Hyndman & Fan 1996).
func Quantile(x [][]float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(slices.Concat(x...)))
	if len(sorted) == 0 || math.IsNaN(sorted[0]) {
		return math.NaN()
	}
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

func usable(x [][]float64) bool {
	if len(x) == 0 || len(x[0]) < 4 {
		return false
	}
	for _, c := range x {
		if len(c) != len(x[0]) {
			return false
		}
		for _, v := range c {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return false
			}
		}
	}
	return true
}

// split is the halves of every chain; of an odd number of draws the middle one is left out.
func split(x [][]float64) [][]float64 {
	var out [][]float64
	for _, c := range x {
		half := len(c) / 2
		out = append(out, c[:half], c[len(c)-half:])
	}
	return out
}

func each(x [][]float64, f func(v float64) float64) [][]float64 {
	out := make([][]float64, len(x))
	for c := range x {
		out[c] = make([]float64, len(x[c]))
		for i, v := range x[c] {
			out[c][i] = f(v)
		}
	}
	return out
}

// folded is the distances from the median.
func folded(x [][]float64) [][]float64 {
	median := Quantile(x, 0.5)
	return each(x, func(v float64) float64 { return math.Abs(v - median) })
}

// rankNormal replaces draws by the normal quantiles of their ranks: Φ⁻¹((r - 3/8) / (n + 1/4)). Equal draws share the
// mean of their ranks.
func rankNormal(x [][]float64) [][]float64 {
	all := slices.Concat(x...)
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case all[a] < all[b]:
			return -1
		case all[a] > all[b]:
			return 1
		}
		return 0
	})
	z := make([]float64, len(all))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && all[order[to]] == all[order[from]] {
			to++
		}
		rank := float64(from+to+1) / 2 // the mean of from+1 … to
		v := distuv.UnitNormal.Quantile((rank - 0.375) / (float64(len(all)) + 0.25))
		for _, i := range order[from:to] {
			z[i] = v
		}
		from = to
	}
	out := make([][]float64, len(x))
	at := 0
	for c := range x {
		out[c] = z[at : at+len(x[c])]
		at += len(x[c])
	}
	return out
}

// rHat is √(estimate of the variance from all chains / variance within chains).
func rHat(x [][]float64) float64 {
	n := float64(len(x[0]))
	means, within := make([]float64, len(x)), 0.0
	for c := range x {
		var v float64
		means[c], v = stat.MeanVariance(x[c], nil)
		within += v / float64(len(x))
	}
	between := n * stat.Variance(means, nil)
	return math.Sqrt((between/within + n - 1) / n)
}

// ess is the number of effective draws, from the autocorrelation of all chains together, summed up to where pairs of
// neighbouring lags stop being positive and made monotone (Geyer 1992).
func ess(x [][]float64) float64 {
	chains, n := len(x), len(x[0])
	total := float64(chains * n)
	if same(x) {
		return total
	}
	means, vars := make([]float64, chains), make([]float64, chains)
	mean := make([]float64, n) // autocovariance, averaged over chains
	for c := range x {
		acov := autocovariance(x[c])
		means[c], vars[c] = stat.Mean(x[c], nil), acov[0]*float64(n)/float64(n-1)
		for t, v := range acov {
			mean[t] += v / float64(chains)
		}
	}
	within := stat.Mean(vars, nil)
	plus := within * float64(n-1) / float64(n)
	if chains > 1 {
		plus += stat.Variance(means, nil)
	}
	rho := func(t int) float64 { return 1 - (within-mean[t])/plus }

	r := make([]float64, n)
	r[0] = 1
	odd := rho(1)
	r[1] = odd
	even, t := 1.0, 1
	for t < n-3 && even+odd > 0 {
		even, odd = rho(t+1), rho(t+2)
		if even+odd >= 0 {
			r[t+1], r[t+2] = even, odd
		}
		t += 2
	}
	last := t - 2
	if even > 0 {
		r[last+1] = even
	}
	for t := 1; t <= last-2; t += 2 {
		if r[t+1]+r[t+2] > r[t-1]+r[t] {
			r[t+1] = (r[t-1] + r[t]) / 2
			r[t+2] = r[t+1]
		}
	}
	tau := -1.0
	for _, v := range r[:last+1] {
		tau += 2 * v
	}
	if last+1 < n {
		tau += r[last+1]
	}
	return total / max(tau, 1/math.Log10(total))
}

// same reports whether all draws differ by no more than rounding.
func same(x [][]float64) bool {
	low, high := x[0][0], x[0][0]
	for _, c := range x {
		low, high = min(low, slices.Min(c)), max(high, slices.Max(c))
	}
	return high-low < 1e-15 // what ArviZ calls constant
}

// autocovariance is Σ (xᵢ - x̄)(xᵢ₊ₜ - x̄) / n for every lag t, by Fourier transforms.
func autocovariance(x []float64) []float64 {
	n := len(x)
	size := 1
	for size < 2*n {
		size *= 2
	}
	padded, center := make([]float64, size), stat.Mean(x, nil)
	for i, v := range x {
		padded[i] = v - center
	}
	fft := fourier.NewFFT(size)
	c := fft.Coefficients(nil, padded)
	for i, v := range c {
		c[i] = complex(real(v)*real(v)+imag(v)*imag(v), 0)
	}
	out := fft.Sequence(padded, c)[:n]
	for i := range out {
		out[i] /= float64(size) * float64(n)
	}
	return out
}
