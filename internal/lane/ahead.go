package lane

import "github.com/credence-ppl/credence/internal/kernel"

// ahead asks for the memory of the next block while this one is computed, a share with every step: as many requests at
// once would hold up the steps. The processor reads ahead by itself only while a step goes over an operand, and most
// steps go over registers.
type ahead struct {
	next  [][]float64 // what is not asked for yet
	share int         // elements
	steps int         // that have had theirs
}

// isFar reports whether operands and results are too many to be in a cache, from which they would come soon enough.
func isFar(operands, into [][]float64) bool {
	const most = 1 << 20 // elements
	total := 0
	for _, v := range operands {
		total += len(v)
	}
	for _, v := range into {
		total += len(v)
	}
	return total > most
}

// block begins a block, before one of at most n elements from at on.
func (a *ahead) block(at, n int, operands, into [][]float64) {
	const line = 8
	a.next = a.next[:0]
	for _, all := range [...][][]float64{operands, into} {
		for _, v := range all {
			if at < len(v) {
				a.next = append(a.next, v[at:min(at+n, len(v))])
			}
		}
	}
	a.share = (len(a.next)*n/max(1, a.steps) + line) &^ (line - 1)
	a.steps = 0
}

// step asks for a step's share.
func (a *ahead) step() {
	last := len(a.next) - 1
	if last < 0 {
		return
	}
	a.steps++
	n := min(a.share, len(a.next[last]))
	kernel.Fetch(a.next[last][:n])
	if a.next[last] = a.next[last][n:]; len(a.next[last]) == 0 {
		a.next = a.next[:last]
	}
}
