package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// random writes the generators of normals, and that of words. They compute as their twins in package kernel do,
// operation by operation and without fused ones, so that every tier has the same bits.
func random(c *build.Context) {
	for _, v := range variants(c) {
		v.generator()
		if v.double() {
			v.firstWords()
		}
	}
}

// firstWords writes a function that makes the first block of many streams, two vectors of them at a time.
func (v *vec) firstWords() {
	v.Function("firstWords" + v.suffix())
	v.Attributes(flags)
	v.Doc(fmt.Sprintf("firstWords%s sets n words each, a multiple of 16, to those of block 0 of the streams from the given one on.", v.suffix()))
	v.SignatureExpr("func(first, second *uint64, n int, stream, key uint64)")
	v.Pragma("noescape")
	first := v.Load(v.Param("first"), v.GP64()).(reg.GPVirtual)
	second := v.Load(v.Param("second"), v.GP64()).(reg.GPVirtual)
	left := v.Load(v.Param("n"), v.GP64()).(reg.GPVirtual)
	zero, stream := v.zero(), v.new()
	v.integer("VPADD", v.lanesFrom(1), v.parameter("stream"), stream)
	keys, many := v.keys(), uint64(v.lanes())
	v.Label("streams")
	for i, c := range v.philox([]value{zero, zero}, v.following(stream, []uint64{0, many}), keys) {
		v.store(v.sideBySide(c[0], c[1]), operand.Mem{Base: first, Disp: i * v.width}, nil)
		v.store(v.sideBySide(c[2], c[3]), operand.Mem{Base: second, Disp: i * v.width}, nil)
	}
	v.integer("VPADD", v.bits(2*many), stream, stream)
	v.ADDQ(operand.I32(int32(2*v.width)), first)
	v.ADDQ(operand.I32(int32(2*v.width)), second)
	v.SUBQ(operand.I8(int8(2*many)), left)
	v.JNZ(operand.LabelRef("streams"))
	v.VZEROUPPER()
	v.RET()
}

// generator writes a function that fills groups of blocks.
func (v *vec) generator() {
	v.Function("normals" + v.suffix())
	v.Attributes(flags)
	v.Doc(fmt.Sprintf("normals%s fills groups of numbers at out, standard normal, from block n of a stream on.", v.suffix()))
	v.SignatureExpr(fmt.Sprintf("func(out *%s, groups int, n, stream, key uint64)", v.element()))
	v.Pragma("noescape")
	out := v.Load(v.Param("out"), v.GP64()).(reg.GPVirtual)
	groups := v.Load(v.Param("groups"), v.GP64()).(reg.GPVirtual)
	d := v.doubles()
	// Elements of 64 bits hold the blocks' words of 32 bits. Float32 takes the blocks of even number first, then the
	// odd ones, to put them side by side.
	step := of(v, 2, 1)
	counter := v.new()
	d.integer("VPADD", d.lanesFrom(step), d.parameter("n"), counter)

	keys := v.keys()
	if v.avx512() {
		v.pairs(counter, keys, out, groups)
	} else {
		v.runs(counter, keys, out, groups)
	}
	v.VZEROUPPER()
	v.RET()
}

// pairs writes all groups, two at a time while there are two: 32 registers hold them, and the processor has less to
// wait for.
func (v *vec) pairs(counter value, keys []operand.Mem, out, groups reg.GPVirtual) {
	v.Label("pairs")
	v.CMPQ(groups, operand.I8(2))
	v.JB(operand.LabelRef("last"))
	v.groups(2, counter, keys, out, v.normals)
	v.SUBQ(operand.I8(2), groups)
	v.JMP(operand.LabelRef("pairs"))
	v.Label("last")
	v.TESTQ(groups, groups)
	v.JZ(operand.LabelRef("done"))
	v.groups(1, counter, keys, out, v.normals)
	v.Label("done")
}

// runs writes all groups in runs of 16. The words of a run are written first, and then turned into numbers where they
// are: in either loop the processor computes several groups at the same time, which 16 registers would not hold.
func (v *vec) runs(counter value, keys []operand.Mem, out, groups reg.GPVirtual) {
	const most = 16
	run, left, at := v.GP64(), v.GP64(), v.GP64()
	v.Label("run")
	v.MOVQ(operand.I32(most), run)
	v.CMPQ(groups, run)
	v.CMOVQLT(groups, run)
	v.SUBQ(run, groups)
	v.MOVQ(run, left)
	v.MOVQ(out, at)
	v.Label("words")
	v.groups(1, counter, keys, at, func(words []value) []value { return words })
	v.DECQ(left)
	v.JNZ(operand.LabelRef("words"))
	v.Label("numbers")
	size := group * of(v, 4, 2)
	for half := range group / v.width {
		var words []value
		word := func(j int) operand.Mem { return operand.Mem{Base: out, Disp: j*group + half*v.width} }
		for j := range size / group {
			words = append(words, v.load(word(j), nil))
		}
		for j, x := range v.normals(words) {
			v.store(x, word(j), nil)
		}
	}
	v.ADDQ(operand.I32(int32(size)), out)
	v.DECQ(run)
	v.JNZ(operand.LabelRef("numbers"))
	v.TESTQ(groups, groups)
	v.JNZ(operand.LabelRef("run"))
}

