package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// packing writes what matrix products pack with: copies of the columns of a strip (as many as a tile has rows) and of a
// panel, and transpositions of as many rows as a vector has elements, and of those that then remain of a strip.
func packing(c *build.Context) {
	for _, v := range variants(c) {
		rows := 6
		if v.avx512() {
			rows = 12
			v.copying("copyLowStrip", 6)
			v.copying("copyWidePanel", 4*v.lanes())
			v.transposition("transposeLow", 6)
		}
		v.copying("copyStrip", rows)
		v.copying("copyPanel", 2*v.lanes())
		v.transposition("transpose", v.lanes())
		v.transposition("transposeRest", rows%v.lanes())
	}
}

// copying writes a function that copies the same few columns of all rows.
func (v *vec) copying(name string, columns int) {
	v.Function(name + v.suffix())
	v.Attributes(flags)
	v.Doc(fmt.Sprintf("%s%s copies %d columns of depth rows, stride apart, to rows without a gap.", name, v.suffix(), columns))
	v.SignatureExpr(fmt.Sprintf("func(to, from *%s, stride, depth int)", v.element()))
	v.Pragma("noescape")
	to := v.Load(v.Param("to"), v.GP64())
	from := v.Load(v.Param("from"), v.GP64())
	stride := v.Load(v.Param("stride"), v.GP64())
	depth := v.Load(v.Param("depth"), v.GP64())
	v.IMUL3Q(operand.I8(int8(v.bytes)), stride, stride)
	ahead := v.GP64() // the processor does not see strides of a page coming
	v.MOVQ(stride, ahead)
	v.SHLQ(operand.U8(4), ahead)
	var part mask
	if columns%v.lanes() > 0 {
		n := v.GP64()
		v.MOVQ(operand.U32(columns%v.lanes()), n)
		part = v.masks(n, 1)(0)
	}
	v.Label("loop")
	v.PREFETCHT0(operand.Mem{Base: from, Index: ahead, Scale: 1})
	for i := 0; i < columns; i += v.lanes() {
		m := part
		if i+v.lanes() <= columns {
			m = nil
		}
		v.store(v.load(operand.Mem{Base: from, Disp: i * v.bytes}, m), operand.Mem{Base: to, Disp: i * v.bytes}, m)
	}
	v.ADDQ(stride, from)
	v.ADDQ(operand.I32(int32(columns*v.bytes)), to)
	v.DECQ(depth)
	v.JNZ(operand.LabelRef("loop"))
	v.VZEROUPPER()
	v.RET()
}

// transposition writes a function that stores elements k of all rows side by side, for every k.
//
// A piece of 128 bits of each row is loaded so that rows 0, 1, 2, 3 of float32 (0, 1 of float64), and others that
// follow in the other pieces of a vector, can be exchanged within the pieces.
func (v *vec) transposition(name string, rows int) {
	v.Function(name + v.suffix())
	v.Attributes(flags)
	v.Doc(fmt.Sprintf("%s%s copies %d rows of depth elements, stride apart, to columns step apart. depth is at least %d.", name, v.suffix(), rows, 16/v.bytes))
	v.SignatureExpr(fmt.Sprintf("func(to, from *%s, step, stride, depth int)", v.element()))
	v.Pragma("noescape")
	to := v.Load(v.Param("to"), v.GP64())
	step := v.Load(v.Param("step"), v.GP64())
	stride := v.Load(v.Param("stride"), v.GP64())
	depth := v.Load(v.Param("depth"), v.GP64()).(reg.GPVirtual)
	bytes := operand.I8(int8(v.bytes))
	v.IMUL3Q(bytes, step, step)
	v.IMUL3Q(bytes, stride, stride)
	piece := 16 / v.bytes
	pieces := (rows + piece - 1) / piece
	var from []reg.Register // the first row of each piece
	for p := range pieces {
		r := v.GP64()
		if p == 0 {
			v.Load(v.Param("from"), r)
		} else {
			v.LEAQ(operand.Mem{Base: from[p-1], Index: stride, Scale: uint8(piece)}, r)
		}
		from = append(from, r)
	}
	stride3 := v.GP64()
	v.LEAQ(operand.Mem{Base: stride, Index: stride, Scale: 2}, stride3)
	var part mask
	if rows < v.lanes() {
		n := v.GP64()
		v.MOVQ(operand.U32(rows), n)
		part = v.masks(n, 1)(0)
	}

	v.Label("loop")
	in := make([]value, piece)
	for i := range piece {
		in[i] = v.new()
		for p := range pieces {
			if p*piece+i >= rows {
				break
			}
			at := operand.Mem{Base: from[p]}
			switch i {
			case 1, 2:
				at.Index, at.Scale = stride, uint8(i)
			case 3:
				at.Index, at.Scale = stride3, 1
			}
			v.insert(at, p, in[i])
		}
	}
	for k, x := range v.exchange(in) {
		if k > 0 {
			v.ADDQ(step, to)
		}
		v.store(x, operand.Mem{Base: to}, part)
		v.PREFETCHT0(operand.Mem{Base: to, Disp: 64}) // where the next rows go
	}
	v.ADDQ(step, to)
	for _, r := range from {
		v.ADDQ(operand.I8(16), r)
	}
	v.SUBQ(operand.I8(int8(piece)), depth)
	v.JZ(operand.LabelRef("done"))
	v.CMPQ(depth, operand.I8(int8(piece)))
	v.JGE(operand.LabelRef("loop"))
	// The last columns together with some before them, once more.
	back := v.GP64()
	v.MOVQ(operand.U32(piece), back)
	v.SUBQ(depth, back)
	v.MOVQ(operand.U32(piece), depth)
	bytesBack := v.GP64()
	v.IMUL3Q(bytes, back, bytesBack)
	for _, r := range from {
		v.SUBQ(bytesBack, r)
	}
	v.IMULQ(step, back)
	v.SUBQ(back, to)
	v.JMP(operand.LabelRef("loop"))
	v.Label("done")
	v.VZEROUPPER()
	v.RET()
}

// insert loads 128 bits into a piece of a vector.
func (v *vec) insert(from operand.Mem, piece int, r value) {
	switch {
	case piece == 0:
		v.float("VMOVUP", from, r.AsX())
	case v.avx512():
		v.VINSERTF32X4(operand.Imm(uint64(piece)), from, r, r)
	default:
		v.VINSERTF128(operand.Imm(uint64(piece)), from, r, r)
	}
}

// exchange transposes within pieces of 128 bits.
func (v *vec) exchange(in []value) []value {
	unpack := func(name string, a, b value) value {
		r := v.new()
		v.emit(name, []operand.Op{b, a, r})
		return r
	}
	if v.double() {
		return []value{unpack("VUNPCKLPD", in[0], in[1]), unpack("VUNPCKHPD", in[0], in[1])}
	}
	a, b := unpack("VUNPCKLPS", in[0], in[1]), unpack("VUNPCKLPS", in[2], in[3])
	c, d := unpack("VUNPCKHPS", in[0], in[1]), unpack("VUNPCKHPS", in[2], in[3])
	return []value{unpack("VUNPCKLPD", a, b), unpack("VUNPCKHPD", a, b), unpack("VUNPCKLPD", c, d), unpack("VUNPCKHPD", c, d)}
}
