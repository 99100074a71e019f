package tensor

// philox is Philox4x32-10, a bijection of the 128-bit counters (n, stream) for each 64-bit key, whose outputs pass
// the usual batteries of randomness tests. Counters are independent of each other, so that any part of a stream can
// be made on its own. The least significant half of every word is the earlier one of the paper's 32-bit words.
//
// Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
func philox(n, stream, key uint64) (uint64, uint64) {
	c0, c1, c2, c3 := uint32(n), uint32(n>>32), uint32(stream), uint32(stream>>32)
	k0, k1 := uint32(key), uint32(key>>32)
	for range 10 {
		p0, p1 := 0xD2511F53*uint64(c0), 0xCD9E8D57*uint64(c2)
		c0, c1, c2, c3 = uint32(p1>>32)^c1^k0, uint32(p1), uint32(p0>>32)^c3^k1, uint32(p0)
		k0 += 0x9E3779B9
		k1 += 0xBB67AE85
	}
	return uint64(c0) | uint64(c1)<<32, uint64(c2) | uint64(c3)<<32
}