// group is the number of bytes of each word of a group.
const group = 64

// groups writes n groups of numbers at out and moves on; numbers makes them of the words of as many blocks as a vector
// has elements, in the order of the words.
func (v *vec) groups(n int, counter value, keys []operand.Mem, out reg.Register, numbers func(words []value) []value) {
	d := v.doubles()
	size := group * of(v, 4, 2)
	for half := range group / v.width {
		var from []uint64
		for g := range n {
			for i := range of(v, 2, 1) {
				from = append(from, uint64(g*v.lanes()+i))
			}
		}
		at := d.following(counter, from)
		blocks := d.philox(at, slices.Repeat([]value{d.parameter("stream")}, len(at)), keys)
		words := make([][]value, n)
		for g := range n {
			if v.double() {
				c := blocks[g]
				words[g] = []value{v.sideBySide(c[0], c[1]), v.sideBySide(c[2], c[3])}
				continue
			}
			for j := range 4 {
				words[g] = append(words[g], v.sideBySide(blocks[2*g][j], blocks[2*g+1][j]))
			}
		}
		for g, words := range words {
			for j, x := range numbers(words) {
				v.store(x, operand.Mem{Base: out, Disp: g*size + j*group + half*v.width}, nil)
			}
		}
		d.integer("VPADD", d.bits(uint64(n*v.lanes())), counter, counter)
	}
	v.ADDQ(operand.I32(int32(n*size)), out)
}

// parameter returns a parameter in every element.
func (v *vec) parameter(name string) value {
	from, err := v.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	r := v.new()
	v.VPBROADCASTQ(from.Addr, r)
	return r
}

// lanesFrom returns the vector 0, step, 2 step, ….
func (v *vec) lanesFrom(step int) operand.Mem {
	name := fmt.Sprintf("lanes_by_%d", step)
	m, ok := v.pool.made[name]
	if !ok {
		m = v.StaticGlobal(name)
		v.DataAttributes(attr.RODATA | attr.NOPTR)
		for i := range 8 {
			v.AppendDatum(operand.U64(i * step))
		}
		v.pool.made[name] = m
	}
	return m
}

// sideBySide returns the lower halves of elements of 64 bits of a, with those of b in the upper halves.
func (v *vec) sideBySide(a, b value) value {
	b = v.doubles().shiftLeft(b, 32)
	if !v.avx512() {
		v.VPBLENDD(operand.U8(0xAA), b, a, b)
		return b
	}
	const aAndMaskOrB = 0xEC // the truth table of (a, b, mask)
	r := v.register(a)
	v.VPTERNLOGQ_BCST(operand.U8(aAndMaskOrB), v.doubles().bits(1<<32-1).Mem, b, r)
	return r
}

// uniform takes as many bits as numbers of [1, 2) have, and shifts their centers to (0, 1).
func (v *vec) uniform(w value) value {
	return v.sub(v.fill(w, 8*v.bytes-v.fraction()), v.num(1-of(v, 0x1p-24, 0x1p-53)))
}

// fill returns the number in [1, 2) whose fraction is the bits of w above the lowest n.
func (v *vec) fill(w value, n int) value { return v.or(v.shiftRight(w, n), v.num(1)) }

// normals returns made of pairs of words. With 32 registers all pairs of a group are computed side by side, because
// each operation of one waits for the one before it.
func (v *vec) normals(words []value) []value {
	pairs := 1
	if v.avx512() {
		pairs = len(words) / 2
	}
	var out []value
	for ; len(words) > 0; words = words[2*pairs:] {
		var first, second []value
		for i := range pairs {
			first, second = append(first, words[2*i]), append(second, words[2*i+1])
		}
		radius := both(v.radius(first), second, v.signed)
		sin, cos := v.direction(second)
		for i, r := range radius {
			out = append(out, v.mul(r, cos[i]), v.mul(r, sin[i]))
		}
	}
	return out
}

// each returns f of every element of x, and both that of x and y together.
func each(x []value, f func(x value) value) (out []value) {
	for _, a := range x {
		out = append(out, f(a))
	}
	return out
}

func both(x, y []value, f func(x, y value) value) (out []value) {
	for i, a := range x {
		out = append(out, f(a, y[i]))
	}
	return out
}

func (v *vec) times(x, y []value) []value {
	return both(x, y, func(x, y value) value { return v.mul(x, y) })
}
func (v *vec) plus(x, y []value) []value {
	return both(x, y, func(x, y value) value { return v.add(x, y) })
}
func (v *vec) minus(x, y []value) []value {
	return both(x, y, func(x, y value) value { return v.sub(x, y) })
}

