// Package par splits loops over the processors without letting their number change a result.
package par

import (
	"slices"
	"sync"
)

// Grain is the number of elements in a piece. It is fixed, so that the pieces, and with them the order of every sum,
// depend on the length of the loop alone.
const Grain = 16384

// pieces returns the number of pieces of the given size that a loop over n elements has.
func pieces(n, size int) int { return (n + size - 1) / size }

// For calls body(lo, hi) once for every piece of [0, n). Pieces may run at the same time, in any order.
// A panic in a body is raised again here, after the other pieces have stopped, as [Workers] does.
func For(n int, body func(lo, hi int)) { Do(n, Grain, body) }

// Rows runs For over n rows of the given number of elements: body(lo, hi) gets whole rows, together about Grain
// elements.
func Rows(n, width int, body func(lo, hi int)) { Do(n, rows(width), body) }

// rows returns how many a piece has.
func rows(width int) int { return max(1, Grain/max(1, width)) }

// Sum adds the values of all pieces in their order.
func Sum(n int, piece func(lo, hi int) float64) float64 { return RowSum(n, 1, piece) }

// RowSum returns Sum over n rows, in the pieces of [Rows].
func RowSum(n, width int, piece func(lo, hi int) float64) float64 {
	size := rows(width)
	if n <= size {
		return piece(0, n)
	}
	room := rooms.Get().(*[]float64)
	parts := slices.Grow((*room)[:0], pieces(n, size))[:pieces(n, size)]
	Do(n, size, func(lo, hi int) { parts[lo/size] = piece(lo, hi) })
	total := 0.0
	for _, v := range parts {
		total += v
	}
	*room = parts
	rooms.Put(room)
	return total
}

// Sums adds up, in the order of the pieces, the k numbers that each piece adds to what it is given, which begins at 0.
func Sums(n, k int, piece func(sums []float64, lo, hi int)) []float64 {
	parts := make([]float64, k*pieces(n, Grain))
	Do(n, Grain, func(lo, hi int) {
		at := lo / Grain * k
		piece(parts[at:at+k], lo, hi)
	})
	for at := k; at < len(parts); at += k {
		for i, v := range parts[at : at+k] {
			parts[i] += v
		}
	}
	return parts[:k]
}

// rooms are for the values of the pieces of sums.
var rooms = sync.Pool{New: func() any { return new([]float64) }}

// All reports whether every piece is true.
func All(n int, piece func(lo, hi int) bool) bool { return do(n, Grain, nil, piece) }
