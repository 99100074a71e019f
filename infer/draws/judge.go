package draws

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// judge computes the diagnostics of one number after another of as many chains and draws, in room that it keeps.
type judge struct {
	chains, n int
	order     []place   // the draws of split chains, increasing
	sorted    []float64 // all draws, increasing
	unit      int       // what follows is divided by 2^unit
	all       []float64 // all draws, chain after chain
	x         []float64 // those of split chains
	room      []float64 // as many as x
	apart     []place   // as many as x
	normal    []float64 // normal quantiles of the ranks 1, 2, …, once they were asked for
	lags      *lags     // of split chains
	sorter    sorter
}

func newJudge(chains, n int) *judge {
	half := 2 * chains * (n / 2)
	return &judge{
		chains: chains, n: n, all: make([]float64, chains*n), sorted: make([]float64, chains*n),
		x: make([]float64, half), order: make([]place, half), room: make([]float64, half), apart: make([]place, half),
		lags: newLags(2*chains, n/2),
	}
}

// judged returns what f finds for draws [chain][draw], NaN if they cannot be judged.
func judged(x [][]float64, f func(j *judge) float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	for _, c := range x {
		if len(c) != len(x[0]) {
			return math.NaN()
		}
	}
	all := slices.Concat(x...)
	if !usable(len(x[0]), all) {
		return math.NaN()
	}
	j := newJudge(len(x), len(x[0]))
	j.take(all)
	return f(j)
}

// fewest is the number of draws that a chain must have.
const fewest = 4

// usable reports whether chains of n draws can be judged.
func usable(n int, x []float64) bool { return n >= fewest && finite(x...) }

func finite(x ...float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// take makes x, chain after chain, the draws that are judged.
func (j *judge) take(x []float64) {
	splitChains(j.x, x, j.n)
	for i, v := range j.x {
		j.order[i] = place{v, i}
	}
	j.sorter.sort(j.order)
	if len(j.x) == len(x) {
		for i, p := range j.order {
			j.sorted[i] = p.v
		}
	} else {
		copy(j.sorted, x)
		slices.Sort(j.sorted)
	}
	j.unit = unitOf(x)
	copy(j.all, x)
	divide(j.all, j.unit)
	divide(j.x, j.unit)
}

// splitChains copies the halves of chains of n draws; of an odd number of draws the middle one is left out.
func splitChains(to, from []float64, n int) {
	half := n / 2
	for at := 0; at < len(to); at += 2 * half {
		copy(to[at:at+half], from)
		copy(to[at+half:at+2*half], from[n-half:])
		from = from[n:]
	}
}

// inUnit returns a result for the divided draws in the unit of the draws.
func (j *judge) inUnit(v float64) float64 { return math.Ldexp(v, j.unit) }

// ranks returns the normal quantiles of the draws' ranks: Φ⁻¹((r - 3/8) / (n + 1/4)). Equal draws share the mean of
// their ranks.
func (j *judge) ranks() []float64 { return j.ranksOf(j.order) }

// folded returns the normal quantiles of the ranks of the draws' distances from their median.
func (j *judge) folded() []float64 {
	n := len(j.order)                                          // even
	half := between(j.order[n/2-1].v, j.order[n/2].v, 0.5) / 2 // of the median: half of a distance is always a number
	below, above := n/2-1, n/2                                 // the nearest that were not taken
	for i := range j.apart {
		down, up := math.Inf(1), math.Inf(1)
		if below >= 0 {
			down = half - j.order[below].v/2
		}
		if above < n {
			up = j.order[above].v/2 - half
		}
		if up < down {
			j.apart[i] = place{up, j.order[above].i}
			above++
		} else {
			j.apart[i] = place{down, j.order[below].i}
			below--
		}
	}
	return j.ranksOf(j.apart)
}

// ranksOf returns the normal quantiles of the ranks of numbers in increasing order.
func (j *judge) ranksOf(order []place) []float64 {
	for i := len(j.normal); i < len(order); i++ {
		j.normal = append(j.normal, j.rankNormal(float64(i+1)))
	}
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && order[to].v == order[from].v {
			to++
		}
		z := j.normal[from]
		if to-from > 1 {
			z = j.rankNormal(float64(from+to+1) / 2) // the mean of from+1 … to
		}
		for _, p := range order[from:to] {
			j.room[p.i] = z
		}
		from = to
	}
	return j.room
}

func (j *judge) rankNormal(rank float64) float64 {
	return distuv.UnitNormal.Quantile((rank - 0.375) / (float64(len(j.x)) + 0.25))
}
