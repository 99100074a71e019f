package plot

import (
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"

	"github.com/credence-ppl/credence/infer/draws"
)

// density returns the density of draws as a curve: for numbers that are not all integers a kernel estimate, and for
// integers the outline of the histogram. It does not begin or end at zero where draws crowd at a bound.
func density(x []float64) plotter.XYs {
	if integers(x) {
		return outline(x)
	}
	low, high := span(x)
	width := bandwidth(x)
	if !(high > low) || width == 0 { // a spike at a constant
		at := quantile(x, 0.5)
		return plotter.XYs{{X: at, Y: 0}, {X: at, Y: 1}, {X: at, Y: 0}}
	}
	return kernel(x, low, high, width)
}

// kernel returns a Gaussian kernel estimate of the density from low to high. What the kernel puts beyond an end is
// reflected there if draws crowd at it, as they do at a bound of the support, and else it fades out.
func kernel(x []float64, low, high, width float64) plotter.XYs {
	const inside = 400
	step := (high - low) / inside
	width = max(width, step)
	beyond := int(math.Ceil(4 * width / step)) // cells on either side
	binned := make([]float64, inside+2*beyond+1)
	for _, v := range x { // each draw is shared by its two neighbors
		if v < low || v > high {
			continue
		}
		at := float64(beyond) + (v-low)/step
		i := min(int(at), beyond+inside-1)
		binned[i] += float64(i+1) - at
		binned[i+1] += at - float64(i)
	}
	smooth := make([]float64, len(binned))
	for k := -beyond; k <= beyond; k++ {
		z := float64(k) * step / width
		weight := math.Exp(-z*z/2) / (width * math.Sqrt(2*math.Pi) * float64(len(x)))
		for i := beyond; i <= beyond+inside; i++ {
			smooth[i+k] += weight * binned[i]
		}
	}
	first, last := 0, len(smooth)-1
	const crowd, enough = 0.35, 100 // of the largest density, and draws that can tell
	top := slices.Max(smooth)
	crowded := func(i int) bool { return len(x) >= enough && smooth[i] > crowd*top }
	atLow, atHigh := crowded(beyond), crowded(beyond+inside)
	if atLow {
		for first = range beyond {
			smooth[2*beyond-first] += smooth[first]
		}
		first = beyond
		smooth[first] *= 2
	}
	if atHigh {
		end := beyond + inside
		for k := 1; k <= beyond; k++ {
			smooth[end-k] += smooth[end+k]
		}
		last = end
		smooth[last] *= 2
	}
	var xys plotter.XYs
	for i := first; i <= last; i += 2 {
		xys = append(xys, plotter.XY{X: low + float64(i-beyond)*step, Y: smooth[i]})
	}
	return xys
}

// bandwidth returns Silverman's (1986, equation 3.31).
func bandwidth(x []float64) float64 {
	_, spread := moments(x)
	if quartiles := (quantile(x, 0.75) - quantile(x, 0.25)) / 1.34; quartiles > 0 {
		spread = min(spread, quartiles)
	}
	return 0.9 * spread * math.Pow(float64(len(x)), -0.2)
}

// part returns of which part of x something is true.
func part(x []float64, is func(float64) bool) float64 {
	n := 0
	for _, v := range x {
		if is(v) {
			n++
		}
	}
	return float64(n) / float64(len(x))
}

// moments returns the mean and the standard deviation.
func moments(x []float64) (center, spread float64) {
	for _, v := range x {
		center += v / float64(len(x))
	}
	for _, v := range x {
		spread += (v - center) * (v - center) / float64(len(x))
	}
	return center, math.Sqrt(spread)
}

// span returns where a density is drawn: over all draws, but for those that are so far away that nothing else could be
// seen beside them.
func span(x []float64) (low, high float64) {
	q1, q3 := quantile(x, 0.25), quantile(x, 0.75)
	low, high = slices.Min(x), slices.Max(x)
	if far := 10 * (q3 - q1); far > 0 {
		low, high = max(low, q1-far), min(high, q3+far)
	}
	return low, high
}

func quantile(x []float64, p float64) float64 { return draws.Quantile([][]float64{x}, p) }

// integers reports whether all numbers are integers, as counts and classes are.
func integers(x []float64) bool {
	return !slices.ContainsFunc(x, func(v float64) bool { return v != math.Trunc(v) || math.Abs(v) > 1e15 })
}

// outline returns the outline of the histogram of integers, with bins of one integer each, or of several where there
// are more than 60.
func outline(x []float64) plotter.XYs {
	low, high := slices.Min(x), slices.Max(x)
	width := math.Ceil((high - low + 1) / 60)
	bins := make([]float64, int((high-low)/width)+1)
	for _, v := range x {
		bins[int((v-low)/width)] += 1 / (float64(len(x)) * width)
	}
	xys := plotter.XYs{{X: low - 0.5, Y: 0}}
	for i, y := range bins {
		from := low - 0.5 + float64(i)*width
		xys = append(xys, plotter.XY{X: from, Y: y}, plotter.XY{X: from + width, Y: y})
	}
	return append(xys, plotter.XY{X: low - 0.5 + float64(len(bins))*width, Y: 0})
}
