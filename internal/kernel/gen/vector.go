package main

import (
	"fmt"
	"math"
	"reflect"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vec writes vector instructions for one tier and one type of elements, so that a kernel is written once for all four.
//
// Its functions put their result into a new register and leave their operands alone, so that formulas can be
// written as they are; where a function changes an operand it says so. Operands are registers or constants.
type vec struct {
	*build.Context
	pool  *pool
	width int // of a vector in bytes: 64 for AVX-512, 32 for AVX2
	bytes int // of an element: 4 or 8
}

// variants returns the vecs of all tiers and types.
func variants(c *build.Context) []*vec {
	p := &pool{c, map[string]operand.Mem{}}
	return []*vec{{c, p, 64, 4}, {c, p, 64, 8}, {c, p, 32, 4}, {c, p, 32, 8}}
}

// value is a vector in a register.
type value = reg.VecVirtual

// mask selects elements: a mask register for AVX-512, a vector of ones and zeros for AVX2.
type mask = reg.Register

// constant is a number in every element. In memory it fills 32 bytes, the vector of AVX2; AVX-512 broadcasts the first.
type constant struct{ operand.Mem }

func (v *vec) avx512() bool { return v.width == 64 }
func (v *vec) double() bool { return v.bytes == 8 }
func (v *vec) lanes() int   { return v.width / v.bytes }

// suffix ends the names of functions.
func (v *vec) suffix() string {
	s := "F32"
	if v.double() {
		s = "F64"
	}
	if v.avx512() {
		return s + "AVX512"
	}
	return s + "AVX2"
}

// element returns the Go type.
func (v *vec) element() string {
	if v.double() {
		return "float64"
	}
	return "float32"
}

// of chooses a number by the type of elements.
func of[T any](v *vec, single, double T) T {
	if v.double() {
		return double
	}
	return single
}

func (v *vec) new() value {
	if v.avx512() {
		return v.ZMM()
	}
	return v.YMM()
}

// float writes an instruction on floats: its name ends in S or D.
func (v *vec) float(name string, ops ...operand.Op) { v.emit(name+of(v, "S", "D"), ops) }

// integer writes an instruction on integers of the size of an element: its name ends in D or Q.
func (v *vec) integer(name string, ops ...operand.Op) { v.emit(name+of(v, "D", "Q"), ops) }

func (v *vec) emit(name string, ops []operand.Op) {
	for i, o := range ops {
		if k, ok := o.(constant); ok {
			ops[i] = k.Mem
			if v.avx512() {
				name += "_BCST"
			}
		}
	}
	args := make([]reflect.Value, len(ops))
	for i, o := range ops {
		args[i] = reflect.ValueOf(o)
	}
	instruction := reflect.ValueOf(v.Context).MethodByName(name)
	if !instruction.IsValid() {
		panic("there is no instruction " + name)
	}
	instruction.Call(args)
}

// pool keeps the constants of a file.
type pool struct {
	c    *build.Context
	made map[string]operand.Mem
}

// bits returns the constant with this pattern of bits in every element.
func (v *vec) bits(b uint64) constant {
	name := fmt.Sprintf("f%d_%0*x", 8*v.bytes, 2*v.bytes, b)
	m, ok := v.pool.made[name]
	if !ok {
		m = v.StaticGlobal(name)
		v.DataAttributes(attr.RODATA | attr.NOPTR)
		if !v.double() {
			b |= b << 32
		}
		for range 4 {
			v.AppendDatum(operand.U64(b))
		}
		v.pool.made[name] = m
	}
	return constant{m}
}

// num returns a number in every element.
func (v *vec) num(x float64) constant { return v.bits(v.floatBits(x)) }

// floatBits returns the pattern of bits of a number.
func (v *vec) floatBits(x float64) uint64 {
	if v.double() {
		return math.Float64bits(x)
	}
	return uint64(math.Float32bits(float32(x)))
}

func (v *vec) sign() constant { return v.bits(1 << (8*v.bytes - 1)) }

// register returns a new register with a copy.
func (v *vec) register(a operand.Op) value {
	r := v.new()
	switch k, ok := a.(constant); {
	case ok && v.avx512() && v.double():
		v.VBROADCASTSD(k.Mem, r)
	case ok && v.avx512():
		v.VBROADCASTSS(k.Mem, r)
	default:
		v.float("VMOVUP", a, r)
	}
	return r
}

func (v *vec) zero() value {
	r := v.new()
	v.float("VXORP", r, r, r)
	return r
}

// op returns an instruction of two operands, the second of which (the first in the order of the assembler) may be a
// constant.
func (v *vec) op(write func(string, ...operand.Op), name string, a, b operand.Op) value {
	if _, ok := a.(constant); ok {
		a = v.register(a)
	}
	r := v.new()
	write(name, b, a, r)
	return r
}

func commuted(a, b operand.Op) (operand.Op, operand.Op) {
	if _, ok := a.(constant); ok {
		return b, a
	}
	return a, b
}

func (v *vec) add(a, b operand.Op) value {
	a, b = commuted(a, b)
	return v.op(v.float, "VADDP", a, b)
}

func (v *vec) mul(a, b operand.Op) value {
	a, b = commuted(a, b)
	return v.op(v.float, "VMULP", a, b)
}

func (v *vec) sub(a, b operand.Op) value { return v.op(v.float, "VSUBP", a, b) }
func (v *vec) div(a, b operand.Op) value { return v.op(v.float, "VDIVP", a, b) }

// max and min are b where an operand is NaN or both are zero.
func (v *vec) max(a, b operand.Op) value { return v.op(v.float, "VMAXP", a, b) }
func (v *vec) min(a, b operand.Op) value { return v.op(v.float, "VMINP", a, b) }

// floor returns the largest whole number that is not above a.
func (v *vec) floor(a value) value {
	const down = operand.U8(0b1001) // and no exception
	r := v.new()
	if v.avx512() {
		v.float("VRNDSCALEP", down, a, r)
	} else {
		v.float("VROUNDP", down, a, r)
	}
	return r
}

func (v *vec) sqrt(a value) value {
	r := v.new()
	v.float("VSQRTP", a, r)
	return r
}

// fma returns a·b + c.
func (v *vec) fma(a, b, c operand.Op) value { return v.fused("VFMADD", a, b, c) }

// fnma returns c - a·b.
func (v *vec) fnma(a, b, c operand.Op) value { return v.fused("VFNMADD", a, b, c) }

func (v *vec) fused(name string, a, b, c operand.Op) value {
	a, b = commuted(a, b)
	if _, ok := c.(constant); ok {
		r := v.register(a)
		if _, ok := b.(constant); ok {
			b = v.register(b)
		}
		v.float(name+"213P", c, b, r)
		return r
	}
	r := v.register(c)
	v.float(name+"231P", b, a, r)
	return r
}

// polynomial returns c[0] + c[1] x + c[2] x² + … Where there are many, the even and the odd powers from x² on are added
// up by themselves, because in one sum each multiplication has to wait for the one before.
func (v *vec) polynomial(x value, c []float64) value {
	if len(c) < 10 {
		return v.nested(x, c)
	}
	var even, odd []float64
	for i, a := range c[2:] {
		if i%2 == 0 {
			even = append(even, a)
		} else {
			odd = append(odd, a)
		}
	}
	z := v.mul(x, x)
	r := v.fma(x, v.nested(z, odd), v.nested(z, even))
	v.float("VFMADD213P", v.num(c[1]), x, r)
	v.float("VFMADD213P", v.num(c[0]), x, r)
	return r
}

func (v *vec) nested(x value, c []float64) value {
	r := v.register(v.num(c[len(c)-1]))
	for i := len(c) - 2; i >= 0; i-- {
		v.float("VFMADD213P", v.num(c[i]), x, r)
	}
	return r
}

func (v *vec) and(a, b operand.Op) value { return v.op(v.float, "VANDP", a, b) }
func (v *vec) or(a, b operand.Op) value  { return v.op(v.float, "VORP", a, b) }
func (v *vec) xor(a, b operand.Op) value { return v.op(v.float, "VXORP", a, b) }

// addBits and subBits are sums and differences of elements taken for integers.
func (v *vec) addBits(a, b operand.Op) value { return v.op(v.integer, "VPADD", a, b) }
func (v *vec) subBits(a, b operand.Op) value { return v.op(v.integer, "VPSUB", a, b) }

func (v *vec) shiftLeft(a value, n int) value {
	r := v.new()
	v.integer("VPSLL", operand.Imm(uint64(n)), a, r)
	return r
}

func (v *vec) shiftRight(a value, n int) value {
	r := v.new()
	v.integer("VPSRL", operand.Imm(uint64(n)), a, r)
	return r
}

func (v *vec) negate(a value) value { return v.xor(a, v.sign()) }
func (v *vec) abs(a value) value    { return v.and(a, v.bits(1<<(8*v.bytes-1)-1)) }

// copySign returns |a| with the sign of b, for a that is NaN or not negative.
func (v *vec) copySign(a, b value) value { return v.or(a, v.and(b, v.sign())) }

// Predicates of comparisons; all but unordered and notEqual are false where an operand is NaN.
const (
	equal     = 0x00
	less      = 0x11
	lessEqual = 0x12
	unordered = 0x03
	notEqual  = 0x04
	greater   = 0x1e
)

// compare returns where a PREDICATE b.
func (v *vec) compare(a operand.Op, predicate int, b operand.Op) mask {
	var m mask
	if v.avx512() {
		m = v.K()
	} else {
		m = v.new()
	}
	if _, ok := a.(constant); ok {
		a = v.register(a)
	}
	v.float("VCMPP", operand.Imm(uint64(predicate)), b, a, m)
	return m
}

// choose returns yes where m is set and no elsewhere.
func (v *vec) choose(m mask, yes, no operand.Op) value {
	if _, ok := no.(constant); ok {
		no = v.register(no)
	}
	r := v.new()
	if v.avx512() {
		v.float("VBLENDMP", yes, no, m, r)
	} else {
		v.float("VBLENDVP", m, yes, no, r)
	}
	return r
}

// keep returns a where m is set and 0 elsewhere.
func (v *vec) keep(m mask, a value) value {
	if !v.avx512() {
		return v.and(a, m)
	}
	r := v.new()
	v.emit("VMOVUP"+of(v, "S", "D")+"_Z", []operand.Op{a, m, r})
	return r
}

// drop returns 0 where m is set and a elsewhere.
func (v *vec) drop(m mask, a value) value {
	if v.avx512() {
		return v.choose(m, v.zero(), a)
	}
	r := v.new()
	v.float("VANDNP", a, m, r)
	return r
}

// wide returns the two halves of a vector of float32 as vectors of float64, or the vector of float64 itself.
func (v *vec) wide(a value) []value {
	if v.double() {
		return []value{a}
	}
	low, high := v.new(), v.new()
	if v.avx512() {
		half := v.YMM()
		v.VEXTRACTF64X4(operand.Imm(1), a, half)
		v.VCVTPS2PD(a.AsY(), low)
		v.VCVTPS2PD(half, high)
	} else {
		half := v.XMM()
		v.VEXTRACTF128(operand.Imm(1), a, half)
		v.VCVTPS2PD(a.AsX(), low)
		v.VCVTPS2PD(half, high)
	}
	return []value{low, high}
}

// doubles writes instructions for float64 on the same tier.
func (v *vec) doubles() *vec { return &vec{v.Context, v.pool, v.width, 8} }

// broadcast returns a number from memory in every element.
func (v *vec) broadcast(m operand.Mem) value {
	r := v.new()
	v.float("VBROADCASTS", m, r)
	return r
}

// lookup returns the elements of a table of 16 float64 at what the lowest bits of index tell, on AVX-512.
func (v *vec) lookup(index value, name string, table []float64) value {
	m, ok := v.pool.made[name]
	if !ok {
		m = v.StaticGlobal(name)
		v.DataAttributes(attr.RODATA | attr.NOPTR)
		for _, x := range table {
			v.AppendDatum(operand.U64(math.Float64bits(x)))
		}
		v.pool.made[name] = m
	}
	r := v.register(index)
	v.VPERMI2PD(m.Offset(64), v.register(m), r)
	return r
}

// unlessAll runs what write writes, unless m is set everywhere. The label is to be used once in a function.
func (v *vec) unlessAll(m mask, label string, write func()) {
	bits, all := v.GP32(), uint32(1<<v.lanes()-1)
	if v.avx512() {
		v.KMOVW(m, bits)
	} else {
		v.float("VMOVMSKP", m, bits)
	}
	v.CMPL(bits, operand.U32(all))
	v.JEQ(operand.LabelRef(label))
	write()
	v.Label(label)
}