func (v *vec) timesNumber(x []value, c float64) []value {
	return each(x, func(x value) value { return v.mul(x, v.num(c)) })
}

// radius returns √(-2 log u), for u uniform over (0, 1].
func (v *vec) radius(w []value) []value {
	var k, f []value // u = 2ᵏ (1+f)
	for _, u := range v.unit(w) {
		n, m := v.reduceLogBelow2(u)
		k, f = append(k, n), append(f, v.sub(m, v.num(1)))
	}
	high, low := v.ln2()
	square := v.times(f, f)
	half := v.timesNumber(square, 0.5)
	var rest []value // log(1+f) = f - rest
	if v.double() {
		s := both(f, each(f, func(f value) value { return v.add(f, v.num(2)) }), func(f, g value) value { return v.div(f, g) })
		z := v.times(s, s)
		rest = v.minus(half, v.times(s, v.plus(half, v.times(z, v.horner(z, noiseLog64[:])))))
	} else {
		rest = v.minus(half, v.times(v.times(square, f), v.horner(f, noiseLog32[:])))
	}
	log := v.minus(f, v.minus(rest, each(k, func(k value) value { return v.mul(k, low) })))
	log = v.plus(each(k, func(k value) value { return v.mul(k, high) }), log)
	return each(v.timesNumber(log, -2), v.sqrt)
}

// unit returns uniform over (0, 1]; with Float32, numbers near 0 have all 32 bits.
func (v *vec) unit(w []value) []value {
	if v.double() {
		return each(w, v.uniform)
	}
	var u []value
	if v.avx512() {
		u = each(w, func(w value) value {
			r := v.new()
			v.VCVTUDQ2PS(w, r)
			return r
		})
	} else {
		u = each(w, func(w value) value {
			high, low := v.new(), v.new()
			v.VCVTDQ2PS(v.shiftRight(w, 16), high)
			v.VCVTDQ2PS(v.and(w, v.bits(1<<16-1)), low)
			return v.add(v.mul(high, v.num(0x1p16)), low)
		})
	}
	u = each(u, func(u value) value { return v.add(u, v.num(0.5)) })
	return v.timesNumber(u, 0x1p-32)
}

// signed returns a, negated by the first bit of w.
func (v *vec) signed(a, w value) value {
	if !v.avx512() {
		return v.xor(a, v.and(w, v.sign()))
	}
	const wAndMaskXorA = 0x78 // the truth table of (a, w, mask)
	v.integer("VPTERNLOG", operand.U8(wAndMaskXorA), v.sign(), w, a)
	return a
}

// direction returns the sine and cosine of an angle uniform over half of the circle: of an angle within π/4 of 0,
// exchanged by the second bit of w. The other half is that of a negative radius.
func (v *vec) direction(w []value) (sin, cos []value) {
	x := each(w, func(w value) value { return v.shiftLeft(w, 2) })
	if v.double() {
		x = each(x, func(x value) value { return v.sub(v.fill(x, 12), v.num(1.5)) })
		x = v.timesNumber(x, math.Pi/2)
	} else {
		x = each(x, func(x value) value {
			signed := v.new()
			v.VCVTDQ2PS(x, signed)
			return signed
		})
		x = v.timesNumber(x, math.Pi/2*0x1p-32)
	}
	z := v.times(x, x)
	s := v.plus(x, v.times(v.times(x, z), v.horner(z, of(v, noiseSin32[:], noiseSin64[:]))))
	c := each(v.timesNumber(z, 0.5), func(h value) value { return v.sub(v.num(1), h) })
	c = v.plus(c, v.times(v.times(z, z), v.horner(z, of(v, noiseCos32[:], noiseCos64[:]))))
	for i, w := range w {
		exchanged := v.secondBit(w)
		sin = append(sin, v.choose(exchanged, c[i], s[i]))
		cos = append(cos, v.choose(exchanged, s[i], c[i]))
	}
	return sin, cos
}

// secondBit returns where the second highest bit is set.
func (v *vec) secondBit(a value) mask {
	if !v.avx512() {
		return v.shiftLeft(a, 1) // a choice looks at the highest one only
	}
	m := v.K()
	v.integer("VPTESTM", v.bits(1<<(8*v.bytes-2)), a, m)
	return m
}

// horner returns polynomial without fused operations.
func (v *vec) horner(x []value, c []float64) []value {
	r := each(x, func(value) value { return v.register(v.num(c[len(c)-1])) })
	for i := len(c) - 2; i >= 0; i-- {
		for j, r := range r {
			v.float("VMULP", x[j], r, r)
		}
		for _, r := range r {
			v.float("VADDP", v.num(c[i]), r, r)
		}
	}
	return r
}
