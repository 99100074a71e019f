package plot

import (
	"math"
	"sort"

	"gonum.org/v1/plot/plotter"
)

// band holds what the distribution function of uniform numbers keeps to at some points, all at once, with some
// probability (Säilynoja, Bürkner, Vehtari 2022, "Graphical test for discrete uniformity and its applications in
// goodness-of-fit evaluation and multiple sample comparison"). The probability is exact, from point to point as in
// their algorithm 2.
type band struct {
	points    []float64 // in (0, 1), increasing
	low, high []float64 // of the distribution function at the points
}

// evenly returns n points that divide (0, 1) evenly.
func evenly(n int) []float64 {
	points := make([]float64, n)
	for i := range points {
		points[i] = float64(i+1) / float64(n+1)
	}
	return points
}

// pointsFor returns how many points the band of n numbers has: as many as can be seen, and fewer for very many numbers,
// of which each takes longer.
func pointsFor(n int) int { return min(100, max(20, 200_000/n)) }

// uniformBand returns the band of n independent uniform numbers.
func uniformBand(n int, points []float64, probability float64) band {
	poisson := func(rate float64) func(k int) float64 {
		return func(k int) float64 { return xlogy(k, rate) - rate - logFactorial(k) }
	}
	w := walk{n: n, total: math.Exp(poisson(float64(n))(n))}
	last := 0.0
	for _, z := range points {
		w.add(float64(n)*(z-last), poisson(float64(n)*(z-last)), func(k int) float64 {
			return logChoose(n, k) + xlogy(k, z) + xlogy(n-k, 1-z)
		})
		last = z
	}
	w.end(poisson(float64(n) * (1 - last)))
	return w.band(points, probability)
}

// sharedBand returns the band of the ranks of n numbers among those of so many groups of n.
func sharedBand(n, groups int, points []float64, probability float64) band {
	all, share := n*groups, 1/float64(groups)
	binomial := func(of int) func(k int) float64 {
		return func(k int) float64 { return logChoose(of, k) + xlogy(k, share) + xlogy(of-k, 1-share) }
	}
	w := walk{n: n, total: math.Exp(binomial(all)(n))}
	last := 0
	for _, z := range points {
		to := int(z*float64(all) + 1e-9)
		w.add(float64(to-last)*share, binomial(to-last), func(k int) float64 {
			return logChoose(to, k) + logChoose(all-to, n-k) - logChoose(all, n)
		})
		last = to
	}
	w.end(binomial(all - last))
	return w.band(points, probability)
}

// walk is the path of how many of n numbers lie below one point after another. Its steps are independent, given that
// they add up to n: the numbers of uniform ones between points are Poisson, and those of ranks are binomial.
type walk struct {
	n     int
	total float64     // probability that the steps add up to n
	steps [][]float64 // probabilities of the steps 0, 1, … to each point, and to the end
	below [][]float64 // probabilities that at most 0, 1, … numbers lie below each point
}

// add adds a point, given the mean of the step to it and the logarithms of the probabilities of the step and of the
// numbers below.
func (w *walk) add(mean float64, step, count func(k int) float64) {
	most := min(w.n, int(mean+12*math.Sqrt(mean)+30))
	w.steps = append(w.steps, exps(most, step))
	below := exps(w.n, count)
	for k := 1; k < len(below); k++ {
		below[k] += below[k-1]
	}
	w.below = append(w.below, below)
}

func (w *walk) end(step func(k int) float64) { w.steps = append(w.steps, exps(w.n, step)) }

// exps returns the exponentials of f(0), …, f(n).
func exps(n int, f func(k int) float64) []float64 {
	out := make([]float64, n+1)
	for k := range out {
		out[k] = math.Exp(f(k))
	}
	return out
}

// band returns the narrowest band that holds the whole path with at least some probability, of central intervals that
// are equally probable at all points but for what integers allow.
func (w *walk) band(points []float64, probability float64) band {
	least, most := probability, 1.0
	low, high := w.intervals(most)
	for range 20 {
		middle := (least + most) / 2
		if l, h := w.intervals(middle); w.stays(l, h) >= probability {
			most, low, high = middle, l, h
		} else {
			least = middle
		}
	}
	b := band{points: points}
	for i := range points {
		b.low, b.high = append(b.low, float64(low[i])/float64(w.n)), append(b.high, float64(high[i])/float64(w.n))
	}
	return b
}

// intervals returns the central interval of each point that holds its number with some probability.
func (w *walk) intervals(probability float64) (low, high []int) {
	tail := (1 - probability) / 2
	for _, below := range w.below {
		low = append(low, min(w.n, sort.Search(w.n, func(k int) bool { return below[k] > tail })))
		high = append(high, sort.Search(w.n, func(k int) bool { return below[k] >= 1-tail }))
	}
	return low, high
}

// stays returns the probability that the path is in the interval of each point.
func (w *walk) stays(low, high []int) float64 {
	from, at := 0, []float64{1} // probabilities of from, from+1, …
	for i, step := range w.steps {
		to, last := w.n, w.n
		if i < len(low) {
			to, last = low[i], high[i]
		}
		next := make([]float64, max(0, last-to+1))
		for s, p := range at {
			for r := max(to, from+s); r <= last && r-from-s < len(step); r++ {
				next[r-to] += p * step[r-from-s]
			}
		}
		from, at = to, next
	}
	return at[0] / w.total
}

func xlogy(k int, y float64) float64 {
	if k == 0 {
		return 0
	}
	return float64(k) * math.Log(y)
}

func logFactorial(k int) float64 {
	v, _ := math.Lgamma(float64(k) + 1)
	return v
}

// logChoose returns the logarithm of the number of choices of k among n, -Inf if there are none.
func logChoose(n, k int) float64 {
	if k < 0 || k > n {
		return math.Inf(-1)
	}
	return logFactorial(n) - logFactorial(k) - logFactorial(n-k)
}

// difference returns how far the distribution function of numbers is above the uniform one, at the band's points.
func (b band) difference(numbers []float64) plotter.XYs {
	xys := plotter.XYs{{}}
	for _, z := range b.points {
		xys = append(xys, plotter.XY{X: z, Y: part(numbers, func(v float64) bool { return v <= z+1e-9 }) - z})
	}
	return append(xys, plotter.XY{X: 1})
}

// holds reports whether the distribution function of numbers is in the band at all points.
func (b band) holds(numbers []float64) bool {
	for i, at := range b.difference(numbers)[1 : len(b.points)+1] {
		if y := at.Y + at.X; y < b.low[i]-1e-9 || y > b.high[i]+1e-9 {
			return false
		}
	}
	return true
}

// band draws a band about zero.
func (p *panel) band(b band) {
	outline := plotter.XYs{{}}
	for i, z := range b.points {
		outline = append(outline, plotter.XY{X: z, Y: b.high[i] - z})
	}
	outline = append(outline, plotter.XY{X: 1})
	for i := len(b.points) - 1; i >= 0; i-- {
		outline = append(outline, plotter.XY{X: b.points[i], Y: b.low[i] - b.points[i]})
	}
	p.add(&plotter.Polygon{XYs: []plotter.XYs{outline}, Color: bandColor})
	p.horizontal(0, stroke(gray, 0.5))
}
