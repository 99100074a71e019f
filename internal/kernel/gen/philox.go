package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// keys returns the two keys of every round, in memory: each in the lower half of 64 bits, the upper half holds
// anything.
func (v *vec) keys() []operand.Mem {
	const rounds = 10
	room := v.AllocLocal(2 * rounds * 8)
	low := v.Load(v.Param("key"), v.GP64())
	high := v.GP64()
	v.MOVQ(low, high)
	v.SHRQ(operand.U8(32), high)
	var keys []operand.Mem
	for round := range rounds {
		for i, k := range []reg.Register{low, high} {
			at := room.Offset(16*round + 8*i)
			v.MOVQ(k, at)
			keys = append(keys, at)
		}
		v.ADDL(operand.U32(0x9E3779B9), low.(reg.GP).As32())
		v.ADDL(operand.U32(0xBB67AE85), high.As32())
	}
	return keys
}

// following returns counter plus each of from.
func (v *vec) following(counter value, from []uint64) []value {
	var all []value
	for _, n := range from {
		at := counter
		if n > 0 {
			at = v.addBits(counter, v.bits(n))
		}
		all = append(all, at)
	}
	return all
}

// philox returns the four words of the blocks with the given numbers in the streams beside them, each word in the lower
// half of an element; the upper halves hold anything.
func (v *vec) philox(numbers, streams []value, keys []operand.Mem) [][]value {
	var blocks [][]value
	for i, n := range numbers {
		blocks = append(blocks, []value{n, v.shiftRight(n, 32), streams[i], v.shiftRight(streams[i], 32)})
	}
	for ; len(keys) > 0; keys = keys[2:] {
		for i, c := range blocks {
			p0, p1 := v.multiply32(c[0], 0xD2511F53), v.multiply32(c[2], 0xCD9E8D57)
			blocks[i] = []value{v.xor3(v.shiftRight(p1, 32), c[1], keys[0]), p1, v.xor3(v.shiftRight(p0, 32), c[3], keys[1]), p0}
		}
	}
	return blocks
}

// multiply32 returns the product of the lower halves of elements with a number of 32 bits.
func (v *vec) multiply32(a value, b uint64) value {
	r := v.new()
	v.emit("VPMULUDQ", []operand.Op{v.bits(b), a, r})
	return r
}

// xor3 returns a ^ b ^ c, for 64 bits at c. It changes a.
func (v *vec) xor3(a, b value, c operand.Mem) value {
	if v.avx512() {
		v.VPTERNLOGQ_BCST(operand.U8(0x96), c, b, a)
		return a
	}
	r := v.new()
	v.VPBROADCASTQ(c, r)
	v.VPXOR(r, b, r)
	v.VPXOR(a, r, r) // a is the last to be known
	return r
}
