package draws

import "math"

// place is a number and where it was.
type place struct {
	v float64
	i int
}

// sorter sorts by digits of 11 bits, from the last to the first. For a few thousand unordered numbers that takes a
// tenth of the time of a sort by comparisons.
type sorter struct {
	room   []place
	counts [digits][1 << digitBits]int32
}

const (
	digitBits = 11
	digits    = 6 // that hold the 64 bits of a number
)

// sort puts x in increasing order, NaN first. Equal numbers keep their order, and -0 comes before 0.
func (s *sorter) sort(x []place) {
	if len(s.room) < len(x) {
		s.room = make([]place, len(x))
	}
	clear(s.counts[:])
	for _, p := range x {
		key := orderOf(p.v)
		for d := range s.counts {
			s.counts[d][key>>(d*digitBits)&(1<<digitBits-1)]++
		}
	}
	from, to := x, s.room[:len(x)]
	for d := range s.counts { // an even number of times, so that the last goes to x
		counts := &s.counts[d]
		at := int32(0)
		for digit, n := range counts {
			counts[digit] = at
			at += n
		}
		for _, p := range from {
			digit := orderOf(p.v) >> (d * digitBits) & (1<<digitBits - 1)
			to[counts[digit]] = p
			counts[digit]++
		}
		from, to = to, from
	}
}

// orderOf returns a whole number that is larger for larger v.
func orderOf(v float64) uint64 {
	bits := math.Float64bits(v)
	switch {
	case v != v:
		return 0
	case bits>>63 != 0:
		return ^bits
	}
	return bits | 1<<63
}
