package draws

import (
	"math"
	"slices"
)

// The diagnostics judge draws [chain][draw] of one number, as Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021),
// "Rank-normalization, folding, and localization: an improved R̂ for assessing convergence of MCMC", define them. They
// do not depend on the unit of the draws. They are NaN for draws that are not finite, for chains of fewer than four
// draws and of unequal length. Draws that differ by no more than rounding have as many effective draws as draws; those
// that are all the same have no R̂.

// RHat returns the rank-normalized split R̂: the larger of that of the draws and that of their distances from the
// median. Near 1 the chains agree; above 1.01 they should not be trusted.
func RHat(x [][]float64) float64 { return judged(x, (*judge).rHat) }

func (j *judge) rHat() float64 {
	center := j.rHatOf(j.ranks())
	spread := j.rHatOf(j.folded())
	if math.IsNaN(spread) { // all draws are equally far from the median
		return center
	}
	return max(center, spread)
}

// rHatOf returns √(estimate of the variance from all chains / variance within chains).
func (j *judge) rHatOf(x []float64) float64 {
	chains, n := j.lags.chains, j.lags.n
	means, within := make([]float64, chains), 0.0
	for c := range means {
		of := x[c*n : (c+1)*n]
		means[c] = mean(of)
		within += variance(of) / float64(chains)
	}
	between := float64(n) * variance(means)
	return math.Sqrt((between/within + float64(n) - 1) / float64(n))
}

// MCSEMean returns the Monte Carlo standard error of the mean of all draws, 0 if they are all the same.
func MCSEMean(x [][]float64) float64 { return judged(x, (*judge).mcseMean) }

func (j *judge) mcseMean() float64 {
	return j.inUnit(math.Sqrt(variance(j.all) / j.essMean()))
}

// MCSESD returns the Monte Carlo standard error of the standard deviation of all draws, by the delta method from the
// fourth moment; 0 if they are all the same.
func MCSESD(x [][]float64) float64 { return judged(x, (*judge).mcseSD) }

func (j *judge) mcseSD() float64 {
	center, n := mean(j.all), float64(len(j.all))
	second, fourth := 0.0, 0.0
	for _, v := range j.all {
		d := (v - center) * (v - center)
		second += d / n
		fourth += d * d / n
	}
	if second == 0 {
		return 0
	}
	// The fourth moment is no less than the square of the second, but for rounding.
	return j.inUnit(math.Sqrt(max(0, fourth-second*second) / j.essSD() / second / 4))
}

// EBFMI returns the estimated Bayesian fraction of missing information of each chain, from the energies of its draws
// (Betancourt 2016, "Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo"). Below 0.3 the chain
// moves too slowly between energies. It is NaN for energies that are all the same or not finite.
func EBFMI(energy [][]float64) []float64 {
	out := make([]float64, len(energy))
	for c, e := range energy {
		e = slices.Clone(e)
		divide(e, unitOf(e))
		steps := 0.0
		for i := 1; i < len(e); i++ {
			steps += (e[i] - e[i-1]) * (e[i] - e[i-1])
		}
		out[c] = steps / float64(len(e)-1) / variance(e)
	}
	return out
}
