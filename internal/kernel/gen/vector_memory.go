package main

import (
	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// What moves vectors between registers and memory, whole or as far as a mask says.

func (v *vec) load(from operand.Mem, m mask) value {
	r := v.new()
	v.loadTo(r, from, m)
	return r
}

func (v *vec) loadTo(r value, from operand.Mem, m mask) {
	switch {
	case m == nil:
		v.float("VMOVUP", from, r)
	case v.avx512():
		v.emit("VMOVUP"+of(v, "S", "D")+"_Z", []operand.Op{from, m, r})
	default:
		v.float("VMASKMOVP", from, m, r)
	}
}

func (v *vec) store(a value, to operand.Mem, m mask) {
	switch {
	case m == nil:
		v.float("VMOVUP", a, to)
	case v.avx512():
		v.float("VMOVUP", a, m, to)
	default:
		v.float("VMASKMOVP", a, m, to)
	}
}

// loadSingles and storeSingles are load and store of vectors of float64 that are float32 in memory.
func (v *vec) loadSingles(from operand.Mem, m mask) value {
	r := v.new()
	switch {
	case m == nil:
		v.VCVTPS2PD(from, r)
	case v.avx512():
		v.VCVTPS2PD_Z(from, m, r)
	default:
		half := v.XMM()
		v.VMASKMOVPS(from, v.halfMask(m), half)
		v.VCVTPS2PD(half, r)
	}
	return r
}

func (v *vec) storeSingles(a value, to operand.Mem, m mask) {
	if v.avx512() {
		half := v.YMM()
		v.VCVTPD2PS(a, half)
		if m == nil {
			v.VMOVUPS(half, to)
		} else {
			v.VMOVUPS(half, m, to)
		}
		return
	}
	half := v.XMM()
	v.VCVTPD2PSY(a, half)
	if m == nil {
		v.VMOVUPS(half, to)
	} else {
		v.VMASKMOVPS(half, v.halfMask(m), to)
	}
}

// halfMask returns a mask for float64 of AVX2 as one for float32.
func (v *vec) halfMask(m mask) mask {
	r := v.XMM()
	v.VEXTRACTF128(operand.Imm(1), m, r)
	v.VSHUFPS(operand.Imm(0x88), r, m.(value).AsX(), r)
	return r
}

// masks select the first n elements of a block of vectors; masks(j) is for vector j, after those before.
func (v *vec) masks(n reg.GPVirtual, vectors int) func(j int) mask {
	if v.avx512() {
		ones := v.GP64()
		v.MOVQ(operand.I32(-1), ones)
		v.BZHIQ(n, ones, ones)
		return func(j int) mask {
			if j > 0 {
				v.SHRQ(operand.U8(v.lanes()), ones)
			}
			m := v.K()
			v.KMOVW(ones.As32(), m)
			return m
		}
	}
	// A window into ones followed by zeros.
	const table = 128
	name := "ones_and_zeros"
	m, ok := v.pool.made[name]
	if !ok {
		m = v.StaticGlobal(name)
		v.DataAttributes(attr.RODATA | attr.NOPTR)
		for _, half := range []uint64{1<<64 - 1, 0} {
			for range table / 8 {
				v.AppendDatum(operand.U64(half))
			}
		}
		v.pool.made[name] = m
	}
	window, end := v.GP64(), v.GP64()
	v.LEAQ(m.Offset(table), window)
	v.MOVQ(n, end)
	v.SHLQ(operand.U8(of(v, 2, 3)), end)
	v.SUBQ(end, window)
	return func(j int) mask {
		r := v.new()
		v.float("VMOVUP", operand.Mem{Base: window, Disp: j * v.width}, r)
		return r
	}
}

// flush makes the processor take numbers below the smallest normal one for 0, until restore is written.
func flush(c *build.Context) (restore func()) {
	const toZero, areZero = 1 << 15, 1 << 6
	was, now := c.AllocLocal(8), c.AllocLocal(8)
	control := c.GP32()
	c.STMXCSR(was)
	c.MOVL(was, control)
	c.ORL(operand.U32(toZero|areZero), control)
	c.MOVL(control, now)
	c.LDMXCSR(now)
	return func() { c.LDMXCSR(was) }
}
