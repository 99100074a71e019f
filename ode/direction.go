package ode

import "math"

// The direction in which derivatives are watched.

// size returns how many elements of a point take part: states, and their direction.
func (w *solver) size() int {
	if w.directed {
		return 2 * w.n
	}
	return w.n
}

// ofSize returns v, or 1 in place of 0, where v moves something in proportion.
func ofSize(v float64) float64 {
	if v == 0 {
		return 1
	}
	return v
}

// golden returns numbers from 0.5 to 1.5, of which no few are in simple proportions: multiples of the golden section.
func golden(i int) float64 {
	_, f := math.Modf(float64(i) * 0.6180339887498949)
	return 0.5 + f
}

// watch drops a direction in which there is no derivative, and shortens one that has become long: only its direction
// counts.
func (w *solver) watch() {
	const long = 1e100
	if firstNonFinite(w.f[w.n:]) >= 0 {
		w.directed = false
		return
	}
	longest := 0.0
	for _, v := range w.z[w.n:] {
		longest = math.Max(longest, math.Abs(v))
	}
	if longest < long {
		return
	}
	for _, part := range [][]float64{w.z[w.n:], w.f[w.n:], w.toParams} {
		for i := range part {
			part[i] /= long
		}
	}
	w.load(w.field)
	w.load(w.second)
}
