package plot

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/plotter"
)

// finitePoints returns draws over their numbers, without those that are not finite.
func finitePoints(x []float64) (xys plotter.XYs) {
	for i, v := range x {
		if !notFinite(v) {
			xys = append(xys, plotter.XY{X: float64(i), Y: v})
		}
	}
	return xys
}

// thinned returns of a long curve the lowest and the highest point of each of so many parts, which looks the same.
func thinned(xys plotter.XYs, parts int) plotter.XYs {
	if len(xys) <= 2*parts {
		return xys
	}
	var kept plotter.XYs
	for part := range slices.Chunk(xys, (len(xys)+parts-1)/parts) {
		low, high := slices.MinFunc(part, byY), slices.MaxFunc(part, byY)
		if low.X > high.X {
			low, high = high, low
		}
		kept = append(kept, low, high)
	}
	return kept
}

func byY(a, b plotter.XY) int { return cmp.Compare(a.Y, b.Y) }
